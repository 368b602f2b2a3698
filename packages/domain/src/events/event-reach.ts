import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import type { EventReach } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";

/**
 * How many people a change of name, place or time is mailed to: one per active booking, and one per waiting
 * place. Counted from indexes only. For those who run the event.
 */
export async function readEventReach(
  client: Pick<Transaction, "booking" | "waitlistEntry">,
  eventId: EventId,
): Promise<EventReach> {
  const booked = await client.booking.count({ where: { eventId, status: { in: [...ACTIVE_STATUSES] } } });
  const waiting = await client.waitlistEntry.count({ where: { eventId, state: "waiting" } });
  return { booked, waiting };
}
