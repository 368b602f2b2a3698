import { z } from "zod";
import type { Refuse } from "../read-variables.js";

/**
 * A Stripe key with the given prefixes: a secret key in place of the publishable one would be exposed to
 * browsers.
 */
function stripeKey(...beginnings: readonly string[]) {
  return z.string().regex(new RegExp(`^(?:${beginnings.join("|")})[A-Za-z0-9_]+$`), {
    error: `it begins with ${beginnings.join(" or ")}`,
  });
}

/** The environment variables of payments. */
export const paymentVariables = {
  /** The payment provider. Defaults to Stripe if it has keys, otherwise to the sandbox in development. */
  PAYMENTS: z.enum(["stripe", "sandbox", "off"], { error: "it is one of stripe, sandbox, off" }).optional(),
  STRIPE_SECRET_KEY: stripeKey("sk_", "rk_").optional(),
  STRIPE_WEBHOOK_SECRET: stripeKey("whsec_").optional(),
  STRIPE_PUBLISHABLE_KEY: stripeKey("pk_").optional(),
  /** The address of a fake Stripe API, for tests. */
  STRIPE_API_BASE: z.url({ protocol: /^https?$/, error: "it has the form http://host:port" }).optional(),
};

const environment = z.object(paymentVariables);

/** A Stripe account. */
export interface StripeSettings {
  readonly secretKey: string;
  /** The secret that signs Stripe's webhooks. */
  readonly webhookSecret: string;
  /** For the card form in the browser. */
  readonly publishableKey: string;
  /** The origin of a fake Stripe API, in place of the real one. */
  readonly apiBase?: string;
}

/** The configured payment provider. */
export type PaymentsChoice =
  | ({ readonly kind: "stripe" } & StripeSettings)
  /** Moves no money: for development and tests. */
  | { readonly kind: "sandbox" }
  /** No provider: cash only. */
  | { readonly kind: "off" };

const KEYS = ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_PUBLISHABLE_KEY"] as const;

/**
 * The configured payment provider.
 *
 * @param refuse called when the variables contradict each other; the answer then means nothing
 */
export function choosePayments(
  e: z.output<typeof environment>,
  isProduction: boolean,
  refuse: Refuse,
): PaymentsChoice {
  const stripe = readStripe(e, isProduction, refuse);
  switch (e.PAYMENTS ?? (stripe !== undefined ? "stripe" : isProduction ? "off" : "sandbox")) {
    case "stripe":
      if (stripe !== undefined) return { kind: "stripe", ...stripe };
      if (KEYS.every((name) => e[name] === undefined)) {
        refuse(
          KEYS,
          "PAYMENTS=stripe needs STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET and STRIPE_PUBLISHABLE_KEY",
        );
      }
      return { kind: "off" };
    case "sandbox":
      if (isProduction) refuse([], "PAYMENTS=sandbox gives tickets away: it cannot be set in production");
      return { kind: "sandbox" };
    case "off":
      return { kind: "off" };
  }
}

function readStripe(
  e: z.output<typeof environment>,
  isProduction: boolean,
  refuse: Refuse,
): StripeSettings | undefined {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhookSecret } = e;
  const { STRIPE_PUBLISHABLE_KEY: publishableKey, STRIPE_API_BASE: apiBase } = e;
  if (isProduction && apiBase !== undefined) {
    refuse([], "STRIPE_API_BASE is for a stand-in of Stripe's: it cannot be set in production");
  }
  if (secretKey === undefined || webhookSecret === undefined || publishableKey === undefined) {
    const isOneSet = (secretKey ?? webhookSecret ?? publishableKey) !== undefined;
    if (isOneSet) {
      refuse(
        KEYS,
        "Stripe takes three keys: set STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET and STRIPE_PUBLISHABLE_KEY, or none",
      );
    }
    return undefined;
  }
  if (isTestKey(secretKey) !== isTestKey(publishableKey)) {
    refuse([], "STRIPE_SECRET_KEY and STRIPE_PUBLISHABLE_KEY do not belong together: one is for tests");
  }
  const keys = { secretKey, webhookSecret, publishableKey };
  return apiBase === undefined ? keys : { ...keys, apiBase: new URL(apiBase).origin };
}

/** Stripe keys carry their mode: `sk_test_…`, `sk_live_…`. */
export function isTestKey(key: string): boolean {
  return /^[a-z]+_test_/.test(key);
}
