import { fractionDigits } from "@foyer/contract/currencies";
import { formatMoney, MAX_PRICE, toDecimal } from "@foyer/contract/money";

type ParsedPrice = { ok: true; amount: number } | { ok: false; words: string };

/** What someone typed as a price, in minor units of its currency. Takes a comma as well as a point. */
export function parsePrice(text: string, currency: string): ParsedPrice {
  const digits = fractionDigits(currency);
  const match = /^(\d{1,12})(?:[.,](\d*))?$/.exec(text.trim());
  if (!match) return { ok: false, words: "Write the price in figures, such as 25. Use 0 for a free event." };
  const [, whole = "0", fraction = ""] = match;
  if (fraction.length > digits) {
    return {
      ok: false,
      words: digits === 0 ? `${currency} has no decimals.` : `${currency} has at most ${digits} decimals.`,
    };
  }
  const amount = Number(whole) * 10 ** digits + Number(fraction.padEnd(digits, "0"));
  if (amount > MAX_PRICE) {
    return { ok: false, words: `A ticket may cost at most ${formatMoney(MAX_PRICE, currency)}.` };
  }
  return { ok: true, amount };
}

/** An amount in minor units as a price field shows it. */
export function priceText(amount: number, currency: string): string {
  return toDecimal(amount, currency);
}

/** @example priceWords(0, "EUR") // "Free" */
export function priceWords(amount: number, currency: string): string {
  return amount === 0 ? "Free" : formatMoney(amount, currency);
}
