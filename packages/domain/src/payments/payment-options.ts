import type { PaymentMethod, PaymentOptions } from "@foyer/contract/payment";
import type { AppContext } from "../context.js";
import type { OnlineProvider } from "./payment-provider.js";

/** What each provider can be paid with, and cash. Stripe is asked for cards only. */
const METHODS: Readonly<Record<OnlineProvider["name"], PaymentMethod[]>> = {
  sandbox: ["credit_card", "debit_card", "paypal", "stripe", "cash"],
  stripe: ["credit_card", "debit_card", "stripe", "cash"],
};

/** How this Foyer takes money: cash always, everything else where somebody is there to take it. */
export function paymentOptions({ payments }: Pick<AppContext, "payments">): PaymentOptions {
  if (payments === null) return { online: "none", publishableKey: null, methods: ["cash"] };
  const { provider, publishableKey } = payments;
  return { online: provider.name, publishableKey, methods: METHODS[provider.name] };
}
