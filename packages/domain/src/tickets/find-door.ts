import type { EventId } from "@foyer/contract/ids";
import type { doorView } from "@foyer/contract/ticket";
import type { z } from "zod";
import { lastNumberOf, ticketColumns, ticketsOf } from "../bookings/booked-tickets.js";
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
  const [changedTickets, counts] = await Promise.all([
    findChangedTickets(context, eventId),
    countDoor(context, eventId),
  ]);
  return { eventId, ...event, ticketKey, changedTickets, counts };
}

/** The tickets of confirmed bookings whose first code is void. Few bookings have any, which an index knows. */
async function findChangedTickets({ db }: Pick<AppContext, "db">, eventId: EventId) {
  const changed = await db.prisma.booking.findMany({
    where: { eventId, status: "confirmed", lastTicketNumber: { gt: 0 } },
    select: { id: true, ...ticketColumns },
  });
  return changed.flatMap(({ id: bookingId, ...booking }) => {
    const tickets = ticketsOf(booking);
    const numbers = Array.from({ length: lastNumberOf(booking) }, (_, index) => index + 1);
    return numbers
      .map((number) => {
        const ticket = tickets.find((one) => one.number === number);
        return { bookingId, number, version: ticket?.codeVersion ?? null };
      })
      .filter(({ version }) => version !== 0);
  });
}
