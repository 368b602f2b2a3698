import type { EventId } from "@foyer/contract/ids";
import type { ticketTypeFigures } from "@foyer/contract/ticket-type";
import type { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { toTicketTypeView } from "../ticket-types/ticket-type.js";

/**
 * An event's ticket types with what was taken of each, hidden ones included. For those who run the event.
 *
 * @throws DomainError NOT_FOUND
 */
export async function listTicketTypes(
  { db }: Pick<AppContext, "db">,
  eventId: EventId,
): Promise<z.input<typeof ticketTypeFigures>[]> {
  const event = await db.prisma.event.findUnique({
    where: { id: eventId },
    select: { availableTickets: true, ticketTypes: true },
  });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  return event.ticketTypes.map((type) => ({
    ...toTicketTypeView(type, event.availableTickets),
    taken: type.taken,
  }));
}
