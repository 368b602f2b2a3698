import type { Transaction } from "@foyer/db/database";
import { paymentsOfBooking } from "../payments/payment-view.js";
import { refundsOfBooking, toRefundView } from "../payments/refund-view.js";
import { type BookingWithPaymentsAnswer, bookingColumns, toBookingView } from "./booking.js";

/** An existing booking with its payments. */
export async function readWithPayments(
  client: Pick<Transaction, "booking">,
  id: string,
): Promise<BookingWithPaymentsAnswer> {
  const row = await client.booking.findUniqueOrThrow({
    where: { id },
    select: { ...bookingColumns, payments: paymentsOfBooking, refunds: refundsOfBooking },
  });
  return toBookingView({ ...row, refunds: row.refunds.map(toRefundView) });
}
