import { z } from "zod";

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));

/** An ISO 4217 code, upper-cased. */
export const currency = z
  .string()
  .length(3)
  .toUpperCase()
  .refine((code) => CURRENCIES.has(code), "This is not a currency.");

/**
 * The most one ticket may cost, in minor units. With the most tickets of a booking it stays within 32 bits,
 * which is what the database's integers have.
 */
export const MAX_PRICE = 100_000_000;

/** The most tickets one booking may hold. */
export const MAX_TICKETS_PER_BOOKING = 20;

/** An amount in minor units (cents): a whole number, never negative. */
export const minorUnits = z.int().min(0);

/** How many decimal places a currency has: 2 for EUR, 0 for JPY. */
export function fractionDigits(currencyCode: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency: currencyCode });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

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
