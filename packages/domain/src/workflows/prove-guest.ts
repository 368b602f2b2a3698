import type { bookingView } from "@foyer/contract/booking";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import { ticketColumns, ticketsOf } from "../bookings/booked-tickets.js";
import { bookingColumns, toBookingView } from "../bookings/booking.js";
import { isUnproved, waitsForProof } from "../bookings/guest-booking.js";
import { holdColumns, requireHold } from "../bookings/hold.js";
import { takesCash } from "../bookings/payable.js";
import type { AppContext } from "../context.js";
import { type BookingAccess, findBookingAccess, linkNotValid } from "../guests/booking-access.js";
import { isAnswered } from "../questions/booking-answers.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { confirmBooking } from "./confirm-booking.js";

/** A booking that a mailed link proved, and what the link opens from now on. */
export interface ProvedBooking {
  readonly booking: z.input<typeof bookingView>;
  readonly access: BookingAccess;
}

/**
 * Proves a guest's booking with the token of a mailed link: a booking that costs nothing now is confirmed; one that is paid
 * online, or in cash that the event does not take by now, stays to be paid, and one that lacks required answers waits for them
 * (`booking.pay`). A repeat changes nothing. The address counts as verified for its guest, but not for an account: whoever made
 * that may not be who reads the mail.
 *
 * @throws DomainError LINK_NOT_VALID, EVENT_CANCELLED, HOLD_EXPIRED, BOOKING_NOT_ACTIVE
 */
export async function proveGuest(context: AppContext, token: string): Promise<ProvedBooking> {
  return context.db.transaction(async (tx) => {
    const access = await findBookingAccess(tx, context, token);
    if (access === undefined || !access.isMailed) throw linkNotValid();
    const { booking: id, owner } = access;
    const found = await tx.booking.findUniqueOrThrow({
      where: { id },
      select: { ...holdColumns, ...ticketColumns },
    });
    if (found.guest === null) throw linkNotValid();
    const now = context.clock.now();
    await tx.user.updateMany({
      where: {
        id: owner,
        isGuest: true,
        OR: [{ emailVerifiedAt: null }, { emailVerifiedAt: { isSet: false } }],
      },
      data: { emailVerifiedAt: now, updatedAt: now },
    });
    if (found.status !== "confirmed") {
      const actor: Actor = { id: owner, role: "user", onlyBooking: id };
      const booking = await requireHold(tx, found, actor, now);
      const isFree = booking.totalAmount === 0;
      const isToBeConfirmed = waitsForProof(booking) && (isFree || takesCash(booking.event, now));
      if (isToBeConfirmed && (await isAnswered(tx, booking, () => ticketsOf(booking)))) {
        await confirmBooking(tx, context, booking, {
          method: booking.paymentMethod,
          paymentStatus: isFree ? "paid" : "pending",
          transactionId: null,
          cashDueAt: isFree ? null : booking.event.cashDueAt,
        });
      } else if (isUnproved(booking)) {
        const guest = { set: { ...found.guest, provedAt: now } };
        await tx.booking.update({ where: { id }, data: { guest, updatedAt: now }, select: { id: true } });
        await queueWebhooks(tx, context, booking.eventId, [{ type: "booking.changed", bookingId: id }]);
      }
    }
    await context.failpoint?.("guest.proved");
    const row = await tx.booking.findUniqueOrThrow({ where: { id }, select: bookingColumns });
    return { booking: toBookingView(row), access };
  });
}
