import { ticketTypeId } from "@foyer/contract/ids";
import type { TicketTypeView } from "@foyer/contract/ticket-type";

/** A kind of tickets that is on sale, at EUR 25.00. */
export const TYPE: TicketTypeView = {
  id: ticketTypeId.parse("a".repeat(24)),
  name: "Standard",
  description: null,
  price: 2_500,
  quota: null,
  salesFrom: null,
  salesUntil: null,
  minPerBooking: null,
  maxPerBooking: null,
  isHidden: false,
  isClosed: false,
  available: 5,
  waitingCount: 0,
};

/** The id of another kind. */
export function typeId(digit: string) {
  return ticketTypeId.parse(digit.repeat(24));
}
