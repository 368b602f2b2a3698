import { createHash } from "node:crypto";
import type { Database } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { date } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { Clock } from "../clock.js";
import { DomainError } from "../domain-error.js";

/** A maximum number within a window that begins with the first attempt. */
export interface Limit {
  readonly max: number;
  readonly windowSeconds: number;
}

/**
 * The limits (domain rules, Limits). Guesses and mails are counted in the database, so that processes share them.
 */
export interface RateLimits {
  /** Sign-in attempts for one address, whether or not it has an account. */
  readonly signInPerAccount: Limit;
  readonly signInPerIp: Limit;
  readonly registerPerIp: Limit;
  /** Password checks by a signed-in user. */
  readonly passwordPerUser: Limit;
  /** Mails that a user can cause, by recipient and by sender. */
  readonly mailPerAccount: Limit;
  readonly mailPerIp: Limit;
  /** Mails to unverified addresses: about one recipient's bookings, and about one organizer's events. */
  readonly unprovedMailPerPerson: Limit;
  readonly unprovedMailPerOrganizer: Limit;
  /** Token attempts: mailed links and refresh tokens. */
  readonly tokenPerIp: Limit;
  /** Bookings made by one user; each causes a mail. */
  readonly bookingsPerUser: Limit;
  /** Bookings of one event abandoned by one user: expired holds and offers, and cancellations. */
  readonly bookingsAbandoned: Limit;
  /** Bookings without an account: made from one network, and for one address. */
  readonly guestBookingsPerIp: Limit;
  readonly guestBookingsPerAddress: Limit;
  /** Tickets that bookings without an account ask for, from one network. */
  readonly guestTicketsPerIp: Limit;
  /** Discount codes tried by one user with bookings, and from one network before booking. */
  readonly codesPerUser: Limit;
  readonly codesPerIp: Limit;
  /** Tickets passed on by one user: each causes a mail to an address of their choice. */
  readonly ticketsPassedOnPerUser: Limit;
  /** Failed payments of one user, and of one guest's booking: card testing causes many. */
  readonly failedPaymentsPerUser: Limit;
  readonly failedPaymentsPerGuest: Limit;
  /** Exports of one user's own data: each reads all of it. */
  readonly exportsPerUser: Limit;
  /** Mails about one booking that are sent again by hand. */
  readonly resentMailsPerBooking: Limit;
  /** Test deliveries of webhooks by one user. */
  readonly webhookTestsPerUser: Limit;
  /** Addresses that programs with API keys of one user give to webhooks: each causes a mail to the user. */
  readonly webhooksByKeyPerUser: Limit;
  /** All mutations of one user, counted per process. */
  readonly mutationsPerUser: Limit;
  /** All calls with one API key. */
  readonly callsPerApiKey: Limit;
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
  bookingsAbandoned: { max: 30, windowSeconds: 86_400 },
  guestBookingsPerIp: { max: 60, windowSeconds: 900 },
  guestBookingsPerAddress: { max: 4, windowSeconds: 3_600 },
  // Two for each booking: many people share a network, and few of them want as many as they may have.
  guestTicketsPerIp: { max: 120, windowSeconds: 900 },
  codesPerUser: { max: 30, windowSeconds: 600 },
  codesPerIp: { max: 60, windowSeconds: 600 },
  ticketsPassedOnPerUser: { max: 60, windowSeconds: 86_400 },
  failedPaymentsPerUser: { max: 20, windowSeconds: 3_600 },
  // With the limit by address, strangers cannot use up the owner's.
  failedPaymentsPerGuest: { max: 4, windowSeconds: 3_600 },
  exportsPerUser: { max: 10, windowSeconds: 3_600 },
  resentMailsPerBooking: { max: 3, windowSeconds: 3_600 },
  webhookTestsPerUser: { max: 30, windowSeconds: 300 },
  webhooksByKeyPerUser: { max: 20, windowSeconds: 3_600 },
  mutationsPerUser: { max: 600, windowSeconds: 60 },
  callsPerApiKey: { max: 3_000, windowSeconds: 60 },
};

/** The part of the context needed for limits. Its own type, since the context's type depends on this file. */
export interface Limiting {
  readonly db: Database;
  readonly clock: Clock;
  readonly rateLimits: RateLimits | "off";
}

const counted = z.object({ value: z.object({ count: z.coerce.number() }) });

/**
 * Of concurrent first attempts in a window one creates the document, by a unique index; the others retry and
 * count on it.
 */
const TRIES = 4;

/**
 * Counts one attempt. Attempts are counted before they are allowed, so that a limit holds for concurrent ones
 * too; if counting fails, the database's error is thrown and the attempt is not allowed.
 *
 * @param subject the key under which attempts are counted; only its hash is stored
 * @param weight how many the attempt counts for
 * @throws DomainError RATE_LIMITED with the seconds until the window ends
 */
export async function countAttempt(
  context: Limiting,
  name: keyof RateLimits,
  subject: string,
  weight = 1,
): Promise<void> {
  const counted = await countWithin(context, name, subject, weight);
  if (counted.isWithin) return;
  throw rateLimited(Math.ceil((counted.until.getTime() - context.clock.now().getTime()) / 1_000));
}

/** Whether a limit holds; if not, when the next window begins. */
export type WithinLimit = { readonly isWithin: true } | { readonly isWithin: false; readonly until: Date };

/** Counts like {@link countAttempt}, for callers with an alternative when the limit is reached. */
export async function countWithin(
  context: Limiting,
  name: keyof RateLimits,
  subject: string,
  weight = 1,
): Promise<WithinLimit> {
  if (context.rateLimits === "off") return { isWithin: true };
  const limit = context.rateLimits[name];
  const window = currentWindow(limit, context.clock.now());
  const count = await addToWindow(context, { name, subject, window }, weight);
  return count > limit.max ? { isWithin: false, until: window.endsAt } : { isWithin: true };
}

/** A window in which attempts are counted; the windows of a limit are the same for all subjects and processes. */
export interface Window {
  readonly number: number;
  readonly endsAt: Date;
}

/** The window of a moment. */
export function currentWindow({ windowSeconds }: Limit, now: Date): Window {
  const windowMs = windowSeconds * 1_000;
  const number = Math.floor(now.getTime() / windowMs);
  return { number, endsAt: new Date((number + 1) * windowMs) };
}

/**
 * Counts some attempts of a subject, of which only the hash is stored.
 *
 * @returns the attempts of all processes in this window, these included
 */
export async function addToWindow(
  { db }: Pick<Limiting, "db">,
  { name, subject, window }: { readonly name: string; readonly subject: string; readonly window: Window },
  attempts: number,
): Promise<number> {
  const key = `${name}:${createHash("sha256").update(subject).digest("base64url")}:${window.number}`;
  return increment(db, key, window.endsAt, attempts);
}

/**
 * Checks a limit by reading stored data instead of counting, so that repeats and failed calls do not count.
 *
 * @param read the time of the n-th newest entry since a moment, n being the limit; undefined if there are fewer
 * @throws DomainError RATE_LIMITED with the seconds until that entry leaves the window
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

/** From when on entries count for a limit. */
export function windowStart({ windowSeconds }: Limit, now: Date): Date {
  return new Date(now.getTime() - windowSeconds * 1_000);
}

/** The error if the given times exceed a limit; undefined if they do not. */
export function rateLimitedBy(limit: Limit, times: readonly Date[], now: Date): DomainError | undefined {
  const since = windowStart(limit, now);
  const newestFirst = times.filter((time) => time > since).sort((a, b) => b.getTime() - a.getTime());
  const nth = newestFirst[limit.max - 1];
  return nth && leavesWindow(nth, since);
}

function leavesWindow(nth: Date, since: Date): DomainError {
  return rateLimited(Math.max(1, Math.ceil((nth.getTime() - since.getTime()) / 1_000)));
}

/** The error for an exceeded limit. */
export function rateLimited(retryAfterSeconds: number): DomainError {
  const seconds = retryAfterSeconds === 1 ? "1 second" : `${retryAfterSeconds} seconds`;
  const wait = retryAfterSeconds < 90 ? seconds : `${Math.ceil(retryAfterSeconds / 60)} minutes`;
  return new DomainError("RATE_LIMITED", `Too many attempts. Try again in ${wait}.`, { retryAfterSeconds });
}

async function increment(db: Database, key: string, expiresAt: Date, by: number): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await db.prisma.$runCommandRaw({
        findAndModify: "RateLimitWindow",
        query: { key },
        update: { $inc: { count: by }, $setOnInsert: { expiresAt: date(expiresAt) } },
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

/** A rate limit counted in this process: cheap, for limits that are not security-critical. */
export interface CallBudget {
  /** @throws DomainError RATE_LIMITED if the subject has used up its calls of this window */
  count(subject: string): void;
  /** Uses up all of a subject's calls of this window. */
  exhaust(subject: string): void;
}

/** Counts calls per subject, in windows common to all subjects. */
export function createCallBudget(limit: Limit | "off", clock: Clock): CallBudget {
  if (limit === "off") return { count() {}, exhaust() {} };
  const { max, windowSeconds } = limit;
  const calls = new Map<string, number>();
  let endsAt = 0;
  const enterWindow = (): number => {
    const now = clock.now().getTime();
    if (now >= endsAt) {
      calls.clear();
      endsAt = now + windowSeconds * 1_000;
    }
    return now;
  };
  return {
    exhaust(subject) {
      enterWindow();
      calls.set(subject, max);
    },
    count(subject) {
      const now = enterWindow();
      const count = (calls.get(subject) ?? 0) + 1;
      calls.set(subject, count);
      if (count > max) throw rateLimited(Math.ceil((endsAt - now) / 1_000));
    },
  };
}
