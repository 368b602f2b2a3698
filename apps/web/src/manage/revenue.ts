import type { BookingWithAttendee } from "@foyer/contract/booking";

type Counted = Pick<BookingWithAttendee, "status" | "totalAmount" | "currency">;

/**
 * What the active bookings come to, in minor units, one figure for each currency. Adds up the amounts of the
 * bookings themselves, since a changed price does not touch those already made.
 */
export function bookedRevenue(bookings: readonly Counted[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const booking of bookings) {
    if (booking.status === "cancelled") continue;
    sums.set(booking.currency, (sums.get(booking.currency) ?? 0) + booking.totalAmount);
  }
  return sums;
}
