import type { CancelledBy } from "@foyer/contract/booking";
import { bookingId, type EventId } from "@foyer/contract/ids";
import type { PaymentStatus } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import { releaseTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { countCodeUses, usesGivenBack } from "../discount-codes/discount-code.js";
import { type BookingWithHolders, mailVoidTickets } from "../outbox/holder-mails.js";
import { type QueuedMail, queueMails } from "../outbox/queue-mails.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { heldOf } from "../payments/refund-parts.js";
import { keepAnswers } from "../questions/forget-answers.js";
import type { TypeQuantity } from "../ticket-types/ticket-type.js";
import { endOffers } from "../waitlist/end-offers.js";
import type { PlaceEnd } from "../waitlist/ended-place.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { markGivenBack } from "./given-back.js";

/** The parts of an active booking that are needed to end it. */
export interface EndingBooking extends BookingWithHolders {
  readonly ticketQuantity: number;
  readonly totalAmount: number;
  readonly status: "pending" | "confirmed" | "cancelled";
  readonly paymentStatus: PaymentStatus;
  readonly waitlistEntryId: string | null;
  /** Its tickets by kind; empty where the event has one. */
  readonly items: readonly TypeQuantity[];
  readonly discount: { readonly codeId: string } | null;
  /** Tickets that are held in addition. */
  readonly addition: {
    readonly ticketQuantity: number;
    readonly items: readonly TypeQuantity[];
    readonly waitlistEntryId: string | null;
  } | null;
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
  items: true,
  discount: true,
  addition: true,
  tickets: true,
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
      cashDueAt: { unset: true },
      addition: { unset: true },
      updatedAt: now,
    },
  });
  await releaseTickets(tx, context, {
    eventId,
    at: now,
    bookings: bookings.map(({ id, ticketQuantity, items, addition }) => ({
      bookingId: bookingId.parse(id),
      quantity: ticketQuantity + (addition?.ticketQuantity ?? 0),
      items: [...items, ...(addition?.items ?? [])],
    })),
  });
  await countCodeUses(tx, usesGivenBack(bookings));
  await keepAnswers(
    tx,
    bookings.flatMap(({ id, status }) => (status === "confirmed" ? [id] : [])),
  );
  const refunds = await markRefundsDue(tx, ids, now);
  // A booking of which nothing is held, because it was free or all was given back, counts as refunded at once.
  const paid = bookings.filter(({ paymentStatus }) => paymentStatus === "paid");
  await markGivenBack(
    tx,
    paid.map(({ id }) => id),
    now,
  );
  await endOffers(
    tx,
    bookings.flatMap(({ waitlistEntryId, addition }) => [waitlistEntryId, addition?.waitlistEntryId]),
    PLACE_AFTER[by],
    now,
  );
  await queueMails(
    tx,
    context,
    bookings.flatMap((booking) => mailsAbout(booking, by)),
  );
  await mailVoidTickets(tx, context, bookings);
  await queueWebhooks(tx, context, eventId, [
    ...ids.map((id) => ({ type: "booking.cancelled", bookingId: id }) as const),
    ...refunds.map((paymentId) => ({ type: "payment.refund_due", paymentId }) as const),
  ]);
}

/**
 * What is held of received money is due back; open payments are processed by the next run of the job.
 *
 * @returns the payments whose money is due back
 */
async function markRefundsDue(tx: Transaction, bookingIds: string[], now: Date): Promise<string[]> {
  const held = await tx.payment.findMany({
    where: { bookingId: { in: bookingIds }, state: "succeeded" },
    select: { id: true, amount: true, refundedAmount: true },
  });
  const refunds = held.filter((payment) => heldOf(payment) > 0).map(({ id }) => id);
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
function mailsAbout(booking: EndingBooking, by: CancelledBy): QueuedMail[] {
  const { id: bookingId, userId, status } = booking;
  const isWorthAMail = status === "confirmed" || by === "event" || by === "organizer";
  return isWorthAMail ? [{ template: "booking_cancelled", userId, bookingId }] : [];
}
