import { bookingId, type EventId } from "@foyer/contract/ids";
import type { PaymentMethod } from "@foyer/contract/payment";
import type { Actor } from "@foyer/domain/actor";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import type { AppContext } from "@foyer/domain/context";

/** Books tickets for a user: in cash, and so confirmed at once, unless told otherwise. */
export async function bookTickets(
  context: AppContext,
  attendee: Actor,
  eventId: EventId,
  { ticketQuantity = 1, paymentMethod = "cash" as PaymentMethod } = {},
) {
  const request = { eventId, ticketQuantity, paymentMethod, idempotencyKey: undefined };
  const booking = await createBooking(context, attendee, request);
  return { ...booking, id: bookingId.parse(booking.id) };
}
