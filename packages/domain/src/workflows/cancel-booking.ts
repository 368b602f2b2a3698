import type { CancelBookingInput } from "@foyer/contract/booking";
import { type BookingId, eventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type Actor, runsEvent } from "../actor.js";
import { type BookingAnswer, bookingColumns, toBookingView } from "../bookings/booking.js";
import { cancellableUntil, termsColumns } from "../bookings/cancellation-terms.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import { isOwnBooking } from "../bookings/ownership.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { endBookings } from "./end-bookings.js";
import { offerReturnedTickets } from "./offer-tickets.js";

/**
 * Cancels a booking: its tickets are offered to the waiting list or go back on sale, and its money is refunded.
 * Attendees may cancel until `cancellableUntil`, and give up a hold at any time; the organizer and admins may
 * cancel at any time (domain rules, Cancellation terms).
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, BOOKING_NOT_ACTIVE, CANCELLATION_CLOSED, ALREADY_CHECKED_IN,
 *   IDEMPOTENCY_KEY_REUSED
 */
export async function cancelBooking(
  context: AppContext,
  actor: Actor,
  input: CancelBookingInput,
): Promise<BookingAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<BookingAnswer>(context, actor, {
    operation: "booking.cancel",
    idempotencyKey,
    input: request,
    deserialize: deserializeBooking,
    work: (tx) => cancelIn(tx, context, actor, request),
  });
}

/**
 * The same within a transaction.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, BOOKING_NOT_ACTIVE, CANCELLATION_CLOSED, ALREADY_CHECKED_IN
 */
export async function cancelIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  { id, reason }: { readonly id: BookingId; readonly reason?: string | undefined },
): Promise<BookingAnswer> {
  const booking = await tx.booking.findUnique({
    where: { id },
    select: {
      ...bookingColumns,
      tickets: true,
      event: { select: { ...termsColumns, organizerId: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");

  const isOwner = await isOwnBooking(tx, actor, booking);
  const runsIt = runsEvent(actor, booking.event);
  if (!runsIt && !isOwner) throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  if (booking.status === "cancelled") {
    throw new DomainError("BOOKING_NOT_ACTIVE", "This booking is cancelled already.");
  }
  if (!runsIt && booking.status === "confirmed") {
    if (context.clock.now() > cancellableUntil(booking.event, booking)) {
      throw new DomainError("CANCELLATION_CLOSED", "It is too late to cancel this booking.");
    }
    if (booking.admittedTickets > 0) {
      throw new DomainError("ALREADY_CHECKED_IN", "Tickets of this booking have been used already.");
    }
  }

  const by = isOwner ? "attendee" : "organizer";
  const event = eventId.parse(booking.eventId);
  await endBookings(tx, context, { eventId: event, by, reason: reason ?? DEFAULT_REASONS[by] }, [booking]);
  await offerReturnedTickets(tx, context, event);
  return toBookingView(await tx.booking.findUniqueOrThrow({ where: { id }, select: bookingColumns }));
}

/** The recorded reason if none was given (domain rules, Booking). */
const DEFAULT_REASONS = {
  attendee: "The attendee cancelled this booking.",
  organizer: "The organizer cancelled this booking.",
} as const;
