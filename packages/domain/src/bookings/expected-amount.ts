import { formatMoney } from "@foyer/contract/money";
import { DomainError } from "../domain-error.js";

/** The amount owed for a booking. */
interface Owed {
  /** In minor units of `currency`. */
  readonly totalAmount: number;
  readonly currency: string;
}

/** Whether a caller accepts an amount: any, unless it sent the one it expects. */
export function isExpectedAmount(
  { expectedTotalAmount }: { readonly expectedTotalAmount?: number | undefined },
  totalAmount: number,
): boolean {
  return expectedTotalAmount === undefined || expectedTotalAmount === totalAmount;
}

/**
 * Rejects a booking at a price the user has not seen. Called in the transaction that writes it, before any write.
 *
 * @throws DomainError PRICE_CHANGED, with the amount that would be owed
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
