import type { RefundOrder, RefundOutcome } from "@foyer/domain/payments/payment-provider";
import { Stripe } from "stripe";
import { toStripeAmount } from "./stripe-amount.js";
import { refundProblem } from "./stripe-messages.js";

const REFUNDS_LOOKED_AT = 100;

/**
 * Refunds a payment intent, or a part of it, or returns the state of the refund requested earlier: by its idempotency key,
 * Stripe would replay the first answer for a day, whatever has happened since.
 */
export async function refundAtStripe(
  stripe: Stripe,
  intentId: string,
  { key: foyerKey, amount, currency, isWhole }: RefundOrder,
): Promise<RefundOutcome> {
  const { data } = await stripe.refunds.list({ payment_intent: intentId, limit: REFUNDS_LOOKED_AT });
  // Its name is from before there were refunds in part; their keys are other ids.
  const ours = data.filter(({ metadata }) => metadata?.foyerPaymentId === foyerKey);
  const standing = ours.find((refund) => !hasFailed(refund));
  if (standing !== undefined) return outcomeOf(standing);
  // A retry after a failed refund needs a new key. A concurrent retry computes the same one.
  const key = `foyer-refund-${foyerKey}${ours.length === 0 ? "" : `-${ours.length}`}`;
  const params = {
    payment_intent: intentId,
    metadata: { foyerPaymentId: foyerKey },
    // Without an amount, whatever is left is refunded, also if a part was refunded in Stripe's dashboard.
    ...(!isWhole && { amount: toStripeAmount(amount, currency) }),
  };
  return create(stripe, params, key);
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
    // Stripe replays an error for its key for a day, though money may have arrived since. Without the key it
    // evaluates the request again, and cannot refund twice: the charge has no more than its amount.
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
