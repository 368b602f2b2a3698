import type { PaymentOptions } from "@foyer/contract/payment";
import type { Foyer } from "../foyer.js";

/** How this Foyer takes money: cash always, everything else where somebody is there to take it. */
export function paymentOptions({ payments }: Foyer): PaymentOptions {
  if (payments === null) return { online: "none", publishableKey: null, methods: ["cash"] };
  const { provider, publishableKey } = payments;
  return {
    online: provider.name,
    publishableKey,
    methods: ["credit_card", "debit_card", "paypal", "stripe", "cash"],
  };
}
