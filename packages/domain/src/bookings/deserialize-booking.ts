import { bookingView, bookingWithPayments } from "@foyer/contract/booking";
import { z } from "zod";
import type { BookingAnswer, BookingWithPaymentsAnswer } from "./booking.js";

const isObject = (kept: unknown) => typeof kept === "object" && kept !== null;

/**
 * Records are kept for a day, so after an update some are from before bookings had `cancellableUntil`. They get a
 * date that is over, which promises nothing; reading the booking gives the right one.
 */
function withTerms<Kept extends { readonly bookingDate: unknown; readonly cancellableUntil?: unknown }>(
  kept: Kept,
): Kept {
  return kept.cancellableUntil === undefined ? { ...kept, cancellableUntil: kept.bookingDate } : kept;
}

const rememberedBooking = z.custom<BookingAnswer>(isObject).transform(withTerms).pipe(bookingView);

/** A booking with its payments, as recorded for an idempotency key. */
export const bookingWithPaymentsRecord = z
  .custom<BookingWithPaymentsAnswer>(isObject)
  .transform(withTerms)
  .pipe(bookingWithPayments);

/** Deserializes a recorded booking. */
export function deserializeBooking(kept: unknown): BookingAnswer {
  return rememberedBooking.parse(kept);
}
