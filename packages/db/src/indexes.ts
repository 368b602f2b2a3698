import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import type { PaymentState } from "@foyer/contract/payment";
import { LISTED_STATES } from "@foyer/contract/waitlist";
import type { Prisma } from "../generated/client/index.js";

type Scalar = string | number | boolean;

/** One index as MongoDB's `createIndexes` takes it. */
export interface IndexDeclaration {
  readonly collection: Prisma.ModelName;
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly unique?: true;
  readonly sparse?: true;
  /** Seconds after the key's date at which MongoDB deletes the document. */
  readonly expireAfterSeconds?: number;
  readonly partialFilterExpression?: Readonly<
    Record<string, Scalar | { $in: readonly Scalar[] } | { $exists: true }>
  >;
}

/** What of the indexes is configuration. */
export interface IndexSettings {
  /** `CAPACITY_LOG_RETENTION_DAYS`. */
  readonly capacityLogRetentionDays: number;
}

const SECONDS_PER_DAY = 86_400;

/** Payments whose outcome is not known yet: at most one for each booking. */
const OPEN_PAYMENTS = ["under_way", "needs_action"] as const satisfies readonly PaymentState[];

/**
 * Every index and constraint of the data model, declared once. The first of each collection are the ER
 * diagram's, under its names; the rest say which query needs them. Those are never partial: Prisma asks with `$expr`,
 * for which MongoDB does not consider partial indexes. The partial ones are there for what they forbid.
 */
export function declareIndexes({ capacityLogRetentionDays }: IndexSettings): readonly IndexDeclaration[] {
  return [
    { collection: "User", name: "email_unique", key: { email: 1 }, unique: true },
    { collection: "User", name: "email_isActive", key: { email: 1, isActive: 1 } },
    // The diagram asks for a TTL index here, but MongoDB's TTL deletes the document: it would delete the user.
    // Expired locks are cleared on read and by a sweep instead (domain rules, User).
    { collection: "User", name: "lockedUntil_ttl", key: { lockedUntil: 1 }, sparse: true },

    // The admins' list, by name.
    { collection: "User", name: "name", key: { name: 1, _id: 1 } },
    { collection: "User", name: "role_isActive", key: { role: 1, isActive: 1 } },

    { collection: "Session", name: "userId_isRevoked", key: { userId: 1, isRevoked: 1 } },
    { collection: "Session", name: "sessionId", key: { sessionId: 1 }, unique: true },
    { collection: "Session", name: "refreshToken", key: { refreshToken: 1 }, unique: true },
    { collection: "Session", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    // The devices of a user, last used first.
    { collection: "Session", name: "userId_lastUsedAt", key: { userId: 1, lastUsedAt: -1 } },

    { collection: "RotatedRefreshToken", name: "tokenHash", key: { tokenHash: 1 }, unique: true },
    {
      collection: "RotatedRefreshToken",
      name: "expiresAt_ttl",
      key: { expiresAt: 1 },
      expireAfterSeconds: 0,
    },

    { collection: "AccountLink", name: "tokenHash", key: { tokenHash: 1 }, unique: true },
    { collection: "AccountLink", name: "userId_purpose", key: { userId: 1, purpose: 1 } },
    { collection: "AccountLink", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    { collection: "KnownDeviceFailures", name: "userId", key: { userId: 1 } },
    {
      collection: "KnownDeviceFailures",
      name: "expiresAt_ttl",
      key: { expiresAt: 1 },
      expireAfterSeconds: 0,
    },

    { collection: "RateLimitWindow", name: "key", key: { key: 1 }, unique: true },
    { collection: "RateLimitWindow", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    { collection: "SecurityEvent", name: "at", key: { at: -1, _id: -1 } },
    { collection: "SecurityEvent", name: "type_at", key: { type: 1, at: -1, _id: -1 } },
    { collection: "SecurityEvent", name: "userId_at", key: { userId: 1, at: -1, _id: -1 } },
    { collection: "SecurityEvent", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    {
      collection: "Event",
      name: "isActive_category_dateTime",
      key: { isActive: 1, category: 1, dateTime: 1 },
    },
    { collection: "Event", name: "organizerId", key: { organizerId: 1 } },
    // The public list without a category, and its three orders.
    { collection: "Event", name: "isActive_dateTime", key: { isActive: 1, dateTime: 1, _id: 1 } },
    // The same by the events' own days, with and without a category.
    {
      collection: "Event",
      name: "isActive_dateTime_localDay",
      key: { isActive: 1, dateTime: 1, _id: 1, localDay: 1 },
    },
    {
      collection: "Event",
      name: "isActive_category_dateTime_localDay",
      key: { isActive: 1, category: 1, dateTime: 1, _id: 1, localDay: 1 },
    },
    // Prices of different currencies are never compared.
    {
      collection: "Event",
      name: "isActive_currency_price",
      key: { isActive: 1, currency: 1, price: 1, _id: 1 },
    },
    { collection: "Event", name: "isActive_nameKey", key: { isActive: 1, nameKey: 1, _id: 1 } },
    // The same three orders within a category.
    {
      collection: "Event",
      name: "isActive_category_dateTime_id",
      key: { isActive: 1, category: 1, dateTime: 1, _id: 1 },
    },
    {
      collection: "Event",
      name: "isActive_category_currency_price",
      key: { isActive: 1, category: 1, currency: 1, price: 1, _id: 1 },
    },
    {
      collection: "Event",
      name: "isActive_category_nameKey",
      key: { isActive: 1, category: 1, nameKey: 1, _id: 1 },
    },
    // Searching the public list. The dates are in it so that what is past is not fetched.
    {
      collection: "Event",
      name: "isActive_searchWord_dateTime",
      key: { isActive: 1, searchWords: 1, dateTime: 1 },
    },
    // What is sorted and found by keys of an older version.
    { collection: "Event", name: "foldVersion", key: { foldVersion: 1 } },
    { collection: "User", name: "foldVersion", key: { foldVersion: 1 } },
    // Searching people.
    { collection: "User", name: "searchGrams", key: { searchGrams: 1 } },
    // An organizer's own list, soonest first.
    { collection: "Event", name: "organizerId_dateTime", key: { organizerId: 1, dateTime: 1, _id: 1 } },

    { collection: "Booking", name: "eventId_status", key: { eventId: 1, status: 1 } },
    { collection: "Booking", name: "userId_status", key: { userId: 1, status: 1 } },
    { collection: "Booking", name: "bookingDate", key: { bookingDate: -1 } },
    { collection: "Booking", name: "status_paymentStatus", key: { status: 1, paymentStatus: 1 } },
    {
      collection: "Booking",
      name: "userId_eventId",
      key: { userId: 1, eventId: 1 },
      unique: true,
      partialFilterExpression: { status: { $in: ACTIVE_STATUSES } },
    },
    // Bookings of one user, and of one event, newest first.
    { collection: "Booking", name: "userId_bookingDate", key: { userId: 1, bookingDate: -1, _id: -1 } },
    { collection: "Booking", name: "eventId_bookingDate", key: { eventId: 1, bookingDate: -1, _id: -1 } },

    // Holds that run out.
    { collection: "Booking", name: "status_holdExpiresAt", key: { status: 1, holdExpiresAt: 1 } },

    // Events that are being cancelled, and those with people waiting.
    { collection: "Event", name: "cancellation", key: { cancellation: 1 } },
    { collection: "Event", name: "waitingCount", key: { waitingCount: 1 } },

    { collection: "Payment", name: "bookingId_createdAt", key: { bookingId: 1, createdAt: -1, _id: -1 } },
    {
      collection: "Payment",
      name: "bookingId_open",
      key: { bookingId: 1 },
      unique: true,
      partialFilterExpression: { state: { $in: OPEN_PAYMENTS } },
    },
    // An event's refunds, and its sums.
    { collection: "Payment", name: "eventId_state", key: { eventId: 1, state: 1, createdAt: -1, _id: -1 } },
    // What failed of late for one payer.
    { collection: "Payment", name: "userId_state", key: { userId: 1, state: 1, createdAt: -1, _id: -1 } },
    // What the background looks after.
    { collection: "Payment", name: "checkAt", key: { checkAt: 1 } },
    {
      collection: "Payment",
      name: "provider_providerId",
      key: { provider: 1, providerId: 1 },
      unique: true,
      partialFilterExpression: { providerId: { $exists: true } },
    },
    // What a notice of the provider's is about.
    { collection: "Payment", name: "providerId", key: { providerId: 1 } },

    { collection: "SandboxCharge", name: "key", key: { key: 1 }, unique: true },
    { collection: "ProviderEvent", name: "key", key: { key: 1 }, unique: true },
    { collection: "ProviderEvent", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    {
      collection: "WaitlistEntry",
      name: "userId_eventId",
      key: { userId: 1, eventId: 1 },
      unique: true,
      partialFilterExpression: { state: { $in: LISTED_STATES } },
    },
    // The list in its order.
    {
      collection: "WaitlistEntry",
      name: "eventId_state_joinedAt",
      key: { eventId: 1, state: 1, joinedAt: 1, _id: 1 },
    },
    { collection: "WaitlistEntry", name: "userId_joinedAt", key: { userId: 1, joinedAt: -1, _id: -1 } },
    // What became of somebody's places, the last ended first.
    { collection: "WaitlistEntry", name: "userId_endedAt", key: { userId: 1, endedAt: -1, _id: -1 } },
    // Mails to everybody on a list, or who was on it until a moment. In no order that a changed place moves in.
    { collection: "WaitlistEntry", name: "eventId_state_id", key: { eventId: 1, state: 1, _id: 1 } },

    { collection: "CheckIn", name: "eventId_scanId", key: { eventId: 1, scanId: 1 }, unique: true },
    {
      collection: "CheckIn",
      name: "eventId_undoScanId",
      key: { eventId: 1, undoScanId: 1 },
      unique: true,
      partialFilterExpression: { undoScanId: { $exists: true } },
    },
    // Nobody is inside twice.
    {
      collection: "CheckIn",
      name: "bookingId_ticketNumber",
      key: { bookingId: 1, ticketNumber: 1 },
      unique: true,
      partialFilterExpression: { isUndone: false },
    },
    // Who of a booking is inside.
    { collection: "CheckIn", name: "bookingId", key: { bookingId: 1 } },

    // What is to be sent, and the end of what was.
    { collection: "OutboxMail", name: "state_sendAt", key: { state: 1, sendAt: 1 } },
    { collection: "OutboxMail", name: "bookingId", key: { bookingId: 1 } },
    { collection: "OutboxMail", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    { collection: "MailFanOut", name: "createdAt", key: { createdAt: 1 } },
    { collection: "MailBundle", name: "createdAt", key: { createdAt: 1 } },

    { collection: "EventCapacityLog", name: "eventId_timestamp", key: { eventId: 1, timestamp: -1 } },
    // The log as it is shown: what was booked together has one moment, and is told apart by its ids.
    {
      collection: "EventCapacityLog",
      name: "eventId_timestamp_id",
      key: { eventId: 1, timestamp: -1, _id: -1 },
    },
    // Only rows whose sums the event carries may expire, so that the log always adds up (domain rules, Capacity).
    {
      collection: "EventCapacityLog",
      name: "timestamp_ttl",
      key: { timestamp: 1 },
      expireAfterSeconds: capacityLogRetentionDays * SECONDS_PER_DAY,
      partialFilterExpression: { isCarried: true },
    },
    // Finds the rows that are old enough to be carried.
    { collection: "EventCapacityLog", name: "isCarried_timestamp", key: { isCarried: 1, timestamp: 1 } },

    // Who asks for a turn at selling an event.
    { collection: "SaleTurn", name: "eventIds", key: { eventIds: 1 } },
    { collection: "SaleTurn", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    { collection: "IdempotencyRecord", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ];
}
