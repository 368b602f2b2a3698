import { type CancelledBy, cancelledBy as cancelledBySchema } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, oid, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
import type { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { refusalBeyond, windowBegins } from "../security/rate-limit.js";

const rawBookings = z.array(
  z.object({
    userId: rawId,
    eventId: rawId,
    bookingDate: rawDate,
    cancelledBy: cancelledBySchema.nullish(),
  }),
);

/**
 * Finds those who take an event's tickets again and again and let them go each time, which keeps them from others
 * for nothing, and those who book without end: each booking is a mail to an address that may not be theirs.
 *
 * @returns the refusal of each of them
 */
export async function findHoarders(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, DomainError>> {
  const hoarders = new Map<string, DomainError>();
  const [bookedSince, letGoSince] = [
    windowBegins(foyer, "bookingsPerUser"),
    windowBegins(foyer, "bookingsLetGo"),
  ];
  if (bookedSince === undefined || letGoSince === undefined) return hoarders;
  const since = new Date(Math.min(bookedSince.getTime(), letGoSince.getTime()));
  const found = await tx.booking.findRaw({
    filter: { userId: { $in: userIds.map(oid) }, bookingDate: { $gt: date(since) } },
    options: { projection: { userId: 1, eventId: 1, bookingDate: 1, cancelledBy: 1 } },
  });
  const rows = rawBookings.parse(found);
  for (const userId of new Set(rows.map((row) => row.userId))) {
    const own = rows.filter((row) => row.userId === userId);
    const letGo = own.filter((row) => row.eventId === eventId && isLetGo(row));
    const refusal =
      refusalBeyond(foyer, "bookingsPerUser", own.map(toDate)) ??
      refusalBeyond(foyer, "bookingsLetGo", letGo.map(toDate));
    if (refusal !== undefined) hoarders.set(userId, refusal);
  }
  return hoarders;
}

function isLetGo({ cancelledBy }: { readonly cancelledBy?: CancelledBy | null | undefined }): boolean {
  return cancelledBy === "attendee" || cancelledBy === "expiry";
}

function toDate({ bookingDate }: { readonly bookingDate: Date }): Date {
  return bookingDate;
}
