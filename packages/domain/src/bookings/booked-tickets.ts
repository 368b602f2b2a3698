import { hasNoMailbox } from "@foyer/contract/email";
import type { bookedTicket } from "@foyer/contract/ticket";
import { MAX_TICKET_NUMBER } from "@foyer/contract/ticket-code";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import { DomainError } from "../domain-error.js";

/** The columns of a booking that its tickets follow from. */
export const ticketColumns = {
  ticketQuantity: true,
  items: true,
  tickets: true,
  lastTicketNumber: true,
} as const satisfies Prisma.BookingSelect;

type TicketRow = Prisma.BookingGetPayload<{ select: typeof ticketColumns }>;

/** The same of a booking as it is stored; of an item only its kind and quantity count. */
export interface BookedTickets extends Pick<TicketRow, "ticketQuantity" | "tickets" | "lastTicketNumber"> {
  readonly items: readonly Pick<TicketRow["items"][number], "ticketTypeId" | "quantity">[];
}

/** A valid ticket of a booking. */
export interface BookedTicket {
  /** From 1 to 99, and never that of an earlier ticket of the booking. */
  readonly number: number;
  /** Null where the event has one kind. */
  readonly ticketTypeId: string | null;
  readonly holderName: string | null;
  /** The address it was passed on to. */
  readonly holderEmail: string | null;
  /** Part of what its code signs: how often it was passed on. */
  readonly codeVersion: number;
}

/** The tickets of a booking after a change. Spread over the booking, it is what the next change starts from. */
export interface TicketList {
  readonly tickets: BookedTicket[];
  /**
   * The highest number that one of its tickets has had. Null until a ticket is given back, added or passed on, so that these
   * bookings are found by it.
   */
  readonly lastTicketNumber: number | null;
}

/**
 * The valid tickets of a booking, in the order of their numbers: as stored, or numbered from 1 in the order of its items
 * (domain rules, Tickets and check-in). Tickets of an addition that is held are not among them.
 */
export function ticketsOf(booking: BookedTickets): readonly BookedTicket[] {
  const { tickets, lastTicketNumber, items, ticketQuantity } = booking;
  // All of the stored ones may have been given back, in the middle of a change that adds others.
  if (tickets.length > 0 || lastTicketNumber !== null) return tickets;
  const kinds = items.flatMap(({ ticketTypeId, quantity }) => Array<string>(quantity).fill(ticketTypeId));
  const ofNoKind = ticketQuantity - kinds.length;
  return Array.from({ length: ticketQuantity }, (_, index) =>
    newTicket(index + 1, kinds[index - ofNoKind] ?? null),
  );
}

/** A booking's tickets as input of the contract's `bookedTicket`. */
export function toBookedTickets(booking: TicketRow): z.input<typeof bookedTicket>[] {
  return namedByKind(ticketsOf(booking), booking.items);
}

/** Tickets as input of the contract's `bookedTicket`, with the names of their kinds as booked. */
export function namedByKind(
  tickets: readonly BookedTicket[],
  items: readonly { readonly ticketTypeId: string | null; readonly name: string | null }[],
): z.input<typeof bookedTicket>[] {
  const names = new Map(items.map(({ ticketTypeId, name }) => [ticketTypeId, name]));
  return tickets.map(({ codeVersion: _, ticketTypeId, holderEmail, ...ticket }) => ({
    ...ticket,
    // Of a holder who deleted the account there is none to show, and the ticket is theirs all the same.
    holderEmail: holderEmail !== null && hasNoMailbox(holderEmail) ? "" : holderEmail,
    ticketType: ticketTypeId === null ? null : { id: ticketTypeId, name: names.get(ticketTypeId) ?? "" },
  }));
}

/** The numbers of a booking's valid tickets. */
export function ticketNumbersOf(booking: BookedTickets): readonly number[] {
  return ticketsOf(booking).map(({ number }) => number);
}

/** The highest number that a ticket of a booking has had. */
export function lastNumberOf({ lastTicketNumber, ticketQuantity }: BookedTickets): number {
  return lastTicketNumber ?? ticketQuantity;
}

/**
 * A booking's tickets without some of them: their codes are void. The others keep number, code and name.
 *
 * @throws DomainError INVALID_INPUT (ticketNumbers) if one of them is no valid ticket of the booking
 */
export function removeTickets(booking: BookedTickets, numbers: readonly number[]): TicketList {
  const tickets = ticketsOf(booking);
  requireTickets(tickets, numbers, "ticketNumbers");
  return {
    tickets: tickets.filter(({ number }) => !numbers.includes(number)),
    lastTicketNumber: lastNumberOf(booking),
  };
}

/**
 * A booking's tickets with more of some kinds, under numbers that were never used. The kind is null where the event has one.
 *
 * @throws DomainError TOO_MANY_TICKETS if the numbers of the booking are used up
 */
export function addTickets(
  booking: BookedTickets,
  items: readonly { readonly ticketTypeId: string | null; readonly quantity: number }[],
): TicketList {
  const last = lastNumberOf(booking);
  const added = items
    .flatMap(({ ticketTypeId, quantity }) => Array.from({ length: quantity }, () => ticketTypeId))
    .map((ticketTypeId, index) => newTicket(last + index + 1, ticketTypeId));
  const lastTicketNumber = last + added.length;
  if (lastTicketNumber > MAX_TICKET_NUMBER) {
    const message =
      "This booking has been changed too often for so many more tickets. Cancel it and book anew to have them.";
    throw new DomainError("TOO_MANY_TICKETS", message, { maxTickets: MAX_TICKET_NUMBER - last });
  }
  return { tickets: [...ticketsOf(booking), ...added], lastTicketNumber };
}

/**
 * The tickets that more of some kinds would be, under the numbers that they would have.
 *
 * @throws DomainError TOO_MANY_TICKETS as {@link addTickets}
 */
export function comingTickets(
  booking: BookedTickets,
  items: readonly { readonly ticketTypeId: string | null; readonly quantity: number }[],
): readonly BookedTicket[] {
  const last = lastNumberOf(booking);
  return addTickets(booking, items).tickets.filter(({ number }) => number > last);
}

/** A booking's tickets with other names; a null takes a name off. Codes stay. */
export function renameTickets(
  booking: BookedTickets,
  names: readonly { readonly ticketNumber: number; readonly name: string | null }[],
): TicketList {
  const tickets = ticketsOf(booking);
  const numbers = names.map(({ ticketNumber }) => ticketNumber);
  requireTickets(tickets, numbers, "names");
  const named = new Map(names.map(({ ticketNumber, name }) => [ticketNumber, name]));
  return {
    tickets: tickets.map((ticket) => {
      const holderName = named.get(ticket.number);
      return holderName === undefined ? ticket : { ...ticket, holderName };
    }),
    lastTicketNumber: booking.lastTicketNumber,
  };
}

/**
 * A booking's tickets with one of them in other hands: its code is void, and it has a new one.
 *
 * @throws DomainError INVALID_INPUT (ticketNumber) if it is no valid ticket of the booking
 */
export function reissueTicket(
  booking: BookedTickets,
  ticketNumber: number,
  holder: { readonly name: string; readonly email: string },
): TicketList {
  const tickets = ticketsOf(booking);
  requireTickets(tickets, [ticketNumber], "ticketNumber");
  return {
    tickets: tickets.map((ticket) =>
      ticket.number === ticketNumber
        ? {
            ...ticket,
            holderName: holder.name,
            holderEmail: holder.email,
            codeVersion: ticket.codeVersion + 1,
          }
        : ticket,
    ),
    lastTicketNumber: lastNumberOf(booking),
  };
}

/**
 * The tickets of a pending booking after its quantity has changed. Nobody has their codes yet, so they are numbered from 1
 * again; names stay with their numbers.
 */
export function renumberedTickets(
  { tickets }: Pick<BookedTickets, "tickets">,
  changed: Pick<BookedTickets, "ticketQuantity" | "items">,
): TicketList {
  if (tickets.length === 0) return { tickets: [], lastTicketNumber: null };
  const named = new Map(tickets.map(({ number, holderName }) => [number, holderName]));
  const plain = ticketsOf({ ...changed, tickets: [], lastTicketNumber: null });
  return {
    tickets: plain.map((ticket) => ({ ...ticket, holderName: named.get(ticket.number) ?? null })),
    lastTicketNumber: null,
  };
}

/** The columns of an existing booking that its tickets are stored in: to be written with its items and quantity. */
export function storedTickets({ tickets, lastTicketNumber }: TicketList) {
  return {
    tickets: { set: tickets },
    ...(lastTicketNumber !== null && { lastTicketNumber }),
  };
}

function newTicket(number: number, ticketTypeId: string | null): BookedTicket {
  return { number, ticketTypeId, holderName: null, holderEmail: null, codeVersion: 0 };
}

function requireTickets(tickets: readonly BookedTicket[], numbers: readonly number[], field: string): void {
  const unknown = numbers.find((number) => !tickets.some((ticket) => ticket.number === number));
  if (unknown === undefined) return;
  throw new DomainError("INVALID_INPUT", `This booking has no ticket ${unknown}.`, { field });
}
