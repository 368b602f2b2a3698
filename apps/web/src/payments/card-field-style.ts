import type { StripeElementStyle } from "@stripe/stripe-js";

/**
 * Styles for Stripe's fields, which are in iframes that our styles and fonts do not reach. Colours are taken from
 * the page's current scheme.
 */
export function cardFieldStyle(page: Element): StripeElementStyle {
  const styles = getComputedStyle(page);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  return {
    base: {
      color: colour("--foyer-ink"),
      iconColor: colour("--foyer-ink-soft"),
      fontFamily: 'system-ui, -apple-system, "Segoe UI", sans-serif',
      // With smaller text, phones zoom in on a focused field.
      fontSize: "16px",
      lineHeight: "24px",
      "::placeholder": { color: colour("--foyer-ink-soft") },
    },
    invalid: { color: colour("--foyer-red-text"), iconColor: colour("--foyer-red-text") },
  };
}
