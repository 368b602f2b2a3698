import type { PaymentState, paymentView } from "@foyer/contract/payment";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** The states of payments without an outcome: at most one such payment per booking. */
export const OPEN_PAYMENTS = ["under_way", "needs_action"] as const satisfies readonly PaymentState[];

/** A payment as input of the contract's `paymentView`. */
export type PaymentAnswer = z.input<typeof paymentView>;

/** The columns of `paymentView`. */
export const paymentColumns = {
  id: true,
  amount: true,
  currency: true,
  method: true,
  state: true,
  actionUrl: true,
  isLate: true,
  refundedAt: true,
  refundedAmount: true,
  createdAt: true,
} as const satisfies Prisma.PaymentSelect;

/** A payment for anyone but its payer. The URL to complete it is for the payer only: it contains a credential. */
export function withoutAction<Payment extends PaymentAnswer>(payment: Payment): Payment {
  return { ...payment, actionUrl: null };
}

/** A booking's payments, newest first. */
export const paymentsOfBooking = {
  orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  select: paymentColumns,
} as const satisfies Prisma.Booking$paymentsArgs;
