import { HOUR_MS } from "@foyer/contract/time";
import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import { queueMails } from "../outbox/queue-mails.js";
import {
  ProviderUnreachableError,
  type RefundOrder,
  type RefundOutcome,
} from "../payments/payment-provider.js";
import { requireProvider } from "../payments/provider-calls.js";
import { heldOf } from "../payments/refund-parts.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { markGivenBack } from "./given-back.js";

/** The pause after the first failed refund, doubling: an outage of the provider causes few retries. */
const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = HOUR_MS;
/** The pause before a pending refund is checked again. */
const ASK_AGAIN_MS = 10_000;

/**
 * Refunds what is held of a payment that is due back and records the result. A failed refund is retried until it succeeds, and
 * listed to the organizer meanwhile.
 */
export async function refundPayment(
  context: Pick<AppContext, "db" | "clock" | "payments" | "failpoint" | "webhooks">,
  id: string,
): Promise<void> {
  await context.failpoint?.("refund.claimed");
  const payment = await context.db.prisma.payment.findUniqueOrThrow({
    where: { id },
    select: { providerId: true, amount: true, currency: true, refundedAmount: true },
  });
  const { providerId, currency, refundedAmount } = payment;
  if (providerId === null) throw new Error(`The payment ${id} is to be refunded and was never charged.`);
  const order = { key: id, amount: heldOf(payment), currency, isWhole: refundedAmount === 0 };
  const outcome = await askForRefund(context, providerId, order);
  await context.failpoint?.("refund.made-at-provider");
  await context.db.transaction((tx) => recordRefund(tx, context, id, outcome));
  await context.failpoint?.("refund.recorded");
}

/** The provider's answer; that it could not be reached is a failed try. */
export async function askForRefund(
  context: Pick<AppContext, "payments">,
  providerId: string,
  order: RefundOrder,
): Promise<RefundOutcome> {
  try {
    return await requireProvider(context).refund(providerId, order);
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
  if (outcome.kind === "refunded") return markRefundedIn(tx, context, id);
  const now = context.clock.now();
  const { checkAt, problem } = nextTry(outcome, payment.refundTries, now);
  await tx.payment.update({
    where: { id },
    data: {
      checkAt,
      ...(problem !== undefined && { refundTries: { increment: 1 }, lastProblem: problem }),
      updatedAt: now,
    },
    select: { id: true },
  });
}

/**
 * When a refund that is not made yet is tried again.
 *
 * @param tries the number of failed ones before
 */
export function nextTry(
  outcome: Exclude<RefundOutcome, { readonly kind: "refunded" }>,
  tries: number,
  now: Date,
): { readonly checkAt: Date; readonly problem?: string } {
  const after = (ms: number) => new Date(now.getTime() + ms);
  if (outcome.kind === "processing") return { checkAt: after(ASK_AGAIN_MS) };
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** tries);
  return { checkAt: after(pause), problem: outcome.problem };
}

/** Records a completed refund once, with a mail to the payer. */
export async function markRefundedIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  id: string,
): Promise<void> {
  const now = context.clock.now();
  const payment = await tx.payment.update({
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
  await tellOfRefund(tx, context, { ...payment, paymentId: id });
}

/** What a completed refund brings with it: its booking may be refunded now, programs are told, and the payer is mailed. */
export async function tellOfRefund(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  {
    bookingId,
    userId,
    eventId,
    ...details
  }: {
    readonly bookingId: string;
    readonly userId: string;
    readonly eventId: string;
    readonly paymentId: string;
    /** The refund in part; missing for that of a whole payment. */
    readonly refundId?: string;
  },
): Promise<void> {
  const changed = await markGivenBack(tx, [bookingId], context.clock.now());
  await queueWebhooks(tx, context, eventId, [
    { type: "payment.refunded", ...details },
    ...changed.map((one) => ({ type: "booking.changed", bookingId: one }) as const),
  ]);
  await queueMails(tx, context, [{ template: "refund_made", userId, bookingId, details }]);
}
