import { describe, expect, it } from "vitest";
import { priceText, priceWords, wrongPriceWords } from "../src/shared/price-input";
import { readPrice } from "../src/shared/read-price";

describe("what is wrong with a price", () => {
  it.each([
    ["", "EUR", "figures"],
    ["free", "EUR", "figures"],
    ["-5", "EUR", "figures"],
    ["1e3", "EUR", "figures"],
    ["1.2345", "EUR", "at most 2 decimals"],
    ["10.5", "JPY", "no decimals"],
    ["1000001", "EUR", "at most EUR 1,000,000.00"],
    ["1.234", "EUR", "two ways"],
    ["USD 25", "EUR", "The price is in EUR"],
  ])("is told with what to do: %s %s", (text, currency, words) => {
    expect(wrongPriceWords(readPrice(text, currency), currency)).toContain(words);
  });
});

describe("a price", () => {
  it("is shown as the field takes it", () => {
    expect(priceText(5005, "EUR")).toBe("50.05");
    expect(priceText(4500, "JPY")).toBe("4500");
    expect(readPrice(priceText(1999, "EUR"), "EUR")).toEqual({ kind: "amount", amount: 1999 });
  });

  it("is called free only when it is nothing", () => {
    expect(priceWords(0, "EUR")).toBe("Free");
    expect(priceWords(5000, "EUR")).toBe("EUR 50.00");
  });
});
