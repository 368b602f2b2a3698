import { PROVIDER_TIMEOUT_MS } from "@foyer/domain/payments/payment-provider";
import { Stripe } from "stripe";
import type { StripeSettings } from "./payments-choice.js";

/**
 * The timeout of one attempt. With one retry and the pause before it, it stays below {@link PROVIDER_TIMEOUT_MS}.
 */
const TRY_TIMEOUT_MS = 6_500;

/** Stripe's official client. A request is retried once after a connection error or when Stripe is busy. */
export function createStripeClient({ secretKey, apiBase }: StripeSettings): Stripe {
  return new Stripe(secretKey, {
    timeout: TRY_TIMEOUT_MS,
    maxNetworkRetries: 1,
    // No usage data beyond what the API needs.
    telemetry: false,
    appInfo: { name: "Foyer" },
    ...(apiBase === undefined ? {} : address(new URL(apiBase))),
  });
}

function address({ protocol, hostname, port }: URL) {
  const isPlain = protocol === "http:";
  return {
    protocol: isPlain ? ("http" as const) : ("https" as const),
    host: hostname,
    port: port === "" ? (isPlain ? 80 : 443) : Number(port),
  };
}

/** Options for confirming a payment: the bank may be slow, and a retry would not help. */
export const CONFIRM_OPTIONS = { timeout: PROVIDER_TIMEOUT_MS - 1_500, maxNetworkRetries: 0 } as const;
