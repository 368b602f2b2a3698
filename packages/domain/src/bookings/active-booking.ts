import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";

const activeBookings = rawModel("Booking", { userId: true, eventId: true, holdExpiresAt: true });

/** A booking that holds tickets, for good or until its hold ends. */
export type ActiveBooking = RowOf<typeof activeBookings>;

/** The active bookings of some users for some events: at most one per user and event. */
export function findActiveBookings(
  { booking }: Pick<Transaction, "booking">,
  eventIds: readonly EventId[],
  userIds: readonly UserId[],
): Promise<readonly ActiveBooking[]> {
  return activeBookings.find(booking, {
    userId: { $in: userIds.map(oid) },
    eventId: { $in: eventIds.map(oid) },
    status: { $in: [...ACTIVE_STATUSES] },
  });
}

/** A user's active booking for an event, if there is one. */
export async function findActiveBooking(
  tx: Transaction,
  eventId: EventId,
  { id }: Pick<Actor, "id">,
): Promise<ActiveBooking | undefined> {
  const [own] = await findActiveBookings(tx, [eventId], [id]);
  return own;
}

/** The same rule as the unique index, checked before tickets are taken, for a better message. */
export function alreadyBookedError(): DomainError {
  return new DomainError("BOOKING_ALREADY_ACTIVE", "You have a booking for this event already.");
}
