import { formatMoney } from "@foyer/contract/money";
import { DomainError } from "../domain-error.js";

/** What somebody would owe for a booking. */
interface Owed {
  /** In minor units of `currency`. */
  readonly totalAmount: number;
  readonly currency: string;
}

/** Whether a caller accepts an amount: any, unless they said which one they expect. */
export function isExpectedAmount(
  { expectedTotalAmount }: { readonly expectedTotalAmount?: number | undefined },
  totalAmount: number,
): boolean {
  return expectedTotalAmount === undefined || expectedTotalAmount === totalAmount;
}

/**
 * Nobody is bound to a price that they did not see. To be asked in the transaction that binds them, before anything
 * is written.
 *
 * @throws DomainError PRICE_CHANGED, with what would be owed
 */
export function requireExpectedAmount(
  input: { readonly expectedTotalAmount?: number | undefined },
  { totalAmount, currency }: Owed,
): void {
  if (isExpectedAmount(input, totalAmount)) return;
  const price = totalAmount === 0 ? "free" : formatMoney(totalAmount, currency);
  throw new DomainError("PRICE_CHANGED", `The price has changed: in all it is ${price} now.`, {
    totalAmount,
    currency,
  });
}
