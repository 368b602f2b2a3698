import { bookingId, eventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type KindQuantity, ofTypes, type TicketDifference } from "../bookings/ticket-difference.js";
import { releaseTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { countTickets } from "../ticket-types/wanted-tickets.js";
import { takeMore } from "./change-quantity.js";
import { offerReturnedTickets } from "./offer-tickets.js";

/**
 * Returns and takes tickets of one booking, with their log rows. What is returned can be taken at once; what is left of it is
 * offered to the waiting list. The caller has written the booking as it is afterwards.
 *
 * @throws DomainError EVENT_SOLD_OUT, TICKET_TYPE_SOLD_OUT, EVENT_NOT_OPEN, EVENT_CANCELLED
 */
export async function moveTicketsOf(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  booking: { readonly id: string; readonly eventId: string },
  { returned, added }: TicketDifference,
): Promise<void> {
  const event = eventId.parse(booking.eventId);
  const move = (items: readonly KindQuantity[]) => ({
    eventId: event,
    at: context.clock.now(),
    bookings: [
      { bookingId: bookingId.parse(booking.id), quantity: countTickets(items), items: ofTypes(items) },
    ],
  });
  if (returned.length > 0) await releaseTickets(tx, context, move(returned));
  if (added.length > 0) await takeMore(tx, context, move(added));
  if (returned.length > 0) await offerReturnedTickets(tx, context, event);
}
