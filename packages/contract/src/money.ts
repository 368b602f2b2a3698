import { fractionDigits } from "./currencies.js";

/** The maximum price of a ticket, in minor units. */
export const MAX_PRICE = 100_000_000;

/** The maximum price of a booking before discounts, in minor units. It fits the database's 32-bit integers. */
export const MAX_BOOKING_PRICE = 2_000_000_000;

/** The maximum number of tickets per booking that an event can allow. */
export const MAX_TICKETS_PER_BOOKING = 50;

/** The maximum number of tickets per booking and person of an event whose organizer has set no other. */
export const DEFAULT_TICKETS_PER_PERSON = 20;

/**
 * Formats an amount for display, always with its currency.
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
  // Intl puts a no-break space between code and number; a plain space can be found by text searches.
  return format.format(amount / 10 ** digits).replace(/\u00a0/g, " ");
}

/**
 * An amount as a plain decimal number, for form fields and files.
 *
 * @param amount in minor units of `currencyCode`
 * @example toDecimal(1250, "EUR") // "12.50"
 */
export function toDecimal(amount: number, currencyCode: string): string {
  const digits = fractionDigits(currencyCode);
  return (amount / 10 ** digits).toFixed(digits);
}

/**
 * The ways a currency is written next to an amount: its code and symbols, such as "USD", "US$" and "$".
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
