import type { Prisma } from "@foyer/db/models";

/** The columns that {@link cashDue} reads. */
export const cashColumns = {
  totalAmount: true,
  paymentMethod: true,
  paymentStatus: true,
} as const satisfies Prisma.BookingSelect;

/** The cash still to be paid at the door for a booking, in minor units of its currency. */
export function cashDue(booking: Prisma.BookingGetPayload<{ select: typeof cashColumns }>): number {
  const isDue = booking.paymentMethod === "cash" && booking.paymentStatus !== "paid";
  return isDue ? booking.totalAmount : 0;
}
