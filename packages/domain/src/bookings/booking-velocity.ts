import { type CancelledBy, cancelledBy as cancelledBySchema } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { ALL_AT_ONCE, asJson, date, oid, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
import type { AppContext } from "../context.js";
import type { DomainError } from "../domain-error.js";
import { limitError, windowBegins } from "../security/rate-limit.js";

const rawBookings = z.array(
  z
    .object({
      _id: rawId,
      userId: rawId,
      eventId: rawId,
      bookingDate: rawDate,
      cancelledBy: cancelledBySchema.nullish(),
    })
    .transform(({ _id, ...row }) => ({ id: _id, ...row })),
);

/** A booking as far as the limits count it. */
type CountedBooking = z.output<typeof rawBookings>[number];

/** Who has booked too often, as it goes on from request to request of one batch. */
export interface HoardingCheck {
  /** Why somebody may not book; nothing when they may. */
  refusal(userId: string, eventId: EventId): DomainError | undefined;
  /** Counts a booking that is about to be written, so that many requests of one batch do not pass as one. */
  count(booking: CountedBooking): void;
}

/**
 * Finds those who take an event's tickets again and again and let them go each time, which keeps them from others
 * for nothing, and those who book without end: each booking is a mail to an address that may not be theirs.
 *
 * @param underWay bookings that are being written, and so may be found by the read or not: they count once
 */
export async function findHoarders(
  { booking }: Pick<Transaction, "booking">,
  context: AppContext,
  userIds: readonly string[],
  underWay: Iterable<CountedBooking> = [],
): Promise<HoardingCheck> {
  const [bookedSince, letGoSince] = [
    windowBegins(context, "bookingsPerUser"),
    windowBegins(context, "bookingsLetGo"),
  ];
  if (bookedSince === undefined || letGoSince === undefined) return NO_LIMIT;
  const since = new Date(Math.min(bookedSince.getTime(), letGoSince.getTime()));
  const found = await booking.findRaw({
    filter: asJson({ userId: { $in: userIds.map(oid) }, bookingDate: { $gt: date(since) } }),
    options: { ...ALL_AT_ONCE, projection: { userId: 1, eventId: 1, bookingDate: 1, cancelledBy: 1 } },
  });
  const rows = new Map<string, CountedBooking>();
  for (const row of underWay) rows.set(row.id, row);
  for (const row of rawBookings.parse(found)) rows.set(row.id, row);
  const rowsOf = new Map<string, CountedBooking[]>();
  const count = (row: CountedBooking) => {
    const own = rowsOf.get(row.userId);
    if (own === undefined) rowsOf.set(row.userId, [row]);
    else own.push(row);
  };
  for (const row of rows.values()) count(row);
  return {
    count,
    refusal(userId, eventId) {
      const own = rowsOf.get(userId);
      if (own === undefined) return undefined;
      const letGo = own.filter((row) => row.eventId === eventId && isLetGo(row));
      return (
        limitError(context, "bookingsPerUser", own.map(toDate)) ??
        limitError(context, "bookingsLetGo", letGo.map(toDate))
      );
    },
  };
}

const NO_LIMIT: HoardingCheck = { refusal: () => undefined, count: () => {} };

function isLetGo({ cancelledBy }: { readonly cancelledBy?: CancelledBy | null | undefined }): boolean {
  return cancelledBy === "attendee" || cancelledBy === "expiry";
}

function toDate({ bookingDate }: { readonly bookingDate: Date }): Date {
  return bookingDate;
}
