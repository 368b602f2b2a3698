import { isFoyerError } from "@foyer/client";
import { formatMoney } from "@foyer/contract/money";

/** The current price of a booking that failed with `PRICE_CHANGED`. */
export interface PriceChange {
  /** In minor units of `currency`. */
  readonly totalAmount: number;
  readonly currency: string;
}

export function priceChangeOf(error: unknown): PriceChange | undefined {
  if (!isFoyerError(error, "PRICE_CHANGED")) return undefined;
  const { totalAmount, currency } = error.data;
  // A page may be newer than the server that answers it.
  return Number.isInteger(totalAmount) ? { totalAmount, currency } : undefined;
}

/**
 * Both prices of a booking that failed with `PRICE_CHANGED`.
 *
 * @param expected the price that was displayed, in minor units of the same currency
 */
export function priceChangeWords({ totalAmount, currency }: PriceChange, expected: number): string {
  const amount = (of: number) => (of === 0 ? "free" : formatMoney(of, currency));
  return `It was ${amount(expected)} when you looked, and it is ${amount(totalAmount)} now.`;
}
