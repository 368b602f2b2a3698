import {
  type ChargeOutcome,
  ChargeRefusedError,
  type PaymentProvider,
  PROVIDER_TIMEOUT_MS,
  ProviderUnreachableError,
} from "@foyer/domain/payments/payment-provider";
import type { Logger } from "pino";
import { Stripe } from "stripe";
import type { StripeSettings } from "./payments-choice.js";
import { toStripeAmount } from "./stripe-amount.js";
import { CONFIRM_OPTIONS, createStripeClient } from "./stripe-client.js";
import { cardProblem, PAYMENT_ABANDONED, UNKNOWN_CARD } from "./stripe-messages.js";
import { refundAtStripe } from "./stripe-refund.js";

/** The limit for all requests of one function together. */
const LIMIT_MS = PROVIDER_TIMEOUT_MS - 500;

export type StripeProvider = PaymentProvider & { readonly name: "stripe" };

export interface StripeProviderOptions extends StripeSettings {
  readonly log: Pick<Logger, "warn" | "error">;
}

/**
 * Takes card payments through Stripe, with one payment intent per payment, created and confirmed by the server.
 * Its client secret never leaves the server, so no one else can confirm it.
 */
export function createStripeProvider({ log, ...settings }: StripeProviderOptions): StripeProvider {
  const stripe = createStripeClient(settings);

  async function find(id: string): Promise<ChargeOutcome> {
    return outcomeOf(await stripe.paymentIntents.retrieve(id));
  }

  async function abandon(id: string): Promise<ChargeOutcome> {
    try {
      return await outcomeOf(await stripe.paymentIntents.cancel(id, { cancellation_reason: "abandoned" }));
    } catch (error) {
      if (!hasChangedState(error)) throw error;
      return find(id);
    }
  }

  async function outcomeOf(intent: Stripe.PaymentIntent): Promise<ChargeOutcome> {
    switch (intent.status) {
      case "succeeded":
        return { kind: "succeeded" };
      case "canceled":
        return { kind: "declined", problem: PAYMENT_ABANDONED };
      case "requires_confirmation":
        return { kind: "unconfirmed" };
      case "requires_payment_method": {
        // A new intent has this status too; only a failed attempt leaves an error.
        const problem = intent.last_payment_error;
        return problem === null
          ? { kind: "unconfirmed" }
          : { kind: "declined", problem: cardProblem(problem) };
      }
      case "requires_action": {
        const actionUrl = intent.next_action?.redirect_to_url?.url ?? null;
        if (actionUrl !== null) return { kind: "needs_action", actionUrl };
        // Steps other than a redirect to the bank's page are not supported.
        const { status } = await stripe.paymentIntents.cancel(intent.id);
        return status === "canceled"
          ? { kind: "declined", problem: PAYMENT_ABANDONED }
          : { kind: "processing" };
      }
      default:
        return { kind: "processing" };
    }
  }

  /** Calls Stripe within the time limit. Any failure of Stripe means that the outcome is unknown. */
  async function ask<T>(question: () => Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ProviderUnreachableError()), LIMIT_MS);
    });
    try {
      return await Promise.race([question(), tooLate]);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeError)) throw error;
      const { type, code, param, statusCode, requestId, message } = error;
      // Stripe's errors contain the intent's secret, so only these fields are logged.
      const problem = { type, code, param, statusCode, requestId, message };
      log[isTemporary(error) ? "warn" : "error"](
        { stripe: problem },
        "Stripe did not do what it was asked for",
      );
      throw new ProviderUnreachableError({ cause: error });
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    name: "stripe",

    open: ({ paymentId, amount, currency, description }) =>
      ask(async () => {
        try {
          const { id } = await stripe.paymentIntents.create(
            {
              amount: toStripeAmount(amount, currency),
              currency: currency.toLowerCase(),
              description,
              metadata: { foyerPaymentId: paymentId },
              // Only cards and card wallets: methods that take days outlast the hold.
              allowed_payment_method_types: ["card"],
            },
            { idempotencyKey: `foyer-open-${paymentId}` },
          );
          return id;
        } catch (error) {
          if (!isAboutAmount(error)) throw error;
          throw new ChargeRefusedError("This amount cannot be paid by card.", { cause: error });
        }
      }),

    confirm: (id, { paymentId, token, returnUrl }) =>
      ask(async () => {
        try {
          const intent = await stripe.paymentIntents.confirm(
            id,
            { payment_method: token, return_url: returnUrl },
            { idempotencyKey: `foyer-confirm-${paymentId}`, ...CONFIRM_OPTIONS },
          );
          return await outcomeOf(intent);
        } catch (error) {
          if (error instanceof Stripe.errors.StripeCardError) {
            return { kind: "declined", problem: cardProblem(error) };
          }
          if (isAboutToken(error)) return { kind: "declined", problem: UNKNOWN_CARD };
          // It was confirmed before, with other parameters or long ago.
          if (hasChangedState(error) || error instanceof Stripe.errors.StripeIdempotencyError)
            return find(id);
          throw error;
        }
      }),

    find: (id) => ask(() => find(id)),
    abandon: (id) => ask(() => abandon(id)),
    refund: (id, order) => ask(() => refundAtStripe(stripe, id, order)),
  };
}

function isInvalidRequest(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}

/** Whether the request fails because the intent has since changed its state. */
function hasChangedState(error: unknown): boolean {
  return isInvalidRequest(error) && error.code === "payment_intent_unexpected_state";
}

/** Whether the payer's card or wallet is the problem. */
function isAboutToken(error: unknown): boolean {
  if (!isInvalidRequest(error)) return false;
  const { param, code = "" } = error;
  return (
    param === "payment_method" ||
    code.startsWith("payment_method_") ||
    code === "payment_intent_incompatible_payment_method"
  );
}

/** Whether Stripe rejects the amount: too small, too large, or an unsupported currency. */
function isAboutAmount(error: unknown): boolean {
  return isInvalidRequest(error) && (error.param === "amount" || error.param === "currency");
}

/** Whether a later retry may succeed without any change. */
function isTemporary(error: Stripe.errors.StripeError): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError
  );
}
