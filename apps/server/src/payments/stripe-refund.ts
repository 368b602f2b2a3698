import type { RefundOutcome } from "@foyer/domain/payments/payment-provider";
import { Stripe } from "stripe";
import { refundProblem } from "./stripe-words.js";

const REFUNDS_LOOKED_AT = 100;

/**
 * Gives back all of a payment intent's money, or says how the refund stands that was asked for before: Stripe
 * would repeat its first answer for a day, whatever has become of it.
 */
export async function refundAtStripe(
  stripe: Stripe,
  intentId: string,
  paymentId: string,
): Promise<RefundOutcome> {
  const { data } = await stripe.refunds.list({ payment_intent: intentId, limit: REFUNDS_LOOKED_AT });
  const ours = data.filter(({ metadata }) => metadata?.foyerPaymentId === paymentId);
  const standing = ours.find((refund) => !hasFailed(refund));
  if (standing !== undefined) return outcomeOf(standing);
  // A new try after a failed one is a new request. Whoever makes it at the same time counts the same.
  const key = `foyer-refund-${paymentId}${ours.length === 0 ? "" : `-${ours.length}`}`;
  return create(stripe, { payment_intent: intentId, metadata: { foyerPaymentId: paymentId } }, key);
}

async function create(
  stripe: Stripe,
  params: Stripe.RefundCreateParams,
  idempotencyKey: string | undefined,
): Promise<RefundOutcome> {
  try {
    const options = idempotencyKey === undefined ? {} : { idempotencyKey };
    return outcomeOf(await stripe.refunds.create(params, options));
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeInvalidRequestError)) throw error;
    if (error.code === "charge_already_refunded") return { kind: "refunded" };
    // Stripe remembers a refusal with its key for a day, though money may have come in by now. Without the key it
    // looks again, and still gives nothing back twice: there is no more of the charge than all of it.
    if (error.headers?.["idempotent-replayed"] === "true" && idempotencyKey !== undefined) {
      return create(stripe, params, undefined);
    }
    return { kind: "failed", problem: refundProblem(error.code) };
  }
}

function outcomeOf(refund: Stripe.Refund): RefundOutcome {
  if (refund.status === "succeeded") return { kind: "refunded" };
  if (hasFailed(refund)) return { kind: "failed", problem: refundProblem(refund.failure_reason) };
  return { kind: "processing" };
}

function hasFailed({ status }: Stripe.Refund): boolean {
  return status === "failed" || status === "canceled";
}
