/** A payment that money is held of. */
export interface HeldPayment {
  readonly id: string;
  /** Minor units, as are all amounts here. */
  readonly amount: number;
  readonly refundedAmount: number;
}

/** Money of one payment that is given back. */
export interface RefundPart<Payment extends HeldPayment> {
  readonly payment: Payment;
  readonly amount: number;
}

/** What is held of a payment. */
export function heldOf({ amount, refundedAmount }: Pick<HeldPayment, "amount" | "refundedAmount">): number {
  return amount - refundedAmount;
}

/**
 * Of which payments an amount is given back: the newest first, of each at most what is held of it.
 *
 * @param payments newest first
 * @throws Error if less than the amount is held in all
 */
export function splitRefund<Payment extends HeldPayment>(
  payments: readonly Payment[],
  amount: number,
): RefundPart<Payment>[] {
  const parts: RefundPart<Payment>[] = [];
  let left = amount;
  for (const payment of payments) {
    const part = Math.min(left, heldOf(payment));
    if (part > 0) parts.push({ payment, amount: part });
    left -= part;
  }
  if (left > 0) throw new Error("More is to be given back than is held.");
  return parts;
}

/** What is given back of a booking's money when its total changes, and what stays of earlier refunds. */
export interface Settlement {
  readonly refundAmount: number;
  /** The booking's `refundedAmount` afterwards. */
  readonly refundedAmount: number;
}

/**
 * What is due back of a paid booking that costs less from now on: the difference, less what its organizer had given back of it
 * already (domain rules, Changes of bookings).
 */
export function settleLess(
  booking: { readonly totalAmount: number; readonly refundedAmount: number },
  totalAmount: number,
): Settlement {
  const held = booking.totalAmount - booking.refundedAmount;
  const refundAmount = Math.max(0, held - totalAmount);
  return { refundAmount, refundedAmount: totalAmount - (held - refundAmount) };
}
