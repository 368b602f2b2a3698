import type { EventId } from "@foyer/contract/ids";
import { eventId as eventIdSchema } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { eachByItself } from "../each-by-itself.js";
import { announceEventChange } from "../events/event-changes.js";
import type { Foyer } from "../foyer.js";

/**
 * Closes the waiting lists of events that have begun: nobody gets anything there any more.
 *
 * @returns how many lists were closed
 * @throws AggregateError when some could not be; the others are
 */
export async function closeWaitlists(foyer: Foyer): Promise<number> {
  const events = await foyer.db.prisma.event.findMany({
    where: { waitingCount: { gt: 0 }, dateTime: { lte: foyer.clock.now() } },
    select: { id: true },
  });
  return eachByItself(events, "waiting lists", async ({ id }) => {
    await foyer.db.transaction((tx) => closeWaitlist(tx, foyer, eventIdSchema.parse(id)));
    return 1;
  });
}

/** Sends those home who wait for more tickets than so many. */
export async function sendHome(tx: Transaction, foyer: Foyer, eventId: EventId, most: number): Promise<void> {
  const { count } = await tx.waitlistEntry.updateMany({
    where: { eventId, state: "waiting", ticketQuantity: { gt: most } },
    data: { state: "closed", updatedAt: foyer.clock.now() },
  });
  if (count === 0) return;
  await tx.event.update({
    where: { id: eventId },
    data: { waitingCount: { decrement: count } },
    select: { id: true },
  });
  announceEventChange(tx, foyer, eventId, { kind: "tickets" });
}

/** Sends everybody home who waits for an event's tickets. Offers that were made stand. */
export async function closeWaitlist(tx: Transaction, foyer: Foyer, eventId: EventId): Promise<void> {
  await tx.waitlistEntry.updateMany({
    where: { eventId, state: "waiting" },
    data: { state: "closed", updatedAt: foyer.clock.now() },
  });
  await tx.event.update({ where: { id: eventId }, data: { waitingCount: 0 }, select: { id: true } });
  announceEventChange(tx, foyer, eventId, { kind: "tickets" });
}
