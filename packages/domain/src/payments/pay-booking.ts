import type { PayBookingInput } from "@foyer/contract/booking";
import type { BookingId } from "@foyer/contract/ids";
import type { Actor } from "../actor.js";
import type { BookingWithPaymentsAnswer } from "../bookings/booking-view.js";
import type { Foyer } from "../foyer.js";

export async function payBooking(
  _: Foyer,
  __: Actor,
  ___: PayBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  throw new Error("To come.");
}
export async function refreshPayment(
  _: Foyer,
  __: Actor,
  ___: BookingId,
): Promise<BookingWithPaymentsAnswer> {
  throw new Error("To come.");
}
export async function answerSandbox(
  _: Foyer,
  __: Actor,
  ___: { readonly id: BookingId; readonly answer: "approve" | "refuse" },
): Promise<BookingWithPaymentsAnswer> {
  throw new Error("To come.");
}
