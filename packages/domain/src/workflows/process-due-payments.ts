import type { Prisma } from "@foyer/db/models";
import pLimit from "p-limit";
import type { AppContext } from "../context.js";
import { OPEN_PAYMENT_LEASE_MS } from "./charge-payment.js";
import { refundPart } from "./refund-part.js";
import { refundPayment } from "./refund-payment.js";
import { settleOpenPayment } from "./settle-open-payments.js";

/** The number of payments per run, and how many are processed concurrently. */
const PAYMENTS_A_ROUND = 100;
const AT_ONCE = 4;
/** Before any payment. */
const LONG_AGO = new Date(0);

/**
 * Processes payments that are due: asks the provider for the outcome of open ones, and makes due refunds, also in part. Each is
 * claimed in the database first, so that only one process handles it; the claim of a crashed process runs out
 * (domain rules, Background work).
 *
 * @returns how many were processed
 * @throws AggregateError if some failed; they will be due again
 */
export async function processDuePayments(context: AppContext): Promise<number> {
  const { prisma } = context.db;
  const isDue = {
    // With a lower bound, because missing values sort before all dates in the index.
    where: { checkAt: { gt: LONG_AGO, lte: context.clock.now() } },
    orderBy: { checkAt: "asc" },
    take: PAYMENTS_A_ROUND,
  } as const;
  const due = await prisma.payment.findMany({ ...isDue, select: duePaymentColumns });
  const parts = await prisma.refund.findMany({ ...isDue, select: { id: true, checkAt: true } });
  const limit = pLimit(AT_ONCE);
  const results = await Promise.allSettled([
    ...due.map((payment) => limit(() => lookAfter(context, payment))),
    ...parts.map((refund) => limit(() => lookAfterPart(context, refund))),
  ]);
  const failures = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  if (failures.length > 0)
    throw new AggregateError(failures, `${failures.length} payments could not be looked after.`);
  return results.filter((result) => result.status === "fulfilled" && result.value).length;
}

const duePaymentColumns = {
  id: true,
  state: true,
  providerId: true,
  checkAt: true,
  additionId: true,
  booking: { select: { status: true, addition: true, event: { select: { cancelledAt: true } } } },
} as const;

type DuePayment = Prisma.PaymentGetPayload<{ select: typeof duePaymentColumns }>;

async function lookAfterPart(
  context: AppContext,
  { id, checkAt }: { readonly id: string; readonly checkAt: Date | null },
): Promise<boolean> {
  if (checkAt === null) return false;
  const lease = new Date(context.clock.now().getTime() + OPEN_PAYMENT_LEASE_MS);
  const { count } = await context.db.write((prisma) =>
    prisma.refund.updateMany({ where: { id, state: "due", checkAt }, data: { checkAt: lease } }),
  );
  if (count === 0) return false;
  await refundPart(context, id);
  return true;
}

async function lookAfter(context: AppContext, payment: DuePayment): Promise<boolean> {
  if (!(await claim(context, payment))) return false;
  if (payment.state === "refund_due") {
    await refundPayment(context, payment.id);
    return true;
  }
  await context.failpoint?.("open-payment.claimed");
  await settleOpenPayment(context, payment, isAwaited(payment) ? "find" : "abandon");
  return true;
}

/**
 * A payment is no longer wanted if its booking has ended, or will end with its event; one for an addition, if that is not held
 * any more.
 */
function isAwaited({ additionId, booking: { status, addition, event } }: DuePayment): boolean {
  if (event.cancelledAt !== null) return false;
  return additionId === null ? status === "pending" : status === "confirmed" && addition?.id === additionId;
}

/** Claims a payment by moving its time on, if it is unchanged since it was read. */
async function claim(
  context: Pick<AppContext, "db" | "clock">,
  { id, state, checkAt }: { readonly id: string; readonly state: string; readonly checkAt: Date | null },
): Promise<boolean> {
  if (checkAt === null || !isLookedAfter(state)) return false;
  const lease = new Date(context.clock.now().getTime() + OPEN_PAYMENT_LEASE_MS);
  const { count } = await context.db.write((prisma) =>
    prisma.payment.updateMany({ where: { id, state, checkAt }, data: { checkAt: lease } }),
  );
  return count === 1;
}

function isLookedAfter(state: string): state is "under_way" | "needs_action" | "refund_due" {
  return state === "under_way" || state === "needs_action" || state === "refund_due";
}
