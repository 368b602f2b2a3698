import type { Transaction } from "@foyer/db/database";
import type { AppContext } from "../context.js";
import type { RefundOutcome } from "../payments/payment-provider.js";
import { askForRefund, nextTry, tellOfRefund } from "./refund-payment.js";

/**
 * Makes a refund in part that is due, and records the result. A failed one is tried again until it succeeds, and listed to the
 * organizer meanwhile.
 */
export async function refundPart(
  context: Pick<AppContext, "db" | "clock" | "payments" | "failpoint" | "webhooks">,
  id: string,
): Promise<void> {
  await context.failpoint?.("refund.claimed");
  const { amount, currency, payment } = await context.db.prisma.refund.findUniqueOrThrow({
    where: { id },
    select: { amount: true, currency: true, payment: { select: { providerId: true } } },
  });
  if (payment.providerId === null)
    throw new Error(`The refund ${id} is of a payment that was never charged.`);
  const order = { key: id, amount, currency, isWhole: false };
  const outcome = await askForRefund(context, payment.providerId, order);
  await context.failpoint?.("refund.made-at-provider");
  await context.db.transaction((tx) => record(tx, context, id, outcome));
  await context.failpoint?.("refund.recorded");
}

async function record(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  id: string,
  outcome: RefundOutcome,
): Promise<void> {
  const refund = await tx.refund.findUniqueOrThrow({ where: { id }, select: { state: true, tries: true } });
  if (refund.state !== "due") return;
  if (outcome.kind === "refunded") return markPartRefundedIn(tx, context, id);
  const now = context.clock.now();
  const { checkAt, problem } = nextTry(outcome, refund.tries, now);
  await tx.refund.update({
    where: { id },
    data: {
      checkAt,
      ...(problem !== undefined && { tries: { increment: 1 }, lastProblem: problem }),
      updatedAt: now,
    },
    select: { id: true },
  });
}

/** Records a completed refund in part once, with a mail to the payer. */
export async function markPartRefundedIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  id: string,
): Promise<void> {
  const now = context.clock.now();
  const refund = await tx.refund.update({
    where: { id },
    data: {
      state: "refunded",
      refundedAt: now,
      lastProblem: { unset: true },
      checkAt: { unset: true },
      updatedAt: now,
    },
    select: { paymentId: true, bookingId: true, userId: true, eventId: true },
  });
  await tellOfRefund(tx, context, { ...refund, refundId: id });
}
