import type { PaymentMethod, PaymentOptions } from "@foyer/contract/payment";
import type { AppContext } from "../context.js";
import type { OnlineProvider } from "./payment-provider.js";

/** The methods of each provider. Stripe is only used for cards. */
const METHODS: Readonly<Record<OnlineProvider["name"], PaymentMethod[]>> = {
  sandbox: ["credit_card", "debit_card", "paypal", "stripe", "cash"],
  stripe: ["credit_card", "debit_card", "stripe", "cash"],
};

/** The payment methods of this server: cash, and those of the configured provider. */
export function paymentOptions({ payments }: Pick<AppContext, "payments">): PaymentOptions {
  if (payments === null) return { online: "none", publishableKey: null, methods: ["cash"] };
  const { provider, publishableKey } = payments;
  return { online: provider.name, publishableKey, methods: METHODS[provider.name] };
}
