import type { PaymentMethod } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
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
  },
  { method, paymentStatus, transactionId }: BookingConfirmation,
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
