import { ACTIVE_STATUSES } from "@foyer/contract/booking";
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
  readonly partialFilterExpression?: Readonly<Record<string, Scalar | { $in: readonly Scalar[] }>>;
}

/** What of the indexes is configuration. */
export interface IndexSettings {
  /** `CAPACITY_LOG_RETENTION_DAYS`. */
  readonly capacityLogRetentionDays: number;
}

const SECONDS_PER_DAY = 86_400;

/**
 * Every index and constraint of the data model, declared once. The first of each collection are the ER
 * diagram's, under its names; the rest say which query needs them.
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
    { collection: "Event", name: "isActive_price", key: { isActive: 1, price: 1, _id: 1 } },
    { collection: "Event", name: "isActive_nameKey", key: { isActive: 1, nameKey: 1, _id: 1 } },
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

    { collection: "EventCapacityLog", name: "eventId_timestamp", key: { eventId: 1, timestamp: -1 } },
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

    { collection: "IdempotencyRecord", name: "userId_key", key: { userId: 1, key: 1 }, unique: true },
    { collection: "IdempotencyRecord", name: "expiresAt_ttl", key: { expiresAt: 1 }, expireAfterSeconds: 0 },
  ];
}
