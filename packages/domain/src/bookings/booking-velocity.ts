import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import type { AppContext } from "../context.js";
import type { DomainError } from "../domain-error.js";
import { type Limit, type RateLimits, rateLimitedBy, windowStart } from "../security/rate-limit.js";
import type { StoredGuest } from "./guest-booking.js";

const recentBookings = rawModel("Booking", {
  id: true,
  userId: true,
  eventId: true,
  bookingDate: true,
  cancelledBy: true,
  guest: true,
});

type Row = RowOf<typeof recentBookings>;

/** The columns of a booking that velocity limits need. A booking being made is not cancelled. */
export type RecentBooking = Omit<Row, "cancelledBy" | "guest"> &
  Partial<Pick<Row, "cancelledBy">> & { readonly guest?: StoredGuest | null };

/**
 * Limits of a user's bookings, since each causes a mail to an address that may be somebody else's; of a user's
 * abandoned bookings of one event, since repeated holds withhold tickets from others; and of bookings that were made with
 * an address without signing in, which do not count for the first two (domain rules, Limits).
 */
export interface VelocityLimits {
  readonly perUser: Limit;
  readonly abandoned: Limit;
  readonly asGuest: Limit;
}

/** The velocity limits of this process; "off" if limits are off. */
export function velocityLimits(rateLimits: RateLimits | "off"): VelocityLimits | "off" {
  if (rateLimits === "off") return "off";
  const { bookingsPerUser, bookingsAbandoned, guestBookingsPerAddress } = rateLimits;
  return { perUser: bookingsPerUser, abandoned: bookingsAbandoned, asGuest: guestBookingsPerAddress };
}

/** Reads the users' bookings within the windows of the limits. */
export async function readRecentBookings(
  { booking }: Pick<Transaction, "booking">,
  userIds: readonly UserId[],
  limits: VelocityLimits | "off",
  now: Date,
): Promise<readonly RecentBooking[]> {
  if (limits === "off" || userIds.length === 0) return [];
  const starts = [limits.perUser, limits.abandoned, limits.asGuest].map((limit) =>
    windowStart(limit, now).getTime(),
  );
  const since = new Date(Math.min(...starts));
  return recentBookings.find(booking, {
    userId: { $in: userIds.map(oid) },
    bookingDate: { $gt: date(since) },
  });
}

/** @throws DomainError RATE_LIMITED if the user may not book tickets of the event */
export async function requireVelocity(
  tx: Transaction,
  { rateLimits, clock }: Pick<AppContext, "clock" | "rateLimits">,
  userId: UserId,
  eventId: EventId,
): Promise<void> {
  const now = clock.now();
  const limits = velocityLimits(rateLimits);
  const recent = await readRecentBookings(tx, [userId], limits, now);
  const error = checkVelocity(recent, limits, now).error(userId, eventId);
  if (error !== undefined) throw error;
}

/** Checks velocity limits across the requests of a batch. */
export interface VelocityCheck {
  /**
   * The error if the user may not book; undefined otherwise.
   *
   * @param isGuest whether somebody books with the user's address without signing in
   */
  error(userId: UserId, eventId: EventId, isGuest?: boolean): DomainError | undefined;
  /** Counts a booking that is about to be written, so that the limits hold within a batch. */
  count(booking: RecentBooking): void;
}

/** @param recent earlier bookings; one listed twice counts once */
export function checkVelocity(
  recent: readonly RecentBooking[],
  limits: VelocityLimits | "off",
  now: Date,
): VelocityCheck {
  if (limits === "off") return NO_LIMIT;
  const byUser = new Map<string, Map<string, RecentBooking>>();
  const count = (row: RecentBooking) => {
    const own = byUser.get(row.userId);
    if (own === undefined) byUser.set(row.userId, new Map([[row.id, row]]));
    else own.set(row.id, row);
  };
  for (const row of recent) count(row);
  return {
    count,
    error(userId, eventId, isGuest = false) {
      const own = byUser.get(userId);
      if (own === undefined) return undefined;
      // What others book with somebody's address does not keep its owner from booking.
      const bookings = [...own.values()].filter(({ guest }) => (guest != null) === isGuest);
      if (isGuest) return rateLimitedBy(limits.asGuest, bookings.map(toDate), now);
      const abandoned = bookings.filter((row) => row.eventId === eventId && isAbandoned(row));
      return (
        rateLimitedBy(limits.perUser, bookings.map(toDate), now) ??
        rateLimitedBy(limits.abandoned, abandoned.map(toDate), now)
      );
    },
  };
}

const NO_LIMIT: VelocityCheck = { error: () => undefined, count: () => {} };

function isAbandoned({ cancelledBy }: RecentBooking): boolean {
  return cancelledBy === "attendee" || cancelledBy === "expiry";
}

function toDate({ bookingDate }: RecentBooking): Date {
  return bookingDate;
}
