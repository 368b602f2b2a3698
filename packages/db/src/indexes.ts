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
  /** Seconds after the date in the key at which MongoDB deletes the document. */
  readonly expireAfterSeconds?: number;
  readonly partialFilterExpression?: Readonly<
    Record<string, Scalar | { $in: readonly Scalar[] } | { $exists: true }>
  >;
}

/** The configurable parts of the indexes. */
export interface IndexSettings {
  /** `CAPACITY_LOG_RETENTION_DAYS`. */
  readonly capacityLogRetentionDays: number;
}

const SECONDS_PER_DAY = 86_400;

/** The states of payments without an outcome: at most one such payment per booking. */
const OPEN_PAYMENTS = ["under_way", "needs_action"] as const satisfies readonly PaymentState[];

/**
 * Every index and constraint of the data model. The first ones of each collection are the ER diagram's, under its
 * names; the others say which query needs them. Indexes for queries are never partial: Prisma queries with
 * `$expr`, for which MongoDB does not use partial indexes. The partial ones are constraints.
 */
export function declareIndexes({ capacityLogRetentionDays }: IndexSettings): readonly IndexDeclaration[] {
  return [
    { collection: "User", name: "email_unique", key: { email: 1 }, unique: true },
    { collection: "User", name: "email_isActive", key: { email: 1, isActive: 1 } },
    // The diagram asks for a TTL index here, but MongoDB's TTL would delete the user. Expired locks are cleared
    // on read and by a job instead (domain rules, User).
    { collection: "User", name: "lockedUntil_ttl", key: { lockedUntil: 1 }, sparse: true },

    // The admins' list, by name.
    { collection: "User", name: "name", key: { name: 1, _id: 1 } },
    { collection: "User", name: "role_isActive", key: { role: 1, isActive: 1 } },
    // Guests whom no booking may keep any more. Partial, since it is read by a raw query and few users are guests.
    {
      collection: "User",
      name: "isGuest_forgetAt",
      key: { isGuest: 1, forgetAt: 1 },
      partialFilterExpression: { isGuest: true },
    },

    { collection: "Session", name: "userId_isRevoked", key: { userId: 1, isRevoked: 1 } },
    { collection: "Session", name: "sessionId", key: { sessionId: 1 }, unique: true },
    { collection: "Session", name: "refreshToken", key: { refreshToken: 1 }, unique: true },
    { collection: "Session", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    // The devices of a user, most recently used first.
    { collection: "Session", name: "userId_lastUsedAt", key: { userId: 1, lastUsedAt: -1 } },

    { collection: "RotatedRefreshToken", name: "tokenHash", key: { tokenHash: 1 }, unique: true },
    {
      collection: "RotatedRefreshToken",
      name: "expiresAt_ttl",
      key: { expiresAt: 1 },
      expireAfterSeconds: 0,
    },

    { collection: "ApiKey", name: "keyHash", key: { keyHash: 1 }, unique: true },
    // The keys of a user, newest first.
    { collection: "ApiKey", name: "userId_createdAt", key: { userId: 1, createdAt: -1, _id: -1 } },
    { collection: "ApiKey", name: "keptUntil_ttl", key: { keptUntil: 1 }, expireAfterSeconds: 0 },

    { collection: "AccountLink", name: "tokenHash", key: { tokenHash: 1 }, unique: true },
    { collection: "AccountLink", name: "userId_purpose", key: { userId: 1, purpose: 1 } },
    // Links of which a newer one replaces the older ones, also of two that are made at once.
    {
      collection: "AccountLink",
      name: "purpose_userId",
      key: { purpose: 1, userId: 1 },
      unique: true,
      partialFilterExpression: { purpose: { $in: ["sign_in", "change_email", "delete_account"] } },
    },
    // The addresses that are kept for those who may want them back.
    { collection: "AccountLink", name: "email_purpose", key: { email: 1, purpose: 1 } },
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
    // What names the address of an account that is deleted.
    { collection: "SecurityEvent", name: "userEmail", key: { userEmail: 1 } },
    { collection: "SecurityEvent", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    {
      collection: "Event",
      name: "isActive_category_dateTime",
      key: { isActive: 1, category: 1, dateTime: 1 },
    },
    { collection: "Event", name: "organizerId", key: { organizerId: 1 } },
    // The public list without a category, and its three orders.
    { collection: "Event", name: "isActive_dateTime", key: { isActive: 1, dateTime: 1, _id: 1 } },
    // The public list filtered by local day, with and without a category.
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
    // Currency before price: prices of different currencies are never compared.
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
    // Text search of the public list. With the date, so that past events are not fetched.
    {
      collection: "Event",
      name: "isActive_searchWord_dateTime",
      key: { isActive: 1, searchWords: 1, dateTime: 1 },
    },
    // Documents whose search and sort keys were made by an older version of the folding.
    { collection: "Event", name: "foldVersion", key: { foldVersion: 1 } },
    { collection: "User", name: "foldVersion", key: { foldVersion: 1 } },
    // Search for users.
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
    // Bookings of an organizer's events that were changed since. By event first, since a server has many organizers
    // (decision 0046).
    { collection: "Booking", name: "eventId_updatedAt", key: { eventId: 1, updatedAt: 1, _id: 1 } },

    // Holds to release once they expire.
    { collection: "Booking", name: "status_holdExpiresAt", key: { status: 1, holdExpiresAt: 1 } },

    // Events being cancelled, and events with a waiting list.
    { collection: "Event", name: "cancellation", key: { cancellation: 1 } },
    { collection: "Event", name: "waitingCount", key: { waitingCount: 1 } },

    // Events whose lowest price changes because sales of a ticket type begin or end.
    { collection: "Event", name: "priceDueAt", key: { priceDueAt: 1 }, sparse: true },
    // Bookings whose cash was not paid in time, and additions whose hold ended.
    {
      collection: "Booking",
      name: "cashDueAt_unpaid",
      key: { cashDueAt: 1 },
      partialFilterExpression: {
        cashDueAt: { $exists: true },
        status: "confirmed",
        paymentStatus: "pending",
        admittedTickets: 0,
      },
    },
    {
      collection: "Booking",
      name: "addition_holdExpiresAt",
      key: { "addition.holdExpiresAt": 1 },
      sparse: true,
    },

    { collection: "DiscountCode", name: "eventId_codeKey", key: { eventId: 1, codeKey: 1 }, unique: true },
    // The codes of an event, newest first.
    { collection: "DiscountCode", name: "eventId_createdAt", key: { eventId: 1, createdAt: -1, _id: -1 } },
    { collection: "Question", name: "eventId_position", key: { eventId: 1, position: 1 } },
    { collection: "BookingAnswers", name: "eventId", key: { eventId: 1 } },
    // Answers of bookings that were not confirmed, and events whose answers have been kept long enough.
    { collection: "BookingAnswers", name: "draftUntil", key: { draftUntil: 1 }, sparse: true },
    {
      collection: "Event",
      name: "answersKeptDays_dateTime",
      key: { answersKeptDays: 1, dateTime: 1 },
      sparse: true,
    },
    // Bookings with tickets that were given back, added or passed on.
    {
      collection: "Booking",
      name: "eventId_lastTicketNumber",
      key: { eventId: 1, lastTicketNumber: 1 },
      partialFilterExpression: { lastTicketNumber: { $exists: true } },
    },
    // Bookings that were made without an address: those whose `guest.email` is missing.
    {
      collection: "Booking",
      name: "eventId_guestEmail",
      key: { eventId: 1, "guest.email": 1, status: 1 },
      partialFilterExpression: { "guest.name": { $exists: true } },
    },
    // What one user passed on, and of one booking.
    // Tickets that were passed on to an address.
    { collection: "TicketPass", name: "email_createdAt", key: { email: 1, createdAt: -1, _id: -1 } },
    { collection: "TicketPass", name: "actorId_createdAt", key: { actorId: 1, createdAt: -1, _id: -1 } },
    { collection: "TicketPass", name: "bookingId_createdAt", key: { bookingId: 1, createdAt: -1, _id: -1 } },
    { collection: "BookingAccess", name: "tokenHash", key: { tokenHash: 1 }, unique: true },
    { collection: "BookingAccess", name: "bookingId", key: { bookingId: 1 } },
    { collection: "BookingAccess", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    // The refunds of a booking, of an event, and those that are due.
    { collection: "Refund", name: "bookingId_createdAt", key: { bookingId: 1, createdAt: -1, _id: -1 } },
    { collection: "Refund", name: "eventId_createdAt", key: { eventId: 1, createdAt: -1, _id: -1 } },
    { collection: "Refund", name: "checkAt", key: { checkAt: 1 } },
    { collection: "Refund", name: "paymentId", key: { paymentId: 1 } },

    { collection: "Payment", name: "bookingId_createdAt", key: { bookingId: 1, createdAt: -1, _id: -1 } },
    {
      collection: "Payment",
      name: "bookingId_open",
      key: { bookingId: 1 },
      unique: true,
      partialFilterExpression: { state: { $in: OPEN_PAYMENTS } },
    },
    // An event's refunds and totals.
    { collection: "Payment", name: "eventId_state", key: { eventId: 1, state: 1, createdAt: -1, _id: -1 } },
    // A user's recent failed payments.
    { collection: "Payment", name: "userId_state", key: { userId: 1, state: 1, createdAt: -1, _id: -1 } },
    // Payments to reconcile with the provider.
    { collection: "Payment", name: "checkAt", key: { checkAt: 1 } },
    {
      collection: "Payment",
      name: "provider_providerId",
      key: { provider: 1, providerId: 1 },
      unique: true,
      partialFilterExpression: { providerId: { $exists: true } },
    },
    // The payment that a webhook of the provider is about.
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
    // The waiting list in its order.
    {
      collection: "WaitlistEntry",
      name: "eventId_state_joinedAt",
      key: { eventId: 1, state: 1, joinedAt: 1, _id: 1 },
    },
    { collection: "WaitlistEntry", name: "userId_joinedAt", key: { userId: 1, joinedAt: -1, _id: -1 } },
    // A user's closed places, most recently ended first.
    { collection: "WaitlistEntry", name: "userId_endedAt", key: { userId: 1, endedAt: -1, _id: -1 } },
    // Mail to everyone on a list, or on it until a moment. In an order that does not change when places move.
    { collection: "WaitlistEntry", name: "eventId_state_id", key: { eventId: 1, state: 1, _id: 1 } },

    { collection: "CheckIn", name: "eventId_scanId", key: { eventId: 1, scanId: 1 }, unique: true },
    {
      collection: "CheckIn",
      name: "eventId_undoScanId",
      key: { eventId: 1, undoScanId: 1 },
      unique: true,
      partialFilterExpression: { undoScanId: { $exists: true } },
    },
    // A ticket is checked in at most once.
    {
      collection: "CheckIn",
      name: "bookingId_ticketNumber",
      key: { bookingId: 1, ticketNumber: 1 },
      unique: true,
      partialFilterExpression: { isUndone: false },
    },
    // The check-ins of a booking.
    { collection: "CheckIn", name: "bookingId", key: { bookingId: 1 } },

    // Mails to send, and the expiry of sent ones.
    { collection: "OutboxMail", name: "state_sendAt", key: { state: 1, sendAt: 1 } },
    { collection: "OutboxMail", name: "bookingId", key: { bookingId: 1 } },
    { collection: "OutboxMail", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
    { collection: "MailFanOut", name: "createdAt", key: { createdAt: 1 } },
    { collection: "MailBundle", name: "createdAt", key: { createdAt: 1 } },

    { collection: "WebhookEndpoint", name: "organizerId", key: { organizerId: 1 } },
    // Whether anybody has one.
    { collection: "WebhookEndpoint", name: "isEnabled", key: { isEnabled: 1 } },
    // Those that fail.
    { collection: "WebhookEndpoint", name: "failingSince", key: { failingSince: 1 } },
    // The endpoints with something to send, and what is due for each.
    {
      collection: "WebhookDelivery",
      name: "state_endpointId_nextAt",
      key: { state: 1, endpointId: 1, nextAt: 1 },
    },
    // Earlier deliveries of the same subject.
    {
      collection: "WebhookDelivery",
      name: "subjectId_endpointId_orderedAt",
      key: { subjectId: 1, endpointId: 1, orderedAt: 1 },
    },
    // An endpoint's deliveries, newest first, and in one state.
    {
      collection: "WebhookDelivery",
      name: "endpointId_createdAt",
      key: { endpointId: 1, createdAt: -1, _id: -1 },
    },
    {
      collection: "WebhookDelivery",
      name: "endpointId_state_createdAt",
      key: { endpointId: 1, state: 1, createdAt: -1, _id: -1 },
    },
    // Deliveries to give up, and the oldest one.
    { collection: "WebhookDelivery", name: "state_giveUpAt", key: { state: 1, giveUpAt: 1 } },
    { collection: "WebhookDelivery", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    { collection: "EventCapacityLog", name: "eventId_timestamp", key: { eventId: 1, timestamp: -1 } },
    // The log as displayed. Rows of one batch have the same timestamp and are ordered by id.
    {
      collection: "EventCapacityLog",
      name: "eventId_timestamp_id",
      key: { eventId: 1, timestamp: -1, _id: -1 },
    },
    // Only rows that are part of the carried balance may expire, so that the log always adds up (domain rules,
    // Capacity and its log).
    {
      collection: "EventCapacityLog",
      name: "timestamp_ttl",
      key: { timestamp: 1 },
      expireAfterSeconds: capacityLogRetentionDays * SECONDS_PER_DAY,
      partialFilterExpression: { isCarried: true },
    },
    // Rows old enough for log compaction.
    { collection: "EventCapacityLog", name: "isCarried_timestamp", key: { isCarried: 1, timestamp: 1 } },

    // Write leases on an event.
    { collection: "SaleTurn", name: "eventIds", key: { eventIds: 1 } },
    { collection: "SaleTurn", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },

    { collection: "IdempotencyRecord", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ];
}
