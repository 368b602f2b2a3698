import { describe, expect, it } from "vitest";
import { parsePrice, priceText, priceWords } from "../src/shared/price-input";

describe("parsePrice", () => {
  it.each([
    ["50", "EUR", 5000],
    ["50.5", "EUR", 5050],
    ["50,05", "EUR", 5005],
    [" 0 ", "EUR", 0],
    ["19.99", "USD", 1999],
    ["1.1", "EUR", 110],
    ["4500", "JPY", 4500],
    ["1.234", "KWD", 1234],
    ["7.", "EUR", 700],
  ])("reads %s %s as %i minor units", (text, currency, amount) => {
    expect(parsePrice(text, currency)).toEqual({ ok: true, amount });
  });

  it.each([
    ["", "EUR", "figures"],
    ["free", "EUR", "figures"],
    ["-5", "EUR", "figures"],
    ["1e3", "EUR", "figures"],
    ["1.234", "EUR", "at most 2 decimals"],
    ["10.5", "JPY", "no decimals"],
    ["1000001", "EUR", "at most EUR 1,000,000.00"],
  ])("refuses %s %s and says what to do", (text, currency, words) => {
    const parsed = parsePrice(text, currency);
    expect(parsed.ok ? "" : parsed.words).toContain(words);
  });

  it("shows an amount as the field takes it", () => {
    expect(priceText(5005, "EUR")).toBe("50.05");
    expect(priceText(4500, "JPY")).toBe("4500");
    expect(parsePrice(priceText(1999, "EUR"), "EUR")).toEqual({ ok: true, amount: 1999 });
  });

  it("calls nothing free but a price of nothing", () => {
    expect(priceWords(0, "EUR")).toBe("Free");
    expect(priceWords(5000, "EUR")).toBe("EUR 50.00");
  });
});
