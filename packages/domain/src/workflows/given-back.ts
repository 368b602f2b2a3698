import type { Transaction } from "@foyer/db/database";
import { heldOf } from "../payments/refund-parts.js";

/**
 * Marks cancelled bookings as refunded once nothing that was paid for them is held or due back any more. A booking that is
 * still active stays as it is.
 *
 * @returns the bookings that are marked now
 */
export async function markGivenBack(tx: Transaction, bookingIds: string[], now: Date): Promise<string[]> {
  if (bookingIds.length === 0) return [];
  const payments = await tx.payment.findMany({
    where: { bookingId: { in: bookingIds }, state: { in: ["succeeded", "refund_due"] } },
    select: { bookingId: true, state: true, amount: true, refundedAmount: true },
  });
  const due = await tx.refund.findMany({
    where: { bookingId: { in: bookingIds }, state: "due" },
    select: { bookingId: true },
  });
  const owed = new Set(
    [...payments.filter((one) => heldOf(one) > 0), ...due].map(({ bookingId }) => bookingId),
  );
  const settled = await tx.booking.findMany({
    where: {
      id: { in: bookingIds.filter((id) => !owed.has(id)) },
      status: "cancelled",
      paymentStatus: { not: "refunded" },
    },
    select: { id: true },
  });
  const ids = settled.map(({ id }) => id);
  if (ids.length === 0) return [];
  await tx.booking.updateMany({
    where: { id: { in: ids } },
    data: { paymentStatus: "refunded", updatedAt: now },
  });
  return ids;
}
