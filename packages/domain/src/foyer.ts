import { randomBytes } from "node:crypto";
import type { Database, Transaction } from "@foyer/db/database";
import { createPasswordHasher, type PasswordHasher } from "./accounts/password-hasher.js";
import { type BookingDesk, createBookingDesk, type DeskLimits } from "./bookings/booking-desk.js";
import { type CategoryNames, createCategoryNames } from "./events/category-names.js";
import { createEventCache, type EventCache } from "./events/event-cache.js";
import { createEventChanges, type EventChanges } from "./events/event-changes.js";
import { type FaultHook, NO_FAULTS } from "./fault-points.js";
import type { PostMail, SendMail } from "./mail/mail.js";
import type { OnlineProvider } from "./payments/payment-provider.js";
import { type CallBudget, createCallBudget } from "./security/call-budget.js";
import type { RateLimits } from "./security/rate-limit.js";
import type { SecurityEvent } from "./security/security-events.js";
import {
  findSessionsAlone,
  findSessionsTogether,
  type SharedSessionLookup,
} from "./sessions/find-session.js";
import { createSessions, type Sessions } from "./sessions/lucia.js";
import { createProlonging, type Prolonging } from "./sessions/prolong-session.js";

/** Tells the time. Tests pass one they can move. */
export interface Clock {
  now(): Date;
}

/** The machine's own. */
export const systemClock: Clock = { now: () => new Date() };

/** A source of random bytes. Tests may pass one that repeats itself. */
export type RandomSource = (byteCount: number) => Uint8Array;

/** Random bytes are asked of the system many at once, because each time costs more than a hundred bytes do. */
const POOL_BYTES = 4_096;
let pool = Buffer.alloc(0);

const secureRandom: RandomSource = (byteCount) => {
  if (byteCount > POOL_BYTES) return randomBytes(byteCount);
  if (pool.length < byteCount) pool = randomBytes(POOL_BYTES);
  const taken = pool.subarray(0, byteCount);
  pool = pool.subarray(byteCount);
  return taken;
};

/** How long sessions are gathered before they are asked about, while a line is written down, in milliseconds. */
const GATHER_MS = 30;
/** Bookings that are written together and have others wait behind them. */
const LINE = 20;
/** How many are told of their sessions at once, with and without somebody who looks at events meanwhile. */
const [FEW, MANY] = [10, 100];

/** How long tickets are held for somebody. */
export interface HoldPolicy {
  /** `HOLD_SECONDS`: for whoever is booking. */
  readonly holdSeconds: number;
  /** For whoever the waiting list offers them to. */
  readonly offerSeconds: number;
}

/** Domain rules, Booking; and twelve hours for offers, so that nobody has to get up at night. */
export const DEFAULT_HOLDS: HoldPolicy = { holdSeconds: 15 * 60, offerSeconds: 12 * 60 * 60 };

/** Who takes money that is not cash: nobody, where none is configured. */
export interface OnlinePayments {
  readonly provider: OnlineProvider;
  /** What the provider's card form in the browser needs; null where it needs none. */
  readonly publishableKey: string | null;
}

/** What every domain function works with. */
export interface Foyer {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly sessions: Sessions;
  /** The same within a transaction, for sessions that begin together with something else. */
  readonly sessionsIn: (tx: Transaction) => Sessions;
  /** What `sessions` looks credentials up with. */
  readonly sessionLookup: SharedSessionLookup;
  readonly prolonging: Prolonging;
  readonly passwords: PasswordHasher;
  readonly post: PostMail;
  /** Sends what the outbox holds; null where no mail server is configured, and mails wait in the queue. */
  readonly sendMail: SendMail | null;
  readonly payments: OnlinePayments | null;
  readonly holds: HoldPolicy;
  /** Where this process takes bookings. */
  readonly desk: BookingDesk;
  /** What everybody sees of events, kept for a moment. */
  readonly publicEvents: EventCache;
  /** What hears of it when this process changes an event. */
  readonly eventChanges: EventChanges;
  readonly categories: CategoryNames;
  /** Told when a place is reached at which dying would matter. */
  readonly reached: FaultHook;
  /** Where people reach the web app, without a slash at the end. Links in mails begin with it. */
  readonly publicUrl: string;
  readonly rateLimits: RateLimits | "off";
  /** What users change, counted in this process. */
  readonly mutations: CallBudget;
  /** Told of every event of the audit, for the log. */
  readonly onSecurityEvent: (event: SecurityEvent) => void;
}

/** What a Foyer is made of. Whatever the host has no say in has a default. */
export interface FoyerParts
  extends Omit<
    Foyer,
    | "clock"
    | "random"
    | "sessions"
    | "sessionsIn"
    | "sessionLookup"
    | "prolonging"
    | "passwords"
    | "mutations"
    | "holds"
    | "reached"
    | "desk"
    | "publicEvents"
    | "categories"
    | "eventChanges"
  > {
  /** How long answers of public reads are given again, in milliseconds; 0 for not at all. */
  readonly publicReadsFreshFor?: number;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly passwords?: PasswordHasher;
  readonly holds?: HoldPolicy;
  readonly reached?: FaultHook;
  readonly deskLimits?: DeskLimits;
  /** False only where the app is served over plain HTTP on this machine. */
  readonly secureCookies: boolean;
}

/** Puts the parts together. */
export function createFoyer({ secureCookies, publicReadsFreshFor, deskLimits, ...parts }: FoyerParts): Foyer {
  const { clock = systemClock, random = secureRandom, passwords = createPasswordHasher() } = parts;
  const { holds = DEFAULT_HOLDS, reached = NO_FAULTS } = parts;
  const eventChanges = createEventChanges();
  const desk = createBookingDesk(clock, eventChanges, parts.db.prisma, deskLimits);
  // Who comes to stand in a line waits for longer than that anyway; who comes to hear that nothing is left does not.
  const gatherFor = () => (desk.load().writing >= LINE ? GATHER_MS : 0);
  const publicEvents = createEventCache(clock, eventChanges, publicReadsFreshFor);
  // Whoever looks at events waits for a turn of the event loop to end.
  const toldAtOnce = () => (publicEvents.isWatched() ? FEW : MANY);
  const sessionLookup = findSessionsTogether(parts.db.prisma, clock, { gatherFor, toldAtOnce });
  const sessions = createSessions(parts.db.prisma, sessionLookup.find, clock, secureCookies);
  const sessionsIn = (tx: Transaction) => createSessions(tx, findSessionsAlone(tx), clock, secureCookies);
  const prolonging = createProlonging(parts.db, clock);
  const mutationLimit = parts.rateLimits === "off" ? "off" : parts.rateLimits.mutationsPerUser;
  const mutations = createCallBudget(mutationLimit, clock);
  return {
    ...parts,
    clock,
    random,
    passwords,
    holds,
    reached,
    sessions,
    sessionsIn,
    sessionLookup,
    prolonging,
    mutations,
    desk,
    publicEvents,
    eventChanges,
    categories: createCategoryNames(parts.db),
  };
}
