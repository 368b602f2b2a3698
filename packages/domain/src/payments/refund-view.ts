import type { bookingRefundView } from "@foyer/contract/payment";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** A refund in part as input of the contract's `bookingRefundView`. */
export type RefundAnswer = z.input<typeof bookingRefundView>;

/** The columns of `bookingRefundView`. */
export const refundColumns = {
  id: true,
  paymentId: true,
  amount: true,
  currency: true,
  state: true,
  reason: true,
  refundedAt: true,
  createdAt: true,
  payment: { select: { method: true } },
} as const satisfies Prisma.RefundSelect;

type RefundRow = Prisma.RefundGetPayload<{ select: typeof refundColumns }>;

/** Converts a row to the contract's `bookingRefundView`. */
export function toRefundView({ payment, ...refund }: RefundRow): RefundAnswer {
  return { ...refund, method: payment.method };
}

/** A booking's refunds in part, newest first. */
export const refundsOfBooking = {
  orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  select: refundColumns,
} as const satisfies Prisma.Booking$refundsArgs;
