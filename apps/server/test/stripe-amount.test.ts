import { fractionDigits } from "@foyer/contract/money";
import { describe, expect, it } from "vitest";
import { toStripeAmount } from "../src/payments/stripe-amount.js";

/** Five of a currency, in our minor units as this machine's `Intl` has them. */
const five = (currency: string) => 5 * 10 ** fractionDigits(currency);

describe("an amount for Stripe", () => {
  it.each([
    ["EUR", 500],
    ["USD", 500],
    ["JPY", 5],
    ["KRW", 5],
    ["XPF", 5],
    ["MGA", 5],
    // Charged in hundredths; only payouts are not.
    ["HUF", 500],
    ["TWD", 500],
    // Without hundredths in ISO 4217 and in life, and with them at Stripe.
    ["ISK", 500],
    ["UGX", 500],
    ["IDR", 500],
    ["KWD", 5_000],
    ["TND", 5_000],
  ])("is the same money in %s", (currency, amount) => {
    expect(toStripeAmount(five(currency), currency)).toBe(amount);
  });

  it("keeps cents, and refuses what the card networks cannot say", () => {
    expect(toStripeAmount(1_999, "EUR")).toBe(1_999);
    expect(toStripeAmount(5_120, "KWD")).toBe(5_120);
    expect(() => toStripeAmount(5_124, "KWD")).toThrow("KWD 5.124 cannot be paid by card");
  });
});
