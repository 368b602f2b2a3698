import { bookingView, type CancelBookingInput } from "@foyer/contract/booking";
import { bookingId, eventId } from "@foyer/contract/ids";
import type { PaymentStatus } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import { type Actor, runsEvent } from "../actor.js";
import { releaseTickets } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { answerOnce } from "../idempotency/answer-once.js";
import { type BookingAnswer, bookingColumns, cancellableUntil, toBookingView } from "./booking-view.js";

/**
 * Cancels a booking and gives its tickets back. Attendees may do so until the event's cutoff; its organizer
 * and admins at any time.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, BOOKING_NOT_ACTIVE, CANCELLATION_CLOSED, IDEMPOTENCY_KEY_REUSED
 */
export async function cancelBooking(
  foyer: Foyer,
  actor: Actor,
  input: CancelBookingInput,
): Promise<BookingAnswer> {
  const { idempotencyKey, ...request } = input;
  return answerOnce<BookingAnswer>(foyer, actor, {
    operation: "booking.cancel",
    idempotencyKey,
    input: request,
    revive: (kept) => bookingView.parse(kept),
    work: (tx) => cancelIn(tx, foyer, { ...request, actor }),
  });
}

async function cancelIn(
  tx: Transaction,
  foyer: Foyer,
  { id, reason, actor }: Omit<CancelBookingInput, "idempotencyKey"> & { readonly actor: Actor },
): Promise<BookingAnswer> {
  const now = foyer.clock.now();
  const booking = await tx.booking.findUnique({
    where: { id },
    select: {
      ...bookingColumns,
      event: { select: { organizerId: true, dateTime: true, cancellationCutoffHours: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");

  const asOrganizer = runsEvent(actor, booking.event);
  if (!asOrganizer && booking.userId !== actor.id) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  if (booking.status === "cancelled") {
    throw new DomainError("BOOKING_NOT_ACTIVE", "This booking is cancelled already.");
  }
  if (!asOrganizer && now > cancellableUntil(booking.event)) {
    throw new DomainError("CANCELLATION_CLOSED", "It is too late to cancel this booking.");
  }

  await releaseTickets(tx, {
    eventId: eventId.parse(booking.eventId),
    bookingId: bookingId.parse(booking.id),
    quantity: booking.ticketQuantity,
    at: now,
  });
  const row = await tx.booking.update({
    where: { id },
    data: {
      status: "cancelled",
      paymentStatus: paymentAfterCancelling(booking),
      cancellationReason: reason ?? null,
      cancelledAt: now,
      updatedAt: now,
    },
    select: bookingColumns,
  });
  return toBookingView(row);
}

/** Nothing was taken for a free booking, so nothing is owed: it counts as refunded at once. */
function paymentAfterCancelling(booking: {
  readonly totalAmount: number;
  readonly paymentStatus: PaymentStatus;
}): PaymentStatus {
  return booking.totalAmount === 0 && booking.paymentStatus === "paid" ? "refunded" : booking.paymentStatus;
}
