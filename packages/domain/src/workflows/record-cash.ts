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
import { mergeAddition } from "./merge-addition.js";
import { markPartRefundedIn } from "./refund-part.js";
import { markRefundedIn } from "./refund-payment.js";

/**
 * Marks a confirmed booking as paid in cash, or the tickets that are held in addition to one that is paid already. For those
 * who run its event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, NOTHING_TO_PAY, IDEMPOTENCY_KEY_REUSED
 */
export async function markPaid(
  context: Pick<AppContext, "db" | "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  input: KeyedBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  return once(context, actor, "booking.markPaid", input, async (tx) => {
    const booking = await readRun(tx, actor, input.id);
    requireNotCancelled(booking.event);
    const { addition } = booking;
    const isOwed = booking.status === "confirmed" && booking.paymentStatus === "pending";
    // An addition that is free waits for answers, not for money.
    if (!isOwed && (booking.status !== "confirmed" || addition === null || addition.amount === 0)) {
      throw nothingToPay();
    }
    const now = context.clock.now();
    const paymentId = newObjectId(now);
    const additionId = isOwed ? undefined : addition?.id;
    const amount = (isOwed ? undefined : addition?.amount) ?? booking.totalAmount;
    if (
      additionId !== undefined &&
      !(await mergeAddition(tx, context, { bookingId: booking.id, additionId, amount }))
    ) {
      throw nothingToPay();
    }
    await tx.payment.create({
      data: {
        id: paymentId,
        bookingId: booking.id,
        eventId: booking.eventId,
        userId: booking.userId,
        amount,
        currency: booking.currency,
        ...(additionId !== undefined && { additionId }),
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
      data: { paymentStatus: "paid", cashDueAt: { unset: true }, updatedAt: now },
      select: { id: true },
    });
    await queueWebhooks(tx, context, booking.eventId, [
      { type: "payment.succeeded", paymentId },
      { type: "booking.changed", bookingId: booking.id },
    ]);
  });
}

/**
 * Marks all cash of a booking that is due back as returned. For those who run its event.
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
    const cash = { bookingId: input.id, provider: "cash" } as const;
    const due = await tx.payment.findMany({ where: { ...cash, state: "refund_due" }, select: { id: true } });
    const parts = await tx.refund.findMany({
      where: { bookingId: input.id, state: "due", payment: { provider: "cash" } },
      select: { id: true },
    });
    if (due.length + parts.length === 0) {
      throw new DomainError("NOTHING_TO_PAY", "There is no cash of this booking to be given back.");
    }
    for (const { id } of parts) await markPartRefundedIn(tx, context, id);
    for (const { id } of due) await markRefundedIn(tx, context, id);
  });
}

function nothingToPay(): DomainError {
  return new DomainError("NOTHING_TO_PAY", "There is nothing to be paid for this booking.");
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
