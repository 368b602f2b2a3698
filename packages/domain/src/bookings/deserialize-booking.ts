import { bookingView, bookingWithPayments } from "@foyer/contract/booking";
import { z } from "zod";
import type { BookingAnswer, BookingWithPaymentsAnswer } from "./booking-view.js";

const isObject = (kept: unknown) => typeof kept === "object" && kept !== null;

/**
 * Answers are remembered for a day, so some are from before bookings had `cancellableUntil`. Those then say that it is
 * too late, which promises nothing: the booking itself, read again, has the right one.
 */
function withTerms<Kept extends { readonly bookingDate: unknown; readonly cancellableUntil?: unknown }>(
  kept: Kept,
): Kept {
  return kept.cancellableUntil === undefined ? { ...kept, cancellableUntil: kept.bookingDate } : kept;
}

const rememberedBooking = z.custom<BookingAnswer>(isObject).transform(withTerms).pipe(bookingView);

/** A booking with its payments, as a key remembers it. */
export const bookingWithPaymentsRecord = z
  .custom<BookingWithPaymentsAnswer>(isObject)
  .transform(withTerms)
  .pipe(bookingWithPayments);

/** Reads a remembered booking back. */
export function deserializeBooking(kept: unknown): BookingAnswer {
  return rememberedBooking.parse(kept);
}
