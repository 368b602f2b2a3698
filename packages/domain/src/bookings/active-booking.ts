import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";

/** A booking that holds tickets. */
export interface ActiveBooking {
  readonly userId: string;
  readonly holdExpiresAt: Date | null;
}

/** The active bookings that some people have for an event: at most one each, by whose it is. */
export async function findActiveBookings(
  tx: Transaction,
  eventId: EventId,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, ActiveBooking>> {
  const rows = await tx.booking.findMany({
    where: { userId: { in: [...userIds] }, eventId, status: { in: [...ACTIVE_STATUSES] } },
    select: { userId: true, holdExpiresAt: true },
  });
  return new Map(rows.map((row) => [row.userId, row]));
}

/** The one active booking that somebody can have for an event. */
export async function findActiveBooking(
  tx: Transaction,
  eventId: EventId,
  { id }: Pick<Actor, "id">,
): Promise<ActiveBooking | undefined> {
  return (await findActiveBookings(tx, eventId, [id])).get(id);
}

/** The unique index says the same; this says it in words, and before tickets are touched. */
export function alreadyBooked(): DomainError {
  return new DomainError("BOOKING_ALREADY_ACTIVE", "You have a booking for this event already.");
}
