import { type BookingId, bookingId } from "@foyer/contract/ids";
import { readTicketCode } from "@foyer/contract/ticket";

/** The booking that a search text names by its id or by a ticket's code; undefined if it is neither. */
export function namedBooking(text: string): BookingId | undefined {
  return bookingId.safeParse(readTicketCode(text)?.bookingId ?? text.trim()).data;
}
