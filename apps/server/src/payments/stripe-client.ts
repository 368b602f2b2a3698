import { PROVIDER_TIMEOUT_MS } from "@foyer/domain/payments/payment-provider";
import { Stripe } from "stripe";
import type { StripeSettings } from "./payments-choice.js";

/** One try of one request. With its repeat and the pause before that, it stays below the provider's limit. */
const TRY_TIMEOUT_MS = 6_500;

/** A call of Stripe's official client. A request that met a broken connection or a busy Stripe is repeated once. */
export function createStripeClient({ secretKey, apiBase }: StripeSettings): Stripe {
  return new Stripe(secretKey, {
    timeout: TRY_TIMEOUT_MS,
    maxNetworkRetries: 1,
    // Says nothing about this server to Stripe that it does not ask for.
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

/** What a request to confirm is given: the card's bank may take its time, and repeating it gains none. */
export const CONFIRM_OPTIONS = { timeout: PROVIDER_TIMEOUT_MS - 1_500, maxNetworkRetries: 0 } as const;
