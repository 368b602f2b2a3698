import type { BookingDetails } from "@foyer/contract/booking";

/** The cash of a booking that waits to be given back, in minor units of its currency: all of it is marked at once. */
export function dueCash({ payments, refunds }: Pick<BookingDetails, "payments" | "refunds">): number {
  const ended = payments.filter(({ state, method }) => state === "refund_due" && method === "cash");
  const parts = refunds.filter(({ state, method }) => state === "due" && method === "cash");
  return (
    ended.reduce((sum, { amount, refundedAmount }) => sum + amount - refundedAmount, 0) +
    parts.reduce((sum, { amount }) => sum + amount, 0)
  );
}
