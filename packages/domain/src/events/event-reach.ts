import { ACTIVE_STATUSES } from "@foyer/contract/booking";
import type { EventReach } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { oid } from "@foyer/db/raw-commands";
import { z } from "zod";

/**
 * How many people a change of name, place or time is mailed to: one per active booking, unless it was made at the door
 * without an address, and one per waiting place. Counted from indexes only. For those who run the event.
 */
export async function readEventReach(
  client: Pick<Transaction, "booking" | "waitlistEntry">,
  eventId: EventId,
): Promise<EventReach> {
  const active = await client.booking.count({ where: { eventId, status: { in: [...ACTIVE_STATUSES] } } });
  const withoutAddress = await countWithoutAddress(client, eventId);
  const waiting = await client.waitlistEntry.count({ where: { eventId, state: "waiting" } });
  return { booked: active - withoutAddress, waiting };
}

const counted = z.array(z.object({ count: z.number() }));

/** Raw, because the client's filter of an embedded document finds nothing by an index. */
async function countWithoutAddress(
  { booking }: Pick<Transaction, "booking">,
  eventId: EventId,
): Promise<number> {
  const isWithoutAddress = {
    eventId: oid(eventId),
    status: { $in: [...ACTIVE_STATUSES] },
    "guest.name": { $exists: true },
    "guest.email": null,
  };
  const [found] = counted.parse(
    await booking.aggregateRaw({ pipeline: [{ $match: isWithoutAddress }, { $count: "count" }] }),
  );
  return found?.count ?? 0;
}
