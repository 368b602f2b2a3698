import type { Transaction } from "@foyer/db/database";
import { heldOf } from "./refund-parts.js";

/**
 * The cash of bookings that those who run their event have to give back, in minor units: what is held of bookings that ended,
 * and refunds in part. `booking.markRefunded` marks all of a booking's at once.
 *
 * @returns the amounts by booking; those without any are missing
 */
export async function readCashDueBack(
  client: Pick<Transaction, "payment" | "refund">,
  bookingIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const due = new Map<string, number>();
  if (bookingIds.length === 0) return due;
  const bookingId = { in: [...bookingIds] };
  const [payments, parts] = await Promise.all([
    client.payment.findMany({
      where: { bookingId, provider: "cash", state: "refund_due" },
      select: { bookingId: true, amount: true, refundedAmount: true },
    }),
    client.refund.findMany({
      where: { bookingId, state: "due", payment: { provider: "cash" } },
      select: { bookingId: true, amount: true },
    }),
  ]);
  const amounts = [...payments.map((payment) => ({ ...payment, amount: heldOf(payment) })), ...parts];
  for (const { bookingId: id, amount } of amounts) due.set(id, (due.get(id) ?? 0) + amount);
  return due;
}
