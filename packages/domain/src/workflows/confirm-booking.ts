import type { PaymentMethod } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import { isUnproved, type StoredGuest } from "../bookings/guest-booking.js";
import type { AppContext } from "../context.js";
import { queueMails } from "../outbox/queue-mails.js";
import { endedPlace } from "../waitlist/ended-place.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/** The confirmation of a booking. */
export interface BookingConfirmation {
  readonly method: PaymentMethod;
  /** `pending` only for cash, which is paid at the door. */
  readonly paymentStatus: "paid" | "pending";
  readonly transactionId: string | null;
  /** Until when its cash has to be paid; missing or null if it is paid, or due at the door. */
  readonly cashDueAt?: Date | null;
}

/** Confirms a pending booking. If its user is waiting for tickets of the event, that place ends. */
export async function confirmBooking(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  booking: {
    readonly id: string;
    readonly eventId: string;
    readonly userId: string;
    readonly waitlistEntryId: string | null;
    /** Confirming proves that a guest's booking is meant. */
    readonly guest?: StoredGuest | null;
  },
  { method, paymentStatus, transactionId, cashDueAt = null }: BookingConfirmation,
): Promise<void> {
  const now = context.clock.now();
  await tx.booking.update({
    where: { id: booking.id },
    data: {
      status: "confirmed",
      paymentStatus,
      paymentMethod: method,
      ...(transactionId !== null && { paymentTransactionId: transactionId }),
      holdExpiresAt: { unset: true },
      ...(cashDueAt !== null && { cashDueAt }),
      ...(booking.guest != null &&
        isUnproved(booking) && { guest: { set: { ...booking.guest, provedAt: now } } }),
      updatedAt: now,
    },
    select: { id: true },
  });
  if (booking.waitlistEntryId !== null) {
    await tx.waitlistEntry.update({
      where: { id: booking.waitlistEntryId },
      data: endedPlace({ state: "accepted" }, now),
      select: { id: true },
    });
  }
  await queueMails(tx, context, [
    { template: "booking_confirmed", userId: booking.userId, bookingId: booking.id },
  ]);
  await queueWebhooks(tx, context, booking.eventId, [{ type: "booking.confirmed", bookingId: booking.id }]);
}
