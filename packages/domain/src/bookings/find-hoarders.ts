import type { CancelledBy } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { refusalBeyond, windowBegins } from "../security/rate-limit.js";

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
  const rows = await tx.booking.findMany({
    where: {
      userId: { in: [...userIds] },
      OR: [
        { bookingDate: { gt: bookedSince } },
        { bookingDate: { gt: letGoSince }, eventId, cancelledBy: { in: ["attendee", "expiry"] } },
      ],
    },
    select: { userId: true, eventId: true, bookingDate: true, cancelledBy: true },
  });
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

function isLetGo({ cancelledBy }: { readonly cancelledBy: CancelledBy | null }): boolean {
  return cancelledBy === "attendee" || cancelledBy === "expiry";
}

function toDate({ bookingDate }: { readonly bookingDate: Date }): Date {
  return bookingDate;
}
