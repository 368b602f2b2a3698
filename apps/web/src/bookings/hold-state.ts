import type { BookingView } from "@foyer/contract/booking";

/** A booking with a hold, and the end of the hold. */
export type Held<Booking> = Booking & { holdExpiresAt: Date };

/** Whether a booking holds its tickets at `now` by the server's clock. */
export function isHeld<Booking extends Pick<BookingView, "status" | "holdExpiresAt">>(
  booking: Booking,
  now: Date,
): booking is Held<Booking> {
  return booking.status === "pending" && booking.holdExpiresAt !== null && booking.holdExpiresAt > now;
}
