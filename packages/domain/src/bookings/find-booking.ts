import type { BookingId } from "@foyer/contract/ids";
import { type Actor, runsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { paymentsOfBooking, withoutAction } from "../payments/payment-view.js";
import { refundsOfBooking, toRefundView } from "../payments/refund-view.js";
import { ticketColumns, toBookedTickets } from "./booked-tickets.js";
import { type BookingDetailsAnswer, bookedEventColumns, ownColumns, toBookingWithEvent } from "./booking.js";
import { attendeeOf } from "./guest-booking.js";
import { isOwnBooking } from "./ownership.js";

/**
 * One booking with its event and its payments, for its owner, the event's organizer, and admins. Only its owner
 * gets the URL to complete a payment.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function findBooking(
  context: Pick<AppContext, "db">,
  actor: Actor,
  id: BookingId,
): Promise<BookingDetailsAnswer> {
  const booking = await context.db.prisma.booking.findUnique({
    where: { id },
    select: {
      ...ownColumns,
      ...ticketColumns,
      organizerChanges: true,
      event: { select: { ...bookedEventColumns, organizerId: true } },
      payments: paymentsOfBooking,
      user: { select: { id: true, name: true, email: true } },
      refunds: refundsOfBooking,
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  const isOwner = await isOwnBooking(context.db.prisma, actor, booking);
  if (!isOwner && !runsEvent(actor, booking.event)) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  const payments = isOwner ? booking.payments : booking.payments.map(withoutAction);
  const { lastTicketNumber: _, user, ...row } = booking;
  return toBookingWithEvent({
    ...row,
    payments,
    attendee: attendeeOf({ user, guest: row.guest }),
    refunds: booking.refunds.map(toRefundView),
    tickets: toBookedTickets(booking),
    organizerChanges: row.organizerChanges.toReversed(),
  });
}
