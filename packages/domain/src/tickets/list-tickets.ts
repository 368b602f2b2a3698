import type { BookingId } from "@foyer/contract/ids";
import type { ticketView } from "@foyer/contract/ticket";
import type { z } from "zod";
import { type Actor, runsEvent } from "../actor.js";
import { ticketColumns, toBookedTickets } from "../bookings/booked-tickets.js";
import { isOwnBooking, ownershipColumns } from "../bookings/ownership.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { isOwnersTicket, provideTicketKey, ticketCodes } from "./ticket-code.js";

/**
 * The tickets of a booking, for its owner, the event's organizer and admins. Only a confirmed booking has any. Those that
 * were passed on to another address are left out: only their holders have the codes.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function listTickets(
  context: Pick<AppContext, "db" | "random">,
  actor: Actor,
  id: BookingId,
): Promise<z.input<typeof ticketView>[]> {
  const booking = await context.db.prisma.booking.findUnique({
    where: { id },
    select: {
      ...ownershipColumns,
      eventId: true,
      status: true,
      ...ticketColumns,
      user: { select: { email: true } },
      event: { select: { organizerId: true } },
      checkIns: { where: { isUndone: false }, select: { ticketNumber: true, admittedAt: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  if (!(await isOwnBooking(context.db.prisma, actor, booking)) && !runsEvent(actor, booking.event)) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  if (booking.status !== "confirmed") return [];

  const admitted = new Map(booking.checkIns.map((one) => [one.ticketNumber, one.admittedAt]));
  const ticketKey = await provideTicketKey(context, booking.eventId);
  const codes = new Map(
    ticketCodes(ticketKey, booking)
      .filter((ticket) => isOwnersTicket(ticket, booking.user))
      .map(({ number, code }) => [number, code]),
  );
  return toBookedTickets(booking).flatMap((ticket) => {
    const code = codes.get(ticket.number);
    return code === undefined ? [] : [{ ...ticket, code, admittedAt: admitted.get(ticket.number) ?? null }];
  });
}
