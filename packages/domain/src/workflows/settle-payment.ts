import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import { queueMails } from "../outbox/queue-mails.js";
import type { ChargeOutcome } from "../payments/payment-provider.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import type { WebhookNews } from "../webhooks/read-messages.js";
import { confirmBooking } from "./confirm-booking.js";
import { bookAgain, endIfTooLate, type PaidBooking, paidBookingColumns } from "./late-payment.js";
import { mergeAddition } from "./merge-addition.js";

/** The pause before the provider is asked again about an open payment. */
const ASK_AGAIN_MS = 2_000;
const ASK_PAYER_AGAIN_MS = 10_000;

/**
 * Records a payment's outcome, in one transaction with all consequences. Idempotent and independent of order:
 * repeated or late outcomes change nothing that is recorded already. Received money is never dropped: either a
 * booking stands for it, or it is due back (domain rules, Payments).
 */
export async function settlePayment(
  context: AppContext,
  paymentId: string,
  outcome: ChargeOutcome,
): Promise<void> {
  await context.db.transaction(
    async (tx) => {
      await settleIn(tx, context, paymentId, outcome);
      await context.failpoint?.("payment.settling");
    },
    { retryOnUnique: true },
  );
  await context.failpoint?.("payment.settled");
}

/**
 * The same for a query in between: if the outcome is not known yet, the payment is left to the process that has
 * claimed it and may be about to confirm it.
 */
export async function settleIfKnown(
  context: AppContext,
  paymentId: string,
  outcome: ChargeOutcome,
): Promise<void> {
  if (outcome.kind === "processing" || outcome.kind === "unconfirmed") return;
  await settlePayment(context, paymentId, outcome);
}

async function settleIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  paymentId: string,
  outcome: ChargeOutcome,
): Promise<void> {
  const payment = await tx.payment.findUnique({ where: { id: paymentId } });
  if (payment === null) return;
  const isOpen = payment.state === "under_way" || payment.state === "needs_action";
  const now = context.clock.now();
  const later = (ms: number) => new Date(now.getTime() + ms);

  switch (outcome.kind) {
    case "succeeded":
      // A payment recorded as failed may still turn out to be paid; any other outcome is final.
      if (isOpen || payment.state === "failed") await takeMoney(tx, context, payment);
      return;
    case "declined":
      if (isOpen) await fail(tx, context, payment, outcome.problem, now);
      return;
    case "needs_action":
      if (!isOpen) return;
      await update(tx, paymentId, {
        state: "needs_action",
        actionUrl: outcome.actionUrl,
        checkAt: later(ASK_PAYER_AGAIN_MS),
        updatedAt: now,
      });
      return;
    case "processing":
    case "unconfirmed":
      if (isOpen) await update(tx, paymentId, { checkAt: later(ASK_AGAIN_MS), updatedAt: now });
      return;
  }
}

type PaymentRow = Prisma.PaymentGetPayload<object>;

async function update(tx: Transaction, id: string, data: Prisma.PaymentUpdateInput): Promise<void> {
  await tx.payment.update({ where: { id }, data, select: { id: true } });
}

/** A final payment has no next check and no URL to complete it. */
const FINAL_STATE = { checkAt: { unset: true }, actionUrl: { unset: true } } as const;

async function fail(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  payment: PaymentRow,
  problem: string,
  now: Date,
): Promise<void> {
  const { id, bookingId, eventId } = payment;
  await update(tx, id, { state: "failed", lastProblem: problem, ...FINAL_STATE, updatedAt: now });
  const changed = await tx.booking.updateMany({
    where: { id: bookingId, status: "pending" },
    data: { paymentStatus: "failed", updatedAt: now },
  });
  await queueWebhooks(tx, context, eventId, paymentFailed(id, bookingId, changed));
}

/** What is told of a payment that failed: its booking changes only while it is pending. */
export function paymentFailed(
  paymentId: string,
  bookingId: string,
  changed: { readonly count: number },
): WebhookNews[] {
  const news: WebhookNews[] = [{ type: "payment.failed", paymentId }];
  return changed.count > 0 ? [...news, { type: "booking.changed", bookingId }] : news;
}

async function takeMoney(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  payment: PaymentRow,
): Promise<void> {
  const now = context.clock.now();
  const found = await tx.booking.findUniqueOrThrow({
    where: { id: payment.bookingId },
    select: paidBookingColumns,
  });
  const succeeded = { type: "payment.succeeded", paymentId: payment.id } as const;
  if (payment.additionId !== null) {
    const { additionId } = payment;
    if (!(await mergeAddition(tx, context, { ...payment, additionId }))) {
      return returnMoney(tx, context, payment, found);
    }
    await update(tx, payment.id, { state: "succeeded", ...FINAL_STATE, updatedAt: now });
    await queueWebhooks(tx, context, payment.eventId, [succeeded]);
    return;
  }
  const booking = await endIfTooLate(tx, context, found);
  const pays = { method: payment.method, transactionId: payment.providerId };

  if (booking.status === "pending" && booking.totalAmount === payment.amount) {
    await update(tx, payment.id, { state: "succeeded", ...FINAL_STATE, updatedAt: now });
    await queueWebhooks(tx, context, payment.eventId, [succeeded]);
    await confirmBooking(tx, context, booking, { ...pays, paymentStatus: "paid" });
    return;
  }
  const anew = await bookAgain(tx, context, payment, booking);
  if (anew !== undefined) {
    await update(tx, payment.id, {
      state: "succeeded",
      booking: { connect: { id: anew } },
      isLate: true,
      ...FINAL_STATE,
      updatedAt: now,
    });
    await queueWebhooks(tx, context, payment.eventId, [succeeded]);
    return;
  }
  await returnMoney(tx, context, payment, booking);
}

/** Received money that no tickets can be had for is due back. */
async function returnMoney(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  payment: PaymentRow,
  booking: Pick<PaidBooking, "id" | "status" | "userId">,
): Promise<void> {
  const now = context.clock.now();
  await update(tx, payment.id, {
    state: "refund_due",
    isLate: true,
    checkAt: now,
    actionUrl: { unset: true },
    updatedAt: now,
  });
  // A booking that is still active was paid by another payment, and stays paid.
  if (booking.status === "cancelled") {
    await tx.booking.update({
      where: { id: booking.id },
      data: { paymentStatus: "paid", updatedAt: now },
      select: { id: true },
    });
  }
  await queueWebhooks(tx, context, payment.eventId, [
    { type: "payment.refund_due", paymentId: payment.id },
    ...(booking.status === "cancelled" ? [{ type: "booking.changed", bookingId: booking.id } as const] : []),
  ]);
  await queueMails(tx, context, [
    {
      template: "late_payment_returned",
      userId: booking.userId,
      bookingId: booking.id,
      details: { paymentId: payment.id },
    },
  ]);
}
