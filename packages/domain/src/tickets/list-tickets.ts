import type { BookingId } from "@foyer/contract/ids";
import type { TicketView } from "@foyer/contract/ticket";
import { type Actor, runsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { provideTicketKey, ticketCodes } from "./ticket-code.js";

/**
 * The tickets of a booking, for its owner, the event's organizer and admins. Only a confirmed booking has any.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function listTickets(
  context: Pick<AppContext, "db" | "random">,
  actor: Actor,
  id: BookingId,
): Promise<TicketView[]> {
  const booking = await context.db.prisma.booking.findUnique({
    where: { id },
    select: {
      id: true,
      eventId: true,
      userId: true,
      status: true,
      ticketQuantity: true,
      event: { select: { organizerId: true } },
      checkIns: { where: { isUndone: false }, select: { ticketNumber: true, admittedAt: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  if (booking.userId !== actor.id && !runsEvent(actor, booking.event)) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  if (booking.status !== "confirmed") return [];

  const admitted = new Map(booking.checkIns.map((one) => [one.ticketNumber, one.admittedAt]));
  const ticketKey = await provideTicketKey(context, booking.eventId);
  return ticketCodes(ticketKey, booking).map((ticket) => ({
    ...ticket,
    admittedAt: admitted.get(ticket.number) ?? null,
  }));
}
