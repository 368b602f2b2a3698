import type { PaymentMethod } from "@foyer/contract/payment";
import { DomainError } from "../domain-error.js";

/** How an event may be paid for. */
export interface PaymentTerms {
  /** Empty: every method that the server has. */
  readonly paymentMethods: readonly PaymentMethod[];
  /** Until when cash has to be paid; null if it is paid at the door. */
  readonly cashDueAt: Date | null;
}

/**
 * Rejects a payment method that the server does not have, or the event does not take now.
 *
 * @throws DomainError PAYMENT_METHOD_UNAVAILABLE
 */
export function requirePayable(
  method: PaymentMethod,
  { paymentMethods, cashDueAt }: PaymentTerms,
  { acceptsOnlinePayment }: { readonly acceptsOnlinePayment: boolean },
  now: Date,
): void {
  const unavailable = (message: string) =>
    new DomainError("PAYMENT_METHOD_UNAVAILABLE", message, { field: "paymentMethod" });
  if (method !== "cash" && !acceptsOnlinePayment) {
    throw unavailable("This event is paid for in cash at the door.");
  }
  if (!isTaken(method, paymentMethods)) throw unavailable("This event does not take this payment method.");
  if (method === "cash" && isCashOver(cashDueAt, now)) {
    throw unavailable("The time to pay for this event in cash is over.");
  }
}

/** Whether an event takes cash now. */
export function takesCash({ paymentMethods, cashDueAt }: PaymentTerms, now: Date): boolean {
  return isTaken("cash", paymentMethods) && !isCashOver(cashDueAt, now);
}

function isTaken(method: PaymentMethod, paymentMethods: PaymentTerms["paymentMethods"]): boolean {
  return paymentMethods.length === 0 || paymentMethods.includes(method);
}

function isCashOver(cashDueAt: Date | null, now: Date): boolean {
  return cashDueAt !== null && cashDueAt <= now;
}
