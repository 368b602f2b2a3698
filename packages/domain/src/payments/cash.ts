import type { KeyedBookingInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { BookingWithPaymentsAnswer } from "../bookings/booking-view.js";
import type { Foyer } from "../foyer.js";

export async function markPaid(
  _: Foyer,
  __: Actor,
  ___: KeyedBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  throw new Error("To come.");
}
export async function markRefunded(
  _: Foyer,
  __: Actor,
  ___: KeyedBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  throw new Error("To come.");
}
