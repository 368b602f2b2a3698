import type { BookingView } from "@foyer/contract/booking";

/** A booking whose tickets are held, and until when. */
export type Held<Booking> = Booking & { holdExpiresAt: Date };

/** Whether a booking holds its tickets at this moment of the server's clock. */
export function isHeld<Booking extends Pick<BookingView, "status" | "holdExpiresAt">>(
  booking: Booking,
  now: Date,
): booking is Held<Booking> {
  return booking.status === "pending" && booking.holdExpiresAt !== null && booking.holdExpiresAt > now;
}
