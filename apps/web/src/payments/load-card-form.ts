import type { Stripe } from "@stripe/stripe-js";
// The plain import would fetch Stripe's script on every page.
import { loadStripe } from "@stripe/stripe-js/pure";

const loaded = new Map<string, Promise<Stripe>>();

/**
 * Fetches Stripe's script, the first time that a card form is shown.
 *
 * @throws Error when it cannot be fetched; asking again tries again
 */
export function loadCardForm(publishableKey: string): Promise<Stripe> {
  const before = loaded.get(publishableKey);
  if (before !== undefined) return before;
  const loading = loadStripe(publishableKey).then((stripe) => {
    if (stripe === null) throw new Error("There is no browser to show a card form in.");
    return stripe;
  });
  loaded.set(publishableKey, loading);
  loading.catch(() => loaded.delete(publishableKey));
  return loading;
}
