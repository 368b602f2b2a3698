import { ACTIVE_STATUSES, bookingView, type CreateBookingInput } from "@foyer/contract/booking";
import { bookingId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { reserveTickets } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { answerOnce } from "../idempotency/answer-once.js";
import { newObjectId } from "../object-id.js";
import { type BookingAnswer, bookingColumns, toBookingView } from "./booking-view.js";

/**
 * Books tickets for the actor: the availability, the booking and the log row change in one transaction. The
 * amount is computed here from the event's price of this moment.
 *
 * @throws DomainError NOT_FOUND, EVENT_NOT_OPEN, EVENT_SOLD_OUT, BOOKING_ALREADY_ACTIVE,
 *   PAYMENT_METHOD_UNAVAILABLE, IDEMPOTENCY_KEY_REUSED
 */
export async function createBooking(
  foyer: Foyer,
  actor: Actor,
  input: CreateBookingInput,
): Promise<BookingAnswer> {
  const { idempotencyKey, ...request } = input;
  return answerOnce<BookingAnswer>(foyer, actor, {
    operation: "booking.create",
    idempotencyKey,
    input: request,
    revive: (kept) => bookingView.parse(kept),
    work: (tx) => bookIn(tx, foyer, { ...request, actor }),
  });
}

type Request = Omit<CreateBookingInput, "idempotencyKey"> & { readonly actor: Actor };

async function bookIn(tx: Transaction, foyer: Foyer, request: Request): Promise<BookingAnswer> {
  const { eventId, ticketQuantity, paymentMethod, actor } = request;
  const now = foyer.clock.now();

  const event = await tx.event.findUnique({
    where: { id: eventId },
    select: { isActive: true, dateTime: true, availableTickets: true, price: true, currency: true },
  });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  if (!event.isActive || event.dateTime <= now) {
    throw new DomainError("EVENT_NOT_OPEN", "This event takes no bookings.");
  }
  const isFree = event.price === 0;
  if (!isFree && paymentMethod !== "cash") {
    throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", "This event is paid for in cash at the door.", {
      field: "paymentMethod",
    });
  }
  await refuseSecondBooking(tx, request);

  const id = bookingId.parse(newObjectId(foyer));
  const reserved = await reserveTickets(tx, { eventId, bookingId: id, quantity: ticketQuantity, at: now });
  if (!reserved) throw soldOut(event.availableTickets);
  const row = await tx.booking.create({
    data: {
      id,
      eventId,
      userId: actor.id,
      ticketQuantity,
      totalAmount: ticketQuantity * event.price,
      currency: event.currency,
      status: "confirmed",
      paymentStatus: isFree ? "paid" : "pending",
      paymentMethod,
      bookingDate: now,
      createdAt: now,
      updatedAt: now,
    },
    select: bookingColumns,
  });
  return toBookingView(row);
}

/** The unique index says the same; this says it in words, and before tickets are touched. */
async function refuseSecondBooking(tx: Transaction, { eventId, actor }: Request): Promise<void> {
  const active = await tx.booking.findFirst({
    where: { userId: actor.id, eventId, status: { in: [...ACTIVE_STATUSES] } },
    select: { id: true },
  });
  if (active !== null) {
    throw new DomainError("BOOKING_ALREADY_ACTIVE", "You have a booking for this event already.");
  }
}

function soldOut(availableTickets: number): DomainError {
  const message =
    availableTickets === 0
      ? "This event is sold out."
      : `Only ${availableTickets} ${availableTickets === 1 ? "ticket is" : "tickets are"} left.`;
  return new DomainError("EVENT_SOLD_OUT", message, { availableTickets });
}
