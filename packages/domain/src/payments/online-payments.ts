import type { OnlineProvider } from "./payment-provider.js";

/** The payment provider; absent if only cash is configured. */
export interface OnlinePayments {
  readonly provider: OnlineProvider;
  /** The key for the provider's card form in the browser; null if it needs none. */
  readonly publishableKey: string | null;
}
