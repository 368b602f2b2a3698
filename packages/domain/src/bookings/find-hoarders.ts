import { type CancelledBy, cancelledBy as cancelledBySchema } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { ALL_AT_ONCE, asJson, date, oid, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
import type { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { groupBy } from "../group-by.js";
import { refusalBeyond, windowBegins } from "../security/rate-limit.js";

const rawBookings = z.array(
  z.object({
    userId: rawId,
    eventId: rawId,
    bookingDate: rawDate,
    cancelledBy: cancelledBySchema.nullish(),
  }),
);

/** What somebody is told who has booked too often; nothing when they have not. */
export type HoardingRefusal = (userId: string, eventId: EventId) => DomainError | undefined;

/**
 * Finds those who take an event's tickets again and again and let them go each time, which keeps them from others
 * for nothing, and those who book without end: each booking is a mail to an address that may not be theirs.
 */
export async function findHoarders(
  { booking }: Pick<Transaction, "booking">,
  foyer: Foyer,
  userIds: readonly string[],
): Promise<HoardingRefusal> {
  const [bookedSince, letGoSince] = [
    windowBegins(foyer, "bookingsPerUser"),
    windowBegins(foyer, "bookingsLetGo"),
  ];
  if (bookedSince === undefined || letGoSince === undefined) return () => undefined;
  const since = new Date(Math.min(bookedSince.getTime(), letGoSince.getTime()));
  const found = await booking.findRaw({
    filter: asJson({ userId: { $in: userIds.map(oid) }, bookingDate: { $gt: date(since) } }),
    options: { ...ALL_AT_ONCE, projection: { userId: 1, eventId: 1, bookingDate: 1, cancelledBy: 1 } },
  });
  const rowsOf = groupBy(rawBookings.parse(found), ({ userId }) => userId);
  return (userId, eventId) => {
    const own = rowsOf.get(userId);
    if (own === undefined) return undefined;
    const letGo = own.filter((row) => row.eventId === eventId && isLetGo(row));
    return (
      refusalBeyond(foyer, "bookingsPerUser", own.map(toDate)) ??
      refusalBeyond(foyer, "bookingsLetGo", letGo.map(toDate))
    );
  };
}

function isLetGo({ cancelledBy }: { readonly cancelledBy?: CancelledBy | null | undefined }): boolean {
  return cancelledBy === "attendee" || cancelledBy === "expiry";
}

function toDate({ bookingDate }: { readonly bookingDate: Date }): Date {
  return bookingDate;
}
