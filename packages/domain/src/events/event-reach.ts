import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import type { EventReach } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";

/**
 * Whom a change of an event's name, place or time is mailed to: one person for each active booking, and whoever waits.
 * Counted by indexes alone. For those who run the event.
 */
export async function readEventReach(
  client: Pick<Transaction, "booking" | "waitlistEntry">,
  eventId: EventId,
): Promise<EventReach> {
  const booked = await client.booking.count({ where: { eventId, status: { in: [...ACTIVE_STATUSES] } } });
  const waiting = await client.waitlistEntry.count({ where: { eventId, state: "waiting" } });
  return { booked, waiting };
}
