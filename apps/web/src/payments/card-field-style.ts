import type { StripeElementStyle } from "@stripe/stripe-js";

/**
 * Foyer's look for fields that live in frames of Stripe's, where neither our styles nor our fonts reach: the
 * colours as they are on the page just now.
 */
export function cardFieldStyle(page: Element): StripeElementStyle {
  const styles = getComputedStyle(page);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  return {
    base: {
      color: colour("--foyer-ink"),
      iconColor: colour("--foyer-ink-soft"),
      fontFamily: 'system-ui, -apple-system, "Segoe UI", sans-serif',
      // Smaller, and phones zoom in on a field that is typed into.
      fontSize: "16px",
      lineHeight: "24px",
      "::placeholder": { color: colour("--foyer-ink-soft") },
    },
    invalid: { color: colour("--foyer-red-text"), iconColor: colour("--foyer-red-text") },
  };
}
