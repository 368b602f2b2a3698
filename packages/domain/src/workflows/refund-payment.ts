import { HOUR_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { queueMails } from "../outbox/queue-mails.js";
import { ProviderUnreachableError, type RefundOutcome } from "../payments/payment-provider.js";
import { requireProvider } from "../payments/provider-calls.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/** The pause after the first failed refund, doubling: an outage of the provider causes few retries. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = HOUR_MS;
/** The pause before a pending refund is checked again. */
const ASK_AGAIN_MS = 10_000;

/**
 * Refunds a payment that is due back and records the result. A failed refund is retried until it succeeds, and
 * listed to the organizer meanwhile.
 */
export async function refundPayment(
  context: Pick<AppContext, "db" | "clock" | "payments" | "failpoint" | "webhooks">,
  id: string,
): Promise<void> {
  await context.failpoint?.("refund.claimed");
  const { providerId } = await context.db.prisma.payment.findUniqueOrThrow({
    where: { id },
    select: { providerId: true },
  });
  if (providerId === null) throw new Error(`The payment ${id} is to be refunded and was never charged.`);
  const outcome = await askForRefund(context, providerId, id);
  await context.failpoint?.("refund.made-at-provider");
  await context.db.transaction((tx) => recordRefund(tx, context, id, outcome));
  await context.failpoint?.("refund.recorded");
}

async function askForRefund(
  context: Pick<AppContext, "payments">,
  providerId: string,
  paymentId: string,
): Promise<RefundOutcome> {
  try {
    return await requireProvider(context).refund(providerId, paymentId);
  } catch (error) {
    if (!(error instanceof ProviderUnreachableError)) throw error;
    return { kind: "failed", problem: "The payment provider could not be reached." };
  }
}

async function recordRefund(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  id: string,
  outcome: RefundOutcome,
): Promise<void> {
  const payment = await tx.payment.findUniqueOrThrow({
    where: { id },
    select: { state: true, refundTries: true },
  });
  if (payment.state !== "refund_due") return;
  const now = context.clock.now();
  switch (outcome.kind) {
    case "refunded":
      await markRefundedIn(tx, context, id);
      return;
    case "processing":
      await tx.payment.update({
        where: { id },
        data: { checkAt: new Date(now.getTime() + ASK_AGAIN_MS), updatedAt: now },
        select: { id: true },
      });
      return;
    case "failed": {
      const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** payment.refundTries);
      await tx.payment.update({
        where: { id },
        data: {
          refundTries: { increment: 1 },
          lastProblem: outcome.problem,
          checkAt: new Date(now.getTime() + pause),
          updatedAt: now,
        },
        select: { id: true },
      });
      return;
    }
  }
}

/** Records a completed refund once, with a mail to the payer. */
export async function markRefundedIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  id: string,
): Promise<void> {
  const now = context.clock.now();
  const { bookingId, userId, eventId } = await tx.payment.update({
    where: { id },
    data: {
      state: "refunded",
      refundedAt: now,
      lastProblem: { unset: true },
      checkAt: { unset: true },
      updatedAt: now,
    },
    select: { bookingId: true, userId: true, eventId: true },
  });
  const stillOwed = await tx.payment.findFirst({
    where: { bookingId, state: { in: ["succeeded", "refund_due"] } },
    select: { id: true },
  });
  // A booking that is still active was paid by another payment, and stays paid.
  const { count } =
    stillOwed === null
      ? await tx.booking.updateMany({
          where: { id: bookingId, status: "cancelled" },
          data: { paymentStatus: "refunded", updatedAt: now },
        })
      : { count: 0 };
  await queueWebhooks(tx, context, eventId, [
    { type: "payment.refunded", paymentId: id },
    ...(count > 0 ? [{ type: "booking.changed", bookingId } as const] : []),
  ]);
  await queueMails(tx, context, [{ template: "refund_made", userId, bookingId, details: { paymentId: id } }]);
}
