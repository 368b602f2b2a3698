import type { Stripe } from "@stripe/stripe-js";
// The regular import would load Stripe's script on every page.
import { loadStripe } from "@stripe/stripe-js/pure";

const loaded = new Map<string, Promise<Stripe>>();

/**
 * Loads Stripe's script when a card form is first shown.
 *
 * @throws Error if it cannot be loaded; the next call tries again
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
