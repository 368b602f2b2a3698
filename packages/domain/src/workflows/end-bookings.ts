import type { CancelledBy } from "@foyer/contract/booking";
import { bookingId, type EventId } from "@foyer/contract/ids";
import type { PaymentStatus } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import { releaseTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { type QueuedMail, queueMails } from "../outbox/queue-mails.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { endedPlace, type PlaceEnd } from "../waitlist/ended-place.js";

/** An active booking, as far as its end needs to know it. */
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

/** What becomes of a place on the waiting list when the booking it was offered ends. */
const PLACE_AFTER: Readonly<Record<CancelledBy, PlaceEnd>> = {
  attendee: { state: "declined" },
  organizer: { state: "closed", because: "offer_withdrawn" },
  expiry: { state: "expired" },
  event: { state: "closed", because: "event_cancelled" },
};

/**
 * Ends active bookings of one event, and the only way to do so: they are cancelled, their tickets go back, money
 * that was taken for them is to be given back, and who should hear of it gets a mail. Whoever calls this has read
 * the bookings in the same transaction and found them active, and sees to it that the tickets are offered on.
 */
export async function endBookings(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random" | "eventChanges">,
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
  await callMoneyBack(tx, ids, now);
  await tx.waitlistEntry.updateMany({
    where: { id: { in: bookings.flatMap(({ waitlistEntryId }) => waitlistEntryId ?? []) }, state: "offered" },
    data: endedPlace(PLACE_AFTER[by], now),
  });
  await queueMails(
    tx,
    context,
    bookings.flatMap((booking) => mailAbout(booking, by)),
  );
}

/** Nothing was taken for a free booking, so nothing is owed: it counts as refunded at once. */
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

/** Money that was taken is due; payments that are still under way are looked after at once. */
async function callMoneyBack(tx: Transaction, bookingIds: string[], now: Date): Promise<void> {
  const taken = { bookingId: { in: bookingIds }, state: "succeeded" } as const;
  await tx.payment.updateMany({
    where: { ...taken, provider: { not: "cash" } },
    data: { state: "refund_due", checkAt: now, updatedAt: now },
  });
  // Nobody but the organizer can give cash back.
  await tx.payment.updateMany({
    where: { ...taken, provider: "cash" },
    data: { state: "refund_due", updatedAt: now },
  });
  await tx.payment.updateMany({
    where: { bookingId: { in: bookingIds }, state: { in: [...OPEN_PAYMENTS] } },
    data: { checkAt: now, updatedAt: now },
  });
}

/** A hold that ran out, or that somebody gave back themselves, was no booking yet: nobody writes about it. */
function mailAbout({ id, userId, status }: EndingBooking, by: CancelledBy): QueuedMail[] {
  const isWorthAMail = status === "confirmed" || by === "event" || by === "organizer";
  return isWorthAMail ? [{ template: "booking_cancelled", userId, bookingId: id }] : [];
}
