import type { EventId } from "@foyer/contract/ids";
import type { doorView } from "@foyer/contract/ticket";
import type { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { countDoor } from "./door-counts.js";
import { provideTicketKey } from "./ticket-code.js";

/**
 * What a device needs to check an event's tickets offline. For those who run the event: the key can also create
 * tickets.
 *
 * @throws DomainError NOT_FOUND
 */
export async function findDoor(
  context: Pick<AppContext, "db" | "random">,
  eventId: EventId,
): Promise<z.input<typeof doorView>> {
  const event = await context.db.prisma.event.findUnique({
    where: { id: eventId },
    select: { name: true, venue: true, dateTime: true, timeZone: true },
  });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  const ticketKey = await provideTicketKey(context, eventId);
  return { eventId, ...event, ticketKey, counts: await countDoor(context, eventId) };
}
