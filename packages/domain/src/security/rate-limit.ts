import { createHash } from "node:crypto";
import type { Database } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { z } from "zod";
import type { Clock } from "../clock.js";
import { DomainError } from "../domain-error.js";

/** So many times within a window that starts with the first of them. */
export interface Limit {
  readonly max: number;
  readonly windowSeconds: number;
}

/** What is limited. Guesses and mails are counted in the database, so that processes share one budget. */
export interface RateLimits {
  /** Sign-in attempts for one address, whether it has an account or not. */
  readonly signInPerAccount: Limit;
  readonly signInPerIp: Limit;
  readonly registerPerIp: Limit;
  /** Password checks by somebody who is signed in. */
  readonly passwordPerUser: Limit;
  /** Mails that somebody can cause, by recipient and by sender. */
  readonly mailPerAccount: Limit;
  readonly mailPerIp: Limit;
  /** Mails to addresses that nobody has proved: about one person's bookings, and about one organizer's events. */
  readonly unprovedMailPerPerson: Limit;
  readonly unprovedMailPerOrganizer: Limit;
  /** Tokens tried: links from mails, refresh tokens. */
  readonly tokenPerIp: Limit;
  /** Bookings that one user makes: each is a mail to them. */
  readonly bookingsPerUser: Limit;
  /** Bookings of one event that one user let go: holds and offers that ran out, and what they cancelled. */
  readonly bookingsLetGo: Limit;
  /** Payments of one user that failed: whoever tries stolen cards makes many. */
  readonly failedPaymentsPerUser: Limit;
  /** All mutations of one user, counted in each process. */
  readonly mutationsPerUser: Limit;
}

export const DEFAULT_RATE_LIMITS: RateLimits = {
  signInPerAccount: { max: 10, windowSeconds: 60 },
  signInPerIp: { max: 40, windowSeconds: 60 },
  registerPerIp: { max: 60, windowSeconds: 600 },
  passwordPerUser: { max: 10, windowSeconds: 300 },
  mailPerAccount: { max: 5, windowSeconds: 3_600 },
  mailPerIp: { max: 30, windowSeconds: 3_600 },
  unprovedMailPerPerson: { max: 12, windowSeconds: 3_600 },
  unprovedMailPerOrganizer: { max: 200, windowSeconds: 3_600 },
  tokenPerIp: { max: 120, windowSeconds: 60 },
  bookingsPerUser: { max: 300, windowSeconds: 3_600 },
  bookingsLetGo: { max: 30, windowSeconds: 86_400 },
  failedPaymentsPerUser: { max: 20, windowSeconds: 3_600 },
  mutationsPerUser: { max: 600, windowSeconds: 60 },
};

/** The part of the context that limits need: named here, because the context's type is made of this file's. */
export interface Limiting {
  readonly db: Database;
  readonly clock: Clock;
  readonly rateLimits: RateLimits | "off";
}

const counted = z.object({ value: z.object({ count: z.coerce.number() }) });

/** A unique index lets one of several first attempts in a window make its document; the others count on it. */
const TRIES = 4;

/**
 * Counts one attempt against a limit. Attempts are counted before they are allowed, so a limit holds however
 * many come at once, and when they cannot be counted they are not allowed: the database's error goes through.
 *
 * @param subject whose attempts are counted together; only its hash is stored
 * @throws DomainError RATE_LIMITED with the seconds until the window ends
 */
export async function countAttempt(
  context: Limiting,
  name: keyof RateLimits,
  subject: string,
): Promise<void> {
  const counted = await countWithin(context, name, subject);
  if (counted.isWithin) return;
  throw rateLimited(Math.ceil((counted.until.getTime() - context.clock.now().getTime()) / 1_000));
}

/** Whether something is within its limit; if not, when the next window begins. */
export type WithinLimit = { readonly isWithin: true } | { readonly isWithin: false; readonly until: Date };

/** Counts like {@link countAttempt}, for what has another way when a limit is reached. */
export async function countWithin(
  context: Limiting,
  name: keyof RateLimits,
  subject: string,
): Promise<WithinLimit> {
  if (context.rateLimits === "off") return { isWithin: true };
  const { max, windowSeconds } = context.rateLimits[name];
  const now = context.clock.now().getTime();
  const windowMs = windowSeconds * 1_000;
  const window = Math.floor(now / windowMs);
  const endsAt = (window + 1) * windowMs;
  const key = `${name}:${createHash("sha256").update(subject).digest("base64url")}:${window}`;

  const until = new Date(endsAt);
  return (await increment(context, key, until)) > max ? { isWithin: false, until } : { isWithin: true };
}

/**
 * Holds a limit on what is written down anyway, by reading it: nothing that a repeat or a refusal would count for.
 *
 * @param read the time of the so-manieth newest since then; nothing when there are not as many
 * @throws DomainError RATE_LIMITED with the seconds until that one is out of the window
 */
export async function requireWithinLimit(
  context: Omit<Limiting, "db">,
  name: keyof RateLimits,
  read: (nth: number, since: Date) => Promise<Date | undefined>,
): Promise<void> {
  if (context.rateLimits === "off") return;
  const limit = context.rateLimits[name];
  const since = windowStart(limit, context.clock.now());
  const nth = await read(limit.max, since);
  if (nth !== undefined) throw leavesWindow(nth, since);
}

/** Since when something counts for a limit. */
export function windowStart({ windowSeconds }: Limit, now: Date): Date {
  return new Date(now.getTime() - windowSeconds * 1_000);
}

/** The error for somebody who did something too often, at these times; nothing when they did not. */
export function rateLimitedBy(limit: Limit, times: readonly Date[], now: Date): DomainError | undefined {
  const since = windowStart(limit, now);
  const newestFirst = times.filter((time) => time > since).sort((a, b) => b.getTime() - a.getTime());
  const nth = newestFirst[limit.max - 1];
  return nth && leavesWindow(nth, since);
}

function leavesWindow(nth: Date, since: Date): DomainError {
  return rateLimited(Math.max(1, Math.ceil((nth.getTime() - since.getTime()) / 1_000)));
}

/** The refusal of somebody who does something too often. */
export function rateLimited(retryAfterSeconds: number): DomainError {
  const seconds = retryAfterSeconds === 1 ? "1 second" : `${retryAfterSeconds} seconds`;
  const wait = retryAfterSeconds < 90 ? seconds : `${Math.ceil(retryAfterSeconds / 60)} minutes`;
  return new DomainError("RATE_LIMITED", `Too many attempts. Try again in ${wait}.`, { retryAfterSeconds });
}

async function increment({ db }: Limiting, key: string, expiresAt: Date): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await db.prisma.$runCommandRaw({
        findAndModify: "RateLimitWindow",
        query: { key },
        update: { $inc: { count: 1 }, $setOnInsert: { expiresAt: { $date: expiresAt.toISOString() } } },
        upsert: true,
        new: true,
      });
      return counted.parse(answer).value.count;
    } catch (error) {
      const kind = kindOfFailure(error);
      if (attempt === TRIES || (kind !== "unique" && kind !== "conflict")) throw error;
    }
  }
}
