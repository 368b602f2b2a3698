import type { OnlineProvider } from "./payment-provider.js";

/** Who takes money that is not cash: nobody, where none is configured. */
export interface OnlinePayments {
  readonly provider: OnlineProvider;
  /** What the provider's card form in the browser needs; null where it needs none. */
  readonly publishableKey: string | null;
}
