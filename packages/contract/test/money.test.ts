import { currency, formatMoney, fractionDigits } from "@foyer/contract/money";
import { describe, expect, it } from "vitest";

describe("money", () => {
  it.each([
    [5_000, "EUR", "EUR 50.00"],
    [0, "EUR", "EUR 0.00"],
    [160_000, "EUR", "EUR 1,600.00"],
    [5_000, "JPY", "JPY 5,000"],
    [1_234, "KWD", "KWD 1.234"],
  ])("shows %d minor units of %s as %s", (amount, code, shown) => {
    expect(formatMoney(amount, code)).toBe(shown);
  });

  it("knows a currency's decimals", () => {
    expect(["EUR", "JPY", "KWD"].map(fractionDigits)).toEqual([2, 0, 3]);
  });

  it("takes codes in any case and no others", () => {
    expect(currency.parse("eur")).toBe("EUR");
    expect(currency.safeParse("ABC").success).toBe(false);
    expect(currency.safeParse("euro").success).toBe(false);
  });
});
