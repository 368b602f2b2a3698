import type { PaymentState, paymentView } from "@foyer/contract/payment";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** Payments whose outcome is not known yet: at most one for each booking. */
export const OPEN_PAYMENTS = ["under_way", "needs_action"] as const satisfies readonly PaymentState[];

/** A payment as the contract's `paymentView` takes it. */
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
  createdAt: true,
} as const satisfies Prisma.PaymentSelect;

/**
 * A payment as others than its payer see it. The address at which it is finished is the payer's alone: the bank's
 * part of it is a credential.
 */
export function withoutAction<Payment extends PaymentAnswer>(payment: Payment): Payment {
  return { ...payment, actionUrl: null };
}

/** A booking's payments, the newest first. */
export const paymentsOfBooking = {
  orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  select: paymentColumns,
} as const satisfies Prisma.Booking$paymentsArgs;
