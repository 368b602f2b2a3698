import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { announceEventChange } from "../events/event-changes.js";
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
  }: {
    readonly eventId: EventId;
    readonly userId: UserId;
    readonly at: Date;
    readonly end?: PlaceEnd;
  },
): Promise<void> {
  const { count } = await tx.waitlistEntry.updateMany({
    where: { eventId, userId, state: "waiting" },
    data: endedPlace(end, at),
  });
  if (count === 0) return;
  announceEventChange(tx, context, eventId, { kind: "tickets" });
  await tx.event.update({
    where: { id: eventId },
    data: { waitingCount: { decrement: count } },
    select: { id: true },
  });
}
