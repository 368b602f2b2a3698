import { bookingId, eventId, userId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { newObjectId } from "@foyer/db/raw-commands";
import { findActiveBooking, itemsOf, newBooking, pricedTerms, priceOf } from "../bookings/booking.js";
import { cancellableUntil, termsColumns } from "../bookings/cancellation-terms.js";
import { isHoldOver } from "../bookings/hold.js";
import { tryReserveTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { countCodeUses } from "../discount-codes/discount-code.js";
import { acceptsBookings } from "../events/bookability.js";
import { queueMails } from "../outbox/queue-mails.js";
import { copyAnswers } from "../questions/booking-answers.js";
import type { TicketType, TypeQuantity } from "../ticket-types/ticket-type.js";
import { stopWaiting } from "../waitlist/stop-waiting.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { endWithEvent } from "./cancel-event.js";
import { endingColumns } from "./end-bookings.js";
import { releaseHolds } from "./release-expired.js";

export const paidBookingColumns = {
  ...endingColumns,
  eventId: true,
  currency: true,
  prices: true,
  holdExpiresAt: true,
  cancelledBy: true,
  replacedById: true,
  cancellableUntil: true,
  createdAt: true,
  guest: true,
  tickets: true,
  organizerChanges: true,
  event: {
    select: {
      ...termsColumns,
      isActive: true,
      cancelledAt: true,
      cancellationReason: true,
      waitingCount: true,
      ticketTypes: true,
    },
  },
} as const satisfies Prisma.BookingSelect;

/** A booking with a succeeded payment. */
export type PaidBooking = Prisma.BookingGetPayload<{ select: typeof paidBookingColumns }>;

/**
 * Ends a pending booking that must not be confirmed any more, although the background job has not ended it yet:
 * its event was cancelled, or its hold expired and open sale could not sell its tickets, because of a waiting
 * list or closed sales. So the outcome does not depend on whether the payment or the job comes first.
 *
 * @returns the booking in its new state
 */
export async function endIfTooLate(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  booking: PaidBooking,
): Promise<PaidBooking> {
  if (booking.status !== "pending") return booking;
  const { event } = booking;
  const id = eventId.parse(booking.eventId);
  if (event.cancelledAt !== null) {
    await endWithEvent(tx, context, { id, ...event }, [booking]);
    return { ...booking, status: "cancelled", cancelledBy: "event" };
  }
  const now = context.clock.now();
  const isOnSale = waitingFor(event, booking.items) === 0 && acceptsBookings(event, now);
  if (!isHoldOver(booking, now) || isOnSale) return booking;
  await releaseHolds(tx, context, id, [booking]);
  return { ...booking, status: "cancelled", cancelledBy: "expiry" };
}

/**
 * A payment that succeeded after its hold expired books the tickets again, if open sale would sell them and
 * nobody else is waiting (decision 0008). It creates a new booking, because nothing leaves `cancelled` (domain
 * rules, Booking).
 *
 * @returns the new booking's id, or undefined if the money has to be refunded
 */
export async function bookAgain(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges" | "webhooks">,
  payment: Prisma.PaymentGetPayload<object>,
  old: PaidBooking,
): Promise<string | undefined> {
  const now = context.clock.now();
  const event = eventId.parse(old.eventId);
  const user = userId.parse(old.userId);
  const ranOut = old.cancelledBy === "expiry" && old.replacedById === null;
  if (!ranOut || old.totalAmount !== payment.amount || !acceptsBookings(old.event, now)) return undefined;
  if ((await findActiveBooking(tx, event, { id: user })) !== undefined) return undefined;
  if (await doOthersWait(tx, event, user, old.items)) return undefined;
  if (await isAccountGone(tx, user)) return undefined;

  // Its use was given back, and others may have had it since.
  if (old.discount !== null && !(await mayUseAgain(tx, old.discount.codeId))) return undefined;
  const id = bookingId.parse(newObjectId(context.clock.now()));
  const { ticketQuantity: quantity, items, discount } = old;
  const move = { eventId: event, at: now, bookings: [{ bookingId: id, quantity, items }] };
  return tryReserveTickets(tx, context, move, {
    tooFew: () => undefined,
    async reserved() {
      const { row } = newBooking(
        {
          id,
          eventId: event,
          userId: user,
          ...pricedTerms(priceOf(itemsOf(old), discount)),
          ...(old.guest !== null && { guest: { ...old.guest, provedAt: now } }),
          currency: old.currency,
          status: "confirmed",
          paymentStatus: "paid",
          paymentMethod: payment.method,
          // With the terms of the booking that was paid.
          cancellableUntil: cancellableUntil(old.event, old),
          ...(payment.providerId !== null && { paymentTransactionId: payment.providerId }),
        },
        now,
      );
      const { tickets, organizerChanges } = old;
      await tx.booking.create({ data: { ...row, tickets, organizerChanges }, select: { id: true } });
      await copyAnswers(tx, { from: old.id, to: id, now });
      if (discount !== null) await countCodeUses(tx, [{ codeId: discount.codeId, uses: 1 }]);
      await tx.booking.update({
        where: { id: old.id },
        data: { replacedById: id, updatedAt: now },
        select: { id: true },
      });
      const ticketTypeIds = items.map(({ ticketTypeId }) => ticketTypeId);
      await stopWaiting(tx, context, { eventId: event, userId: user, at: now, ticketTypeIds });
      await queueMails(tx, context, [{ template: "booking_confirmed", userId: user, bookingId: id }]);
      await queueWebhooks(tx, context, event, [
        { type: "booking.changed", bookingId: old.id },
        { type: "booking.confirmed", bookingId: id },
        { type: "event.sold_out" },
      ]);
      return id;
    },
  });
}

async function mayUseAgain(tx: Transaction, codeId: string): Promise<boolean> {
  const code = await tx.discountCode.findUnique({
    where: { id: codeId },
    select: { uses: true, maxUses: true },
  });
  return code !== null && (code.maxUses === null || code.uses < code.maxUses);
}

/** Whether the payer has deleted the account meanwhile, and so could not be given the tickets. */
async function isAccountGone(tx: Transaction, user: string): Promise<boolean> {
  const payer = await tx.user.findUnique({ where: { id: user }, select: { deletedAt: true } });
  return payer === null || payer.deletedAt !== null;
}

/** How many places there are on the list that comes before open sale of some tickets. */
export function waitingFor(
  {
    waitingCount,
    ticketTypes,
  }: { readonly waitingCount: number; readonly ticketTypes: readonly TicketType[] },
  items: readonly TypeQuantity[],
): number {
  if (items.length === 0) return waitingCount;
  const types = ticketTypes.filter(({ id }) => items.some(({ ticketTypeId }) => ticketTypeId === id));
  return types.reduce((sum, type) => sum + type.waitingCount, 0);
}

/**
 * Whether anyone but the payer is waiting; read again, since a hold released just before may have been offered.
 */
async function doOthersWait(
  tx: Transaction,
  event: string,
  user: string,
  items: readonly TypeQuantity[],
): Promise<boolean> {
  const found = await tx.event.findUniqueOrThrow({
    where: { id: event },
    select: { waitingCount: true, ticketTypes: true },
  });
  const waiting = waitingFor(found, items);
  if (waiting === 0) return false;
  const types = items.map(({ ticketTypeId }) => ticketTypeId);
  const own = await tx.waitlistEntry.count({
    where: {
      eventId: event,
      userId: user,
      state: "waiting",
      ...(types.length > 0 && { ticketTypeId: { in: types } }),
    },
  });
  return waiting > own;
}
