import { CURRENCIES, fractionDigits } from "@foyer/contract/currencies";
import { describe, expect, it } from "vitest";
import { toStripeAmount } from "../src/payments/stripe-amount.js";

/** Five of a currency, in our minor units. */
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
    ["COP", 500],
    ["PKR", 500],
    ["RSD", 500],
    ["IQD", 500],
    ["KWD", 5_000],
    ["TND", 5_000],
  ])("is the same money in %s", (currency, amount) => {
    expect(toStripeAmount(five(currency), currency)).toBe(amount);
  });

  it("is of the same money in every currency, to the last of Stripe's digits", () => {
    const whole = new Set("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split(" "));
    const thousandths = new Set("BHD JOD KWD OMR TND".split(" "));
    for (const code of CURRENCIES) {
      const unit = whole.has(code) ? 1 : thousandths.has(code) ? 1_000 : 100;
      expect([code, toStripeAmount(five(code), code)]).toEqual([code, 5 * unit]);
    }
  });

  it("keeps cents, and refuses what the card networks cannot say", () => {
    expect(toStripeAmount(1_999, "EUR")).toBe(1_999);
    expect(toStripeAmount(5_120, "KWD")).toBe(5_120);
    expect(() => toStripeAmount(5_124, "KWD")).toThrow("KWD 5.124 cannot be paid by card");
  });
});
