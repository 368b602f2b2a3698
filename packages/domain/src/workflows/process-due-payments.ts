import pLimit from "p-limit";
import type { AppContext } from "../context.js";
import { refundPayment } from "../payments/refund-payment.js";
import { OPEN_PAYMENT_LEASE_MS } from "./charge-payment.js";
import { settleOpenPayment } from "./settle-open-payments.js";

/** Payments looked at in one round, and at once. */
const PAYMENTS_A_ROUND = 100;
const AT_ONCE = 4;
/** Before any payment. */
const LONG_AGO = new Date(0);

/**
 * Looks after every payment that is due: asks the provider what became of those that are open, and gives back what
 * is to be given back. Each is claimed in the database first, so that of many processes one does it; a process
 * that dies with it leaves a claim that runs out.
 *
 * @returns how many were looked after
 * @throws AggregateError when some could not be; they come up again
 */
export async function processDuePayments(context: AppContext): Promise<number> {
  const due = await context.db.prisma.payment.findMany({
    // From a lower bound on, because those without a time come before every time in the index.
    where: { checkAt: { gt: LONG_AGO, lte: context.clock.now() } },
    orderBy: { checkAt: "asc" },
    take: PAYMENTS_A_ROUND,
    select: duePaymentColumns,
  });
  const limit = pLimit(AT_ONCE);
  const results = await Promise.allSettled(due.map((payment) => limit(() => lookAfter(context, payment))));
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
  booking: { select: { status: true, event: { select: { cancelledAt: true } } } },
} as const;

async function lookAfter(
  context: AppContext,
  payment: {
    readonly id: string;
    readonly state: string;
    readonly providerId: string | null;
    readonly checkAt: Date | null;
    readonly booking: { readonly status: string; readonly event: { readonly cancelledAt: Date | null } };
  },
): Promise<boolean> {
  if (!(await claim(context, payment))) return false;
  if (payment.state === "refund_due") {
    await refundPayment(context, payment.id);
    return true;
  }
  await context.failpoint("open-payment.claimed");
  // Nobody waits any more for a payment whose booking has ended, or is about to with its event.
  const { status, event } = payment.booking;
  const isAwaited = status === "pending" && event.cancelledAt === null;
  await settleOpenPayment(context, payment, isAwaited ? "find" : "abandon");
  return true;
}

/** Moves a payment's time on, if it is still where it was: whoever does that has the payment to themselves. */
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
