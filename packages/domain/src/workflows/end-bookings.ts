import type { CancelledBy } from "@foyer/contract/booking";
import { bookingId, type EventId } from "@foyer/contract/ids";
import type { PaymentStatus } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import { releaseTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { type QueuedMail, queueMails } from "../outbox/queue-mails.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { endedPlace, type PlaceEnd } from "../waitlist/ended-place.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/** The parts of an active booking that are needed to end it. */
export interface EndingBooking {
  readonly id: string;
  readonly userId: string;
  readonly ticketQuantity: number;
  readonly totalAmount: number;
  readonly status: "pending" | "confirmed" | "cancelled";
  readonly paymentStatus: PaymentStatus;
  readonly waitlistEntryId: string | null;
}

/** The columns of {@link EndingBooking}. */
export const endingColumns = {
  id: true,
  userId: true,
  ticketQuantity: true,
  totalAmount: true,
  status: true,
  paymentStatus: true,
  waitlistEntryId: true,
} as const;

/** How bookings end. */
export interface BookingEnd {
  readonly eventId: EventId;
  readonly by: CancelledBy;
  readonly reason: string;
}

/** How a place on the waiting list ends with the booking that was its offer. */
const PLACE_AFTER: Readonly<Record<CancelledBy, PlaceEnd>> = {
  attendee: { state: "declined" },
  organizer: { state: "closed", because: "offer_withdrawn" },
  expiry: { state: "expired" },
  event: { state: "closed", because: "event_cancelled" },
};

/**
 * Ends active bookings of one event; nothing else may. They are cancelled, their tickets returned, their money is
 * due back, and mails are queued. The caller has read the bookings as active in the same transaction, and offers
 * the returned tickets to the waiting list.
 */
export async function endBookings(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges" | "webhooks">,
  { eventId, by, reason }: BookingEnd,
  bookings: readonly EndingBooking[],
): Promise<void> {
  if (bookings.length === 0) return;
  const now = context.clock.now();
  const ids = bookings.map(({ id }) => id);
  await tx.booking.updateMany({
    where: { id: { in: ids } },
    data: {
      status: "cancelled",
      cancellationReason: reason,
      cancelledAt: now,
      cancelledBy: by,
      holdExpiresAt: { unset: true },
      updatedAt: now,
    },
  });
  await settleFree(tx, bookings);
  await releaseTickets(tx, context, {
    eventId,
    at: now,
    bookings: bookings.map(({ id, ticketQuantity }) => ({
      bookingId: bookingId.parse(id),
      quantity: ticketQuantity,
    })),
  });
  const refunds = await markRefundsDue(tx, ids, now);
  await tx.waitlistEntry.updateMany({
    where: { id: { in: bookings.flatMap(({ waitlistEntryId }) => waitlistEntryId ?? []) }, state: "offered" },
    data: endedPlace(PLACE_AFTER[by], now),
  });
  await queueMails(
    tx,
    context,
    bookings.flatMap((booking) => mailAbout(booking, by)),
  );
  await queueWebhooks(tx, context, eventId, [
    ...ids.map((id) => ({ type: "booking.cancelled", bookingId: id }) as const),
    ...refunds.map((paymentId) => ({ type: "payment.refund_due", paymentId }) as const),
  ]);
}

/** A free booking has nothing to refund, so it counts as refunded at once. */
async function settleFree(tx: Transaction, bookings: readonly EndingBooking[]): Promise<void> {
  const free = bookings.filter(
    ({ totalAmount, paymentStatus }) => totalAmount === 0 && paymentStatus === "paid",
  );
  if (free.length === 0) return;
  await tx.booking.updateMany({
    where: { id: { in: free.map(({ id }) => id) } },
    data: { paymentStatus: "refunded" },
  });
}

/**
 * Received money is due back; open payments are processed by the next run of the job.
 *
 * @returns the payments whose money is due back
 */
async function markRefundsDue(tx: Transaction, bookingIds: string[], now: Date): Promise<string[]> {
  const held = await tx.payment.findMany({
    where: { bookingId: { in: bookingIds }, state: "succeeded" },
    select: { id: true },
  });
  const refunds = held.map(({ id }) => id);
  const taken = { id: { in: refunds } };
  if (refunds.length > 0) {
    await tx.payment.updateMany({
      where: { ...taken, provider: { not: "cash" } },
      data: { state: "refund_due", checkAt: now, updatedAt: now },
    });
    // Only the organizer can return cash.
    await tx.payment.updateMany({
      where: { ...taken, provider: "cash" },
      data: { state: "refund_due", updatedAt: now },
    });
  }
  await tx.payment.updateMany({
    where: { bookingId: { in: bookingIds }, state: { in: [...OPEN_PAYMENTS] } },
    data: { checkAt: now, updatedAt: now },
  });
  return refunds;
}

/** No mail for holds that expired or were given up by the attendee. */
function mailAbout({ id, userId, status }: EndingBooking, by: CancelledBy): QueuedMail[] {
  const isWorthAMail = status === "confirmed" || by === "event" || by === "organizer";
  return isWorthAMail ? [{ template: "booking_cancelled", userId, bookingId: id }] : [];
}
