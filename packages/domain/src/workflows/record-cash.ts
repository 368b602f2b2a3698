import type { KeyedBookingInput } from "@foyer/contract/booking";
import type { BookingId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import { type Actor, requireRunsEvent } from "../actor.js";
import { type BookingWithPaymentsAnswer, bookingColumns } from "../bookings/booking.js";
import { termsColumns } from "../bookings/cancellation-terms.js";
import { bookingWithPaymentsRecord } from "../bookings/deserialize-booking.js";
import { readWithPayments } from "../bookings/read-with-payments.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { withoutAction } from "../payments/payment-view.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { markRefundedIn } from "./refund-payment.js";

/**
 * Marks a confirmed booking as paid in cash. For those who run its event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, NOTHING_TO_PAY, IDEMPOTENCY_KEY_REUSED
 */
export async function markPaid(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  input: KeyedBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  return once(context, actor, "booking.markPaid", input, async (tx) => {
    const booking = await readRun(tx, actor, input.id);
    requireNotCancelled(booking.event);
    if (booking.status !== "confirmed" || booking.paymentStatus !== "pending") {
      throw new DomainError("NOTHING_TO_PAY", "There is nothing to be paid for this booking.");
    }
    const now = context.clock.now();
    const paymentId = newObjectId(now);
    await tx.payment.create({
      data: {
        id: paymentId,
        bookingId: booking.id,
        eventId: booking.eventId,
        userId: booking.userId,
        amount: booking.totalAmount,
        currency: booking.currency,
        provider: "cash",
        method: "cash",
        state: "succeeded",
        createdAt: now,
        updatedAt: now,
      },
      select: { id: true },
    });
    await tx.booking.update({
      where: { id: booking.id },
      data: { paymentStatus: "paid", updatedAt: now },
      select: { id: true },
    });
    await queueWebhooks(tx, context, booking.eventId, [
      { type: "payment.succeeded", paymentId },
      { type: "booking.changed", bookingId: booking.id },
    ]);
  });
}

/**
 * Marks the cash of a cancelled booking as returned. For those who run its event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, NOTHING_TO_PAY, IDEMPOTENCY_KEY_REUSED
 */
export async function markRefunded(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  input: KeyedBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  return once(context, actor, "booking.markRefunded", input, async (tx) => {
    await readRun(tx, actor, input.id);
    const due = await tx.payment.findFirst({
      where: { bookingId: input.id, provider: "cash", state: "refund_due" },
      select: { id: true },
    });
    if (due === null) {
      throw new DomainError("NOTHING_TO_PAY", "There is no cash of this booking to be given back.");
    }
    await markRefundedIn(tx, context, due.id);
  });
}

async function once(
  context: Pick<AppContext, "db" | "clock">,
  actor: Actor,
  operation: string,
  { id, idempotencyKey }: KeyedBookingInput,
  change: (tx: Transaction) => Promise<void>,
): Promise<BookingWithPaymentsAnswer> {
  return withIdempotency<BookingWithPaymentsAnswer>(context, actor, {
    operation,
    idempotencyKey,
    input: { id },
    deserialize: (kept) => bookingWithPaymentsRecord.parse(kept),
    work: async (tx) => {
      await change(tx);
      const { payments, ...booking } = await readWithPayments(tx, id);
      return { ...booking, payments: payments.map(withoutAction) };
    },
  });
}

/** A booking of an event that the actor runs. */
async function readRun(tx: Transaction, actor: Actor, id: BookingId) {
  const booking = await tx.booking.findUnique({
    where: { id },
    select: {
      ...bookingColumns,
      event: { select: { ...termsColumns, organizerId: true, cancelledAt: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  requireRunsEvent(actor, booking.event);
  return booking;
}
