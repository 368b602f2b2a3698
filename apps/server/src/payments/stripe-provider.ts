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
import { refundAtStripe } from "./stripe-refund.js";
import { cardProblem, GIVEN_UP, UNKNOWN_CARD } from "./stripe-words.js";

/** The longest that all requests of one function may take together. */
const LIMIT_MS = PROVIDER_TIMEOUT_MS - 500;

export type StripeProvider = PaymentProvider & { readonly name: "stripe" };

export interface StripeProviderOptions extends StripeSettings {
  readonly log: Pick<Logger, "warn" | "error">;
}

/**
 * Takes cards through Stripe: one payment intent for each payment, made and confirmed from here. Its client secret
 * never leaves the server, so nobody else can confirm it.
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
      if (!hasMovedOn(error)) throw error;
      return find(id);
    }
  }

  async function outcomeOf(intent: Stripe.PaymentIntent): Promise<ChargeOutcome> {
    switch (intent.status) {
      case "succeeded":
        return { kind: "succeeded" };
      case "canceled":
        return { kind: "declined", problem: GIVEN_UP };
      case "requires_confirmation":
        return { kind: "unconfirmed" };
      case "requires_payment_method": {
        // So it is born, too: only a try that failed leaves an error behind.
        const problem = intent.last_payment_error;
        return problem === null
          ? { kind: "unconfirmed" }
          : { kind: "declined", problem: cardProblem(problem) };
      }
      case "requires_action": {
        const actionUrl = intent.next_action?.redirect_to_url?.url ?? null;
        if (actionUrl !== null) return { kind: "needs_action", actionUrl };
        // A step that no page of the bank's can do cannot be done here.
        const { status } = await stripe.paymentIntents.cancel(intent.id);
        return status === "canceled" ? { kind: "declined", problem: GIVEN_UP } : { kind: "processing" };
      }
      default:
        return { kind: "processing" };
    }
  }

  /** Asks in good time, and says of whatever trouble Stripe has with it that nobody knows what it did. */
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
      // An error of Stripe's holds the intent's secret as well: the log gets what explains it and no more.
      const problem = { type, code, param, statusCode, requestId, message };
      log[isPassing(error) ? "warn" : "error"](
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
              // Cards and the wallets that hold them: whatever takes days outlasts every hold.
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
          // It was confirmed before, with other details or long ago.
          if (hasMovedOn(error) || error instanceof Stripe.errors.StripeIdempotencyError) return find(id);
          throw error;
        }
      }),

    find: (id) => ask(() => find(id)),
    abandon: (id) => ask(() => abandon(id)),
    refund: (id, paymentId) => ask(() => refundAtStripe(stripe, id, paymentId)),
  };
}

function isInvalidRequest(error: unknown): error is Stripe.errors.StripeInvalidRequestError {
  return error instanceof Stripe.errors.StripeInvalidRequestError;
}

/** Whether an intent is in another state by now than the request needs. */
function hasMovedOn(error: unknown): boolean {
  return isInvalidRequest(error) && error.code === "payment_intent_unexpected_state";
}

/** Whether what is wrong with a request is the payer's means. */
function isAboutToken(error: unknown): boolean {
  if (!isInvalidRequest(error)) return false;
  const { param, code = "" } = error;
  return (
    param === "payment_method" ||
    code.startsWith("payment_method_") ||
    code === "payment_intent_incompatible_payment_method"
  );
}

/** Whether Stripe takes no such amount: too little, too much, or in a currency it does not know. */
function isAboutAmount(error: unknown): boolean {
  return isInvalidRequest(error) && (error.param === "amount" || error.param === "currency");
}

/** Whether it may just be better later, with nobody doing anything about it. */
function isPassing(error: Stripe.errors.StripeError): boolean {
  return (
    error instanceof Stripe.errors.StripeConnectionError ||
    error instanceof Stripe.errors.StripeAPIError ||
    error instanceof Stripe.errors.StripeRateLimitError
  );
}
