import type { EventId } from "@foyer/contract/ids";
import { looksMistyped, type TicketClaim, ticketClaims } from "@foyer/contract/ticket-code";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { lastNumberOf, ticketColumns, ticketsOf, toBookedTickets } from "../bookings/booked-tickets.js";
import { DomainError } from "../domain-error.js";
import { signedVersion } from "./ticket-code.js";

const bookingOfTicket = {
  id: true,
  eventId: true,
  status: true,
  ...ticketColumns,
  totalAmount: true,
  currency: true,
  paymentStatus: true,
  paymentMethod: true,
  guest: true,
  user: { select: { name: true } },
  event: { select: { name: true, ticketKey: true, cancelledAt: true } },
} as const satisfies Prisma.BookingSelect;

/** A genuine ticket with its booking. */
export interface Ticket {
  readonly number: number;
  /** Whether it is void by now: it was given back, or passed on, which gave it another code. */
  readonly isVoid: boolean;
  readonly holderName: string | null;
  /** The name of its kind. */
  readonly ticketType: string | null;
  readonly booking: Prisma.BookingGetPayload<{ select: typeof bookingOfTicket }>;
}

/**
 * The ticket of a code. Its booking may have been cancelled, and it may have been given back or passed on since.
 *
 * @throws DomainError TICKET_NOT_VALID, TICKET_OF_ANOTHER_EVENT
 */
export async function readTicket(tx: Transaction, eventId: EventId, code: string): Promise<Ticket> {
  const claims = ticketClaims(code);
  if (claims.length === 0) throw looksMistyped(code) ? mistyped() : notValid();
  const genuine: Ticket[] = [];
  for (const claim of claims) {
    const ticket = await findGenuine(tx, claim);
    if (ticket !== undefined) genuine.push(ticket);
  }
  const [ticket] = genuine;
  if (ticket === undefined || genuine.length > 1) throw notValid();
  const { booking } = ticket;
  if (booking.eventId !== eventId) {
    const { name } = booking.event;
    throw new DomainError("TICKET_OF_ANOTHER_EVENT", `This ticket is for ${name}.`, { eventName: name });
  }
  return ticket;
}

async function findGenuine(tx: Transaction, claim: TicketClaim): Promise<Ticket | undefined> {
  const booking = await tx.booking.findUnique({ where: { id: claim.bookingId }, select: bookingOfTicket });
  // An event without a key has not signed any ticket.
  if (booking === null || booking.event.ticketKey === null) return undefined;
  const { number } = claim;
  const version = signedVersion(booking.event.ticketKey, booking.eventId, claim);
  // Without a ticket of this number the key was stolen: nobody has been given such a code.
  if (version === undefined || number > lastNumberOf(booking)) return undefined;
  const ticket = ticketsOf(booking).find((one) => one.number === number);
  const shown = toBookedTickets(booking).find((one) => one.number === number);
  if (ticket !== undefined && version > ticket.codeVersion) return undefined;
  return {
    number,
    isVoid: version !== ticket?.codeVersion,
    holderName: ticket?.holderName ?? null,
    ticketType: shown?.ticketType?.name ?? null,
    booking,
  };
}

function mistyped(): DomainError {
  return new DomainError(
    "TICKET_NOT_VALID",
    "This is not a ticket code. The scanner seems to be set to another keyboard layout than this computer.",
  );
}

/** The error for a code that is no valid ticket. */
export function notValid(): DomainError {
  return new DomainError("TICKET_NOT_VALID", "This is not a ticket that was issued here.");
}
