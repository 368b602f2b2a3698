import { fractionDigits } from "@foyer/contract/currencies";
import { formatMoney, MAX_PRICE, toDecimal } from "@foyer/contract/money";
import type { PriceReading } from "./read-price";

/** The error message for a typed price, or another amount; undefined if it is one amount. */
export function wrongPriceWords(
  reading: PriceReading,
  currency: string,
  of: "ticket" | "other" = "ticket",
): string | undefined {
  const digits = fractionDigits(currency);
  switch (reading.kind) {
    case "amount":
      return undefined;
    case "ambiguous":
      return "This can be read in two ways. Choose the one you mean.";
    case "too-many-decimals":
      return digits === 0 ? `${currency} has no decimals.` : `${currency} has at most ${digits} decimals.`;
    case "too-much":
      return of === "ticket"
        ? `A ticket may cost at most ${formatMoney(MAX_PRICE, currency)}.`
        : `Write at most ${formatMoney(MAX_PRICE, currency)}.`;
    case "other-currency":
      return `The ${of === "ticket" ? "price" : "amount"} is in ${currency}. Write it without another currency's sign.`;
    case "not-a-price":
      return of === "ticket"
        ? "Write the price in figures, such as 25, or 0 for free."
        : "Write the amount in figures, such as 25.";
  }
}

/** An amount in minor units as a price field shows it. */
export function priceText(amount: number, currency: string): string {
  return toDecimal(amount, currency);
}

/** @example priceWords(0, "EUR") // "Free" */
export function priceWords(amount: number, currency: string): string {
  return amount === 0 ? "Free" : formatMoney(amount, currency);
}
