import type { Transaction } from "@foyer/db/database";
import { createPasswordHasher, type PasswordHasher } from "./accounts/password-hasher.js";
import { createKeyBudget } from "./api-keys/key-budget.js";
import { createKeyLookup } from "./api-keys/key-lookup.js";
import { createKeyRefusals } from "./api-keys/key-refusals.js";
import { createKeyUses } from "./api-keys/key-uses.js";
import { DEFAULT_QUEUE_LIMITS, type QueueLimits } from "./booking-queue/admission.js";
import type { BookingQueue } from "./booking-queue/booking-queue.js";
import { type BookingQueueParts, createBookingQueue } from "./booking-queue/create-booking.js";
import { DEFAULT_HOLDS, type HoldPolicy } from "./bookings/hold-policy.js";
import { createBookedEventLookup } from "./bookings/read-own-bookings.js";
import { type Clock, systemClock } from "./clock.js";
import type { AppContext } from "./context.js";
import { createCodeGuesses } from "./discount-codes/code-guesses.js";
import { createCategoryNames } from "./events/category-names.js";
import { createEventCache, createEventChanges } from "./events/event-changes.js";
import type { FeedState } from "./live/follow-changes.js";
import { createLiveUpdates } from "./live/live-updates.js";
import { createLoadPolicy } from "./machinery/load-policy.js";
import { type RandomSource, secureRandom } from "./random.js";
import { createCallBudget } from "./security/rate-limit.js";
import { createSessionExtension } from "./sessions/extend-session.js";
import { createSessions } from "./sessions/lucia.js";
import { findSessionsAlone, findSessionsTogether } from "./sessions/session-lookup.js";
import { createWebhookSender } from "./webhooks/create-webhook-sender.js";
import { createWebhookSubscriptions } from "./webhooks/webhook-subscriptions.js";
import { releaseExpiredIn } from "./workflows/release-expired.js";
import { releaseUnproved } from "./workflows/release-unproved.js";

/** The parts of an {@link AppContext}. Those that hosts need not choose have defaults. */
export interface AppContextParts
  extends Omit<
    AppContext,
    | "clock"
    | "random"
    | "sessions"
    | "sessionsIn"
    | "sessionLookup"
    | "sessionExtension"
    | "apiKeyLookup"
    | "apiKeyCalls"
    | "apiKeyUses"
    | "apiKeyRefusals"
    | "passwords"
    | "mutations"
    | "codeGuesses"
    | "holds"
    | "bookingQueue"
    | "loadPolicy"
    | "publicEvents"
    | "liveUpdates"
    | "categories"
    | "eventChanges"
    | "bookedEventLookup"
    | "webhooks"
    | "webhookSender"
  > {
  /** The lifetime of cached public reads in milliseconds; 0 disables the cache. */
  readonly publicReadsFreshFor?: number;
  readonly clock?: Clock;
  readonly random?: RandomSource;
  readonly passwords?: PasswordHasher;
  readonly holds?: HoldPolicy;
  readonly queueLimits?: QueueLimits;
  /** Called when the database cannot tell live updates of changes, and when it can again. */
  readonly onLiveFeed?: (state: FeedState) => void;
  /** False only if the app is served over plain HTTP on this machine. */
  readonly secureCookies: boolean;
}

/** The composition root of the domain. */
export function createAppContext({
  secureCookies,
  publicReadsFreshFor,
  queueLimits = DEFAULT_QUEUE_LIMITS,
  onLiveFeed,
  ...parts
}: AppContextParts): AppContext {
  const { db, clock = systemClock, random = secureRandom, passwords = createPasswordHasher() } = parts;
  const { holds = DEFAULT_HOLDS } = parts;
  const eventChanges = createEventChanges();
  const loadPolicy = createLoadPolicy(() => context.bookingQueue.load());
  const sessionLookup = findSessionsTogether(db.prisma, clock);
  const webhooks = createWebhookSubscriptions(clock);
  const base = { ...parts, clock, random, holds, eventChanges, loadPolicy, webhooks };
  const mutationLimit = parts.rateLimits === "off" ? "off" : parts.rateLimits.mutationsPerUser;
  const publicEvents = createEventCache(clock, eventChanges, loadPolicy.noteRead, publicReadsFreshFor);
  const context: AppContext = {
    ...base,
    passwords,
    sessions: createSessions(db.prisma, sessionLookup.find, clock, secureCookies),
    sessionsIn: (tx: Transaction) => createSessions(tx, findSessionsAlone(tx), clock, secureCookies),
    sessionLookup,
    sessionExtension: createSessionExtension(db, clock),
    apiKeyLookup: createKeyLookup(db.prisma),
    apiKeyCalls: createKeyBudget({ db, clock, rateLimits: parts.rateLimits }),
    apiKeyUses: createKeyUses(db),
    apiKeyRefusals: createKeyRefusals(),
    mutations: createCallBudget(mutationLimit, clock),
    codeGuesses: createCodeGuesses({ db, clock, rateLimits: parts.rateLimits }),
    bookingQueue: bookingQueueWith(base, queueLimits),
    publicEvents,
    liveUpdates: createLiveUpdates({
      db,
      clock,
      changes: db.changes,
      ...(onLiveFeed && { onFeed: onLiveFeed }),
      onEventChange: publicEvents.events.invalidate,
    }),
    categories: createCategoryNames(db),
    bookedEventLookup: createBookedEventLookup(db.prisma),
    webhookSender: createWebhookSender(base),
  };
  return context;
}

/**
 * The same app with another clock, for simulated history. It has a booking queue of its own, which uses that
 * clock as well.
 */
export function withClock(context: AppContext, clock: Clock): AppContext {
  const moved = { ...context, clock };
  return { ...moved, bookingQueue: bookingQueueWith(moved, DEFAULT_QUEUE_LIMITS) };
}

function bookingQueueWith(context: BookingQueueParts["context"], limits: QueueLimits): BookingQueue {
  return createBookingQueue({
    context,
    releaseExpired: (tx, eventId) => releaseExpiredIn(tx, context, eventId),
    releaseUnproved: (tx, eventId, holds) => releaseUnproved(tx, context, eventId, holds),
    limits,
  });
}
