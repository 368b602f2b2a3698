import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { ALL_AT_ONCE, asJson, oid, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";

const rawBookings = z.array(z.object({ userId: rawId, eventId: rawId, holdExpiresAt: rawDate.nullish() }));

/** A booking that holds tickets, for good or until its hold is over. */
export type ActiveBooking = z.output<typeof rawBookings>[number];

/** The active bookings that some people have for some events: at most one each. */
export async function findActiveBookings(
  { booking }: Pick<Transaction, "booking">,
  eventIds: readonly EventId[],
  userIds: readonly string[],
): Promise<readonly ActiveBooking[]> {
  const found = await booking.findRaw({
    filter: asJson({
      userId: { $in: userIds.map(oid) },
      eventId: { $in: eventIds.map(oid) },
      status: { $in: [...ACTIVE_STATUSES] },
    }),
    options: { ...ALL_AT_ONCE, projection: { userId: 1, eventId: 1, holdExpiresAt: 1 } },
  });
  return rawBookings.parse(found);
}

/** The one active booking that somebody can have for an event. */
export async function findActiveBooking(
  tx: Transaction,
  eventId: EventId,
  { id }: Pick<Actor, "id">,
): Promise<ActiveBooking | undefined> {
  const [own] = await findActiveBookings(tx, [eventId], [id]);
  return own;
}

/** The unique index says the same; this says it in words, and before tickets are touched. */
export function alreadyBookedError(): DomainError {
  return new DomainError("BOOKING_ALREADY_ACTIVE", "You have a booking for this event already.");
}
