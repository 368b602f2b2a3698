import type { BookingId } from "@foyer/contract/ids";
import type { Actor } from "../actor.js";
import type { BookingWithPaymentsAnswer } from "../bookings/booking.js";
import { ownershipColumns, requireOwnBooking } from "../bookings/ownership.js";
import { readWithPayments } from "../bookings/read-with-payments.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { requireProvider, unlessUnreachable } from "../payments/provider-calls.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { paymentFailed, settleIfKnown, settlePayment } from "./settle-payment.js";

/** A payment without an outcome. */
export interface OpenPayment {
  readonly id: string;
  readonly state: "under_way" | "needs_action";
  /** Null if the provider was never asked to move money. */
  readonly providerId: string | null;
}

/** The booking's open payment, if it has one. */
async function findOpenPayment(
  context: Pick<AppContext, "db">,
  bookingId: string,
): Promise<OpenPayment | null> {
  const payment = await context.db.prisma.payment.findFirst({
    where: { bookingId, state: { in: [...OPEN_PAYMENTS] } },
    select: { id: true, state: true, providerId: true },
  });
  if (payment === null) return null;
  const { state } = payment;
  return state === "under_way" || state === "needs_action" ? { ...payment, state } : null;
}

/**
 * Asks the provider for the outcome of an open payment and records it. A payment that is no longer wanted is
 * abandoned first, unless it is paid already. The caller has claimed the payment, so a charge that was created
 * and not confirmed counts as left behind by a crash.
 */
export async function settleOpenPayment(
  context: AppContext,
  { id, providerId }: Pick<OpenPayment, "id" | "providerId">,
  how: "find" | "abandon",
): Promise<void> {
  if (providerId === null) return closeUnopened(context, id);
  const provider = requireProvider(context);
  let outcome = await unlessUnreachable(provider[how](providerId));
  await context.failpoint?.("open-payment.asked");
  // Created and never confirmed: the process that was about to is gone.
  if (outcome?.kind === "unconfirmed") outcome = await unlessUnreachable(provider.abandon(providerId));
  await settlePayment(context, id, outcome ?? { kind: "processing" });
}

/**
 * Closes a payment that the provider was never asked to create, so that nothing was charged. A process that is
 * creating it at this moment finds it closed when it stores the provider's id, and stops.
 */
async function closeUnopened(
  context: Pick<AppContext, "db" | "clock" | "failpoint" | "webhooks">,
  id: string,
): Promise<void> {
  const isUnopened = await context.db.transaction(async (tx) => {
    const { count } = await tx.payment.updateMany({
      where: { id, state: "under_way", OR: [{ providerId: null }, { providerId: { isSet: false } }] },
      data: {
        state: "failed",
        lastProblem: "The payment was interrupted before anything was charged.",
        checkAt: { unset: true },
        updatedAt: context.clock.now(),
      },
    });
    if (count === 0) return false;
    const { bookingId, eventId } = await tx.payment.findUniqueOrThrow({
      where: { id },
      select: { bookingId: true, eventId: true },
    });
    const changed = await tx.booking.updateMany({
      where: { id: bookingId, status: "pending" },
      data: { paymentStatus: "failed" },
    });
    await queueWebhooks(tx, context, eventId, paymentFailed(id, bookingId, changed));
    return true;
  });
  if (isUnopened) await context.failpoint?.("payment.settled");
}

/**
 * Abandons a booking's payment that waits for its payer, who wants to pay another way.
 *
 * @returns whether there was one
 */
export async function abandonWaiting(context: AppContext, bookingId: BookingId): Promise<boolean> {
  const payment = await findOpenPayment(context, bookingId);
  if (payment?.state !== "needs_action") return false;
  await settleOpenPayment(context, payment, "abandon");
  return true;
}

/**
 * Asks the provider for the outcome now, for a payer who returns from the bank, and returns the booking.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function refreshPayment(
  context: AppContext,
  actor: Actor,
  id: BookingId,
): Promise<BookingWithPaymentsAnswer> {
  await requireOwner(context, actor, id);
  const payment = await findOpenPayment(context, id);
  // Without the provider's id the charge is being created at this moment.
  if (payment !== null && payment.providerId !== null) {
    const outcome = await unlessUnreachable(requireProvider(context).find(payment.providerId));
    if (outcome !== undefined) await settleIfKnown(context, payment.id, outcome);
  }
  return readWithPayments(context.db.prisma, id);
}

/**
 * Completes the second step of a sandbox payment, as the payer's bank.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, PAYMENT_METHOD_UNAVAILABLE, NOTHING_TO_PAY
 */
export async function answerSandbox(
  context: AppContext,
  actor: Actor,
  { id, answer }: { readonly id: BookingId; readonly answer: "approve" | "refuse" },
): Promise<BookingWithPaymentsAnswer> {
  await requireOwner(context, actor, id);
  if (context.payments?.provider.name !== "sandbox") {
    throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", "Payments are not played here.");
  }
  const payment = await findOpenPayment(context, id);
  if (payment === null || payment.providerId === null || payment.state !== "needs_action") {
    throw new DomainError("NOTHING_TO_PAY", "No payment of this booking waits for an answer.");
  }
  await context.payments.provider.answer(payment.providerId, answer);
  await settleOpenPayment(context, payment, "find");
  return readWithPayments(context.db.prisma, id);
}

async function requireOwner(context: Pick<AppContext, "db">, actor: Actor, id: BookingId): Promise<void> {
  const { prisma } = context.db;
  const booking = await prisma.booking.findUnique({ where: { id }, select: ownershipColumns });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  await requireOwnBooking(prisma, actor, booking);
}
