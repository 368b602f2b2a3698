import type { Transaction } from "@foyer/db/database";
import { type BookingWithPaymentsAnswer, bookingColumns, toBookingView } from "../bookings/booking-view.js";
import { paymentsOfBooking } from "./payment-view.js";

/** A booking that is known to be there, with its payments. */
export async function readWithPayments(
  client: Pick<Transaction, "booking">,
  id: string,
): Promise<BookingWithPaymentsAnswer> {
  const row = await client.booking.findUniqueOrThrow({
    where: { id },
    select: { ...bookingColumns, payments: paymentsOfBooking },
  });
  return toBookingView(row);
}
