import { fractionDigits } from "./currencies.js";

/**
 * The most one ticket may cost, in minor units. With the most tickets of a booking it stays within 32 bits,
 * which is what the database's integers have.
 */
export const MAX_PRICE = 100_000_000;

/** The most tickets one booking may hold. */
export const MAX_TICKETS_PER_BOOKING = 20;

/**
 * An amount for people, always with its currency.
 *
 * @param amount in minor units of `currencyCode`
 * @example formatMoney(5000, "EUR") // "EUR 50.00"
 */
export function formatMoney(amount: number, currencyCode: string, locale = "en"): string {
  const digits = fractionDigits(currencyCode);
  const format = new Intl.NumberFormat(locale, {
    style: "currency",
    currency: currencyCode,
    currencyDisplay: "code",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // Intl separates code and figure with a no-break space; plain text is searched for with a plain one.
  return format.format(amount / 10 ** digits).replace(/\u00a0/g, " ");
}

/**
 * An amount as a plain decimal number, for fields and files.
 *
 * @param amount in minor units of `currencyCode`
 * @example toDecimal(1250, "EUR") // "12.50"
 */
export function toDecimal(amount: number, currencyCode: string): string {
  const digits = fractionDigits(currencyCode);
  return (amount / 10 ** digits).toFixed(digits);
}

/**
 * How people write a currency beside an amount: its code and its signs, such as "USD", "US$" and "$".
 *
 * @param currencyCode ISO 4217
 */
export function currencySigns(currencyCode: string, locale = "en-GB"): string[] {
  const signs = (["symbol", "narrowSymbol"] as const).map((currencyDisplay) =>
    new Intl.NumberFormat(locale, { style: "currency", currency: currencyCode, currencyDisplay })
      .formatToParts(0)
      .find(({ type }) => type === "currency"),
  );
  return [...new Set([currencyCode, ...signs.flatMap((part) => part?.value ?? [])])];
}
