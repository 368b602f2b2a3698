import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { changeWaitingCount } from "./change-waiting-count.js";
import { endedPlace, type PlaceEnd } from "./ended-place.js";

/** Removes a user who is waiting from an event's list, if they are on it, and updates the event's count. */
export async function stopWaiting(
  tx: Transaction,
  context: Pick<AppContext, "eventChanges">,
  {
    eventId,
    userId,
    at,
    end = { state: "accepted" },
    ticketTypeIds = [],
  }: {
    readonly eventId: EventId;
    readonly userId: UserId;
    readonly at: Date;
    readonly end?: PlaceEnd;
    /** The kinds that are not waited for any more; all, without any. */
    readonly ticketTypeIds?: readonly string[];
  },
): Promise<void> {
  const places = await tx.waitlistEntry.findMany({
    where: {
      eventId,
      userId,
      state: "waiting",
      ...(ticketTypeIds.length > 0 && { ticketTypeId: { in: [...ticketTypeIds] } }),
    },
    select: { id: true, ticketTypeId: true },
  });
  if (places.length === 0) return;
  await tx.waitlistEntry.updateMany({
    where: { id: { in: places.map(({ id }) => id) } },
    data: endedPlace(end, at),
  });
  await changeWaitingCount(tx, context, eventId, places, -1);
}
