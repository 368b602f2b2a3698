import { Stripe } from "stripe";
import type { StripeSettings } from "./payments-choice.js";
import { createStripeClient } from "./stripe-client.js";

/** No payment has this id: Stripe says so to whoever may read payments. */
const NO_PAYMENT = "pi_none";

/**
 * Asks Stripe whether the secret key may read payments. Changes nothing.
 *
 * @returns what is wrong, in one line without the key, or undefined
 */
export async function checkStripeKey(settings: StripeSettings): Promise<string | undefined> {
  try {
    await createStripeClient(settings).paymentIntents.retrieve(NO_PAYMENT);
    return undefined;
  } catch (error) {
    const { errors } = Stripe;
    if (error instanceof errors.StripeAuthenticationError) {
      return "Stripe does not know the key: copy STRIPE_SECRET_KEY again from its dashboard";
    }
    if (error instanceof errors.StripePermissionError) {
      return "the restricted key may not read payments: let it write payment intents, charges and refunds";
    }
    if (error instanceof errors.StripeConnectionError) {
      return "Stripe cannot be reached from here: check the network and the proxy";
    }
    if (error instanceof errors.StripeInvalidRequestError) return undefined;
    return "Stripe does not answer as expected: see its status page, and try again";
  }
}
