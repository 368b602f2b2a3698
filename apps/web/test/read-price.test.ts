import { CURRENCIES, fractionDigits } from "@foyer/contract/currencies";
import { formatMoney, MAX_PRICE, toDecimal } from "@foyer/contract/money";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPrice } from "../src/shared/read-price";

const amountOf = (text: string, currency: string) => {
  const reading = readPrice(text, currency);
  return reading.kind === "amount" ? reading.amount : reading.kind;
};

describe("a price that is typed", () => {
  it.each([
    ["50", "EUR", 5_000],
    ["50.5", "EUR", 5_050],
    ["50,05", "EUR", 5_005],
    [" 0 ", "EUR", 0],
    ["0,00", "EUR", 0],
    ["19.99", "USD", 1_999],
    ["1.1", "EUR", 110],
    [".5", "EUR", 50],
    ["7.", "EUR", 700],
    ["4500", "JPY", 4_500],
    ["1,250", "JPY", 1_250],
    ["1.25", "KWD", 1_250],
    ["0.125", "KWD", 125],
    ["1234,567", "KWD", 1_234_567],
    ["1.2345", "CLF", 12_345],
    ["12.500", "EUR", "ambiguous"],
    // With both separators, each is unambiguous.
    ["1,234.5", "EUR", 123_450],
    ["1.234,50", "EUR", 123_450],
    ["1.234,567", "KWD", 1_234_567],
    ["1,234,567", "HUF", "too-much"],
    ["123,456", "CLF", 1_234_560],
    ["1.000.000", "EUR", 100_000_000],
    ["1,00,000", "INR", 10_000_000],
    // Signs that only separate thousands.
    ["1'000", "CHF", 100_000],
    ["1’000.50", "CHF", 100_050],
    ["1 000", "EUR", 100_000],
    ["1\u00a0000,50", "EUR", 100_050],
    ["1\u202f250", "KWD", 1_250_000],
    ["25,-", "EUR", 2_500],
    ["25.–", "CHF", 2_500],
    // Other scripts and widths of digits.
    ["١٢٥", "EUR", 12_500],
    ["١٬٢٥٠", "KWD", 1_250_000],
    ["١٫٢٥٠", "KWD", 1_250],
    ["۱۲٫۵", "EUR", 1_250],
    ["१२.५०", "INR", 1_250],
    ["１２．５０", "EUR", 1_250],
    ["１，２３４．５０", "EUR", 123_450],
    // With the currency's own symbol.
    ["€25", "EUR", 2_500],
    ["25 €", "EUR", 2_500],
    ["EUR 25.00", "EUR", 2_500],
    ["25eur", "EUR", 2_500],
    ["$19.99", "USD", 1_999],
    ["US$ 19.99", "USD", 1_999],
    ["kr 150", "SEK", 15_000],
    ["150 Kč", "CZK", 15_000],
    ["￥500", "JPY", 500],
    ["\u200e25\u200f", "EUR", 2_500],
    // Not one price.
    ["", "EUR", "not-a-price"],
    ["free", "EUR", "not-a-price"],
    ["-5", "EUR", "not-a-price"],
    ["−5", "EUR", "not-a-price"],
    ["+5", "EUR", "not-a-price"],
    ["1e3", "EUR", "not-a-price"],
    ["0x10", "EUR", "not-a-price"],
    ["1,23,4", "EUR", "not-a-price"],
    ["12 34", "EUR", "not-a-price"],
    ["1..5", "EUR", "not-a-price"],
    ["1.5.5", "EUR", "not-a-price"],
    ["5 - 10", "EUR", "not-a-price"],
    ["½", "EUR", "not-a-price"],
    ["9".repeat(41), "EUR", "not-a-price"],
    ["10.5", "JPY", "too-many-decimals"],
    ["1.2345", "EUR", "too-many-decimals"],
    ["0.125", "EUR", "too-many-decimals"],
    ["1.005,123", "EUR", "too-many-decimals"],
    ["1000001", "EUR", "too-much"],
    ["$25", "EUR", "other-currency"],
    ["25 USD", "EUR", "other-currency"],
    ["£5", "USD", "other-currency"],
  ])("%s in %s is %s", (text, currency, amount) => {
    expect(amountOf(text, currency)).toBe(amount);
  });

  it.each([
    ["1,250", "KWD", 1_250_000, 1_250],
    ["1.250", "KWD", 1_250_000, 1_250],
    ["1.234", "EUR", 123_400, 123],
    ["1,234", "EUR", 123_400, 123],
    ["25.000", "EUR", 2_500_000, 2_500],
    ["12,500", "USD", 1_250_000, 1_250],
    ["€1.234", "EUR", 123_400, 123],
    ["１．２５０", "KWD", 1_250_000, 1_250],
    ["١,٢٥٠", "KWD", 1_250_000, 1_250],
    ["1.250", "HUF", 125_000, 125],
  ])("%s in %s is asked about: is it %i or %i?", (text, currency, thousands, decimals) => {
    expect(readPrice(text, currency)).toEqual({ kind: "ambiguous", readings: [thousands, decimals] });
  });

  it("is what its author said, for as long as the text is that", () => {
    expect(readPrice("1.250", "KWD", 1_250)).toEqual({ kind: "amount", amount: 1_250 });
    expect(readPrice("1.251", "KWD", 1_250).kind).toBe("ambiguous");
  });
});

describe("what Foyer prints itself", () => {
  const currency = fc.constantFrom(...CURRENCIES);
  const price = fc.integer({ min: 0, max: MAX_PRICE });

  it("is read back by the form as what it was, in every currency", () => {
    fc.assert(
      fc.property(currency, price, (code, amount) => {
        expect(readPrice(toDecimal(amount, code), code, amount)).toEqual({ kind: "amount", amount });
      }),
    );
  });

  it("is read back as what it was, or asked about with it among the readings", () => {
    fc.assert(
      fc.property(currency, price, (code, amount) => {
        for (const text of [toDecimal(amount, code), formatMoney(amount, code)]) {
          const reading = readPrice(text, code);
          if (reading.kind === "ambiguous") {
            expect(reading.readings).toContain(amount);
            // Only if the currency has three decimals, like a group of thousands.
            expect(fractionDigits(code)).toBe(3);
          } else expect([text, reading]).toEqual([text, { kind: "amount", amount }]);
        }
      }),
    );
  });

  it("never reads anything as a price that is none, nor as more than a price may be", () => {
    const typed = fc.string({
      unit: fc.constantFrom(..."0123456789.,' -+eE€$٠١٫٬１，．\u00a0"),
      maxLength: 12,
    });
    fc.assert(
      fc.property(typed, currency, (text, code) => {
        const reading = readPrice(text, code);
        const amounts =
          reading.kind === "amount" ? [reading.amount] : reading.kind === "ambiguous" ? reading.readings : [];
        for (const amount of amounts) {
          expect(Number.isInteger(amount) && amount >= 0 && amount <= MAX_PRICE).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("asks about every single sign with three digits behind it, where there are decimals at all", () => {
    fc.assert(
      fc.property(
        currency.filter((code) => fractionDigits(code) === 2 || fractionDigits(code) === 3),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 0, max: 999 }),
        fc.constantFrom(".", ","),
        (code, whole, rest, sign) => {
          const text = `${whole}${sign}${String(rest).padStart(3, "0")}`;
          expect([text, readPrice(text, code).kind]).toEqual([text, "ambiguous"]);
        },
      ),
    );
  });
});
