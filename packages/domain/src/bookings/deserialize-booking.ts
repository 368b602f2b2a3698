import { bookingView, bookingWithPayments } from "@foyer/contract/booking";
import { isoText } from "@foyer/contract/iso-text";
import { z } from "zod";
import type { BookingAnswer, BookingWithPaymentsAnswer } from "./booking.js";

const isObject = (kept: unknown) => typeof kept === "object" && kept !== null;

/** What records may leave out, or not have because they are from before an update. */
interface RecordedBooking {
  readonly bookingDate: unknown;
  readonly cancellableUntil?: unknown;
  readonly items?: unknown;
  readonly ticketQuantity: number;
  readonly totalAmount: number;
}

/** The fields of a booking that may be null, all of them null. */
const nulls = Object.fromEntries(
  Object.entries(bookingView.shape).flatMap(([name, field]) =>
    field.safeParse(null).success ? [[name, null]] : [],
  ),
);

/**
 * What is recorded of a new booking's answer: without fields that are null, and without items where the totals say the same. A
 * hot event writes thousands of them a second.
 */
export function toRecordedBooking(answer: BookingAnswer): Readonly<Record<string, unknown>> {
  // JSON leaves out what is undefined.
  const recorded: Record<string, unknown> = { ...answer };
  for (const name of Object.keys(recorded)) {
    const value = recorded[name];
    if (value === null) recorded[name] = undefined;
    else if (value instanceof Date) recorded[name] = isoText(value);
  }
  const [item] = answer.items;
  if (item?.ticketTypeId === null && answer.discountAmount === 0) recorded.items = undefined;
  return recorded;
}

/**
 * Records are kept for a day, so after an update some are from before bookings had `cancellableUntil`, items, or refunds. They
 * get a date that is over, which promises nothing; reading the booking gives the right one.
 */
function withTerms<Kept extends RecordedBooking>(kept: Kept): Kept {
  const { bookingDate, items, ticketQuantity: quantity, totalAmount } = kept;
  return {
    discountAmount: 0,
    refundedAmount: 0,
    ...nulls,
    ...kept,
    cancellableUntil: kept.cancellableUntil ?? bookingDate,
    items: items ?? [{ ticketTypeId: null, name: null, unitPrice: totalAmount / quantity, quantity }],
  };
}

const rememberedBooking = z.custom<BookingAnswer>(isObject).transform(withTerms).pipe(bookingView);

/** A booking with its payments, as it was recorded before there were refunds in part. */
type RecordedMoney = Pick<BookingWithPaymentsAnswer, "payments"> & { readonly refunds?: unknown };

function withRefunds<Kept extends RecordedMoney>(kept: Kept): Kept {
  if (kept.refunds !== undefined) return kept;
  return {
    ...kept,
    payments: kept.payments.map((payment) => ({ ...payment, refundedAmount: 0 })),
    refunds: [],
  };
}

/** A booking with its payments, as recorded for an idempotency key. */
export const bookingWithPaymentsRecord = z
  .custom<BookingWithPaymentsAnswer>(isObject)
  .transform(withTerms)
  .transform(withRefunds)
  .pipe(bookingWithPayments);

/** Deserializes a recorded booking. */
export function deserializeBooking(kept: unknown): BookingAnswer {
  return rememberedBooking.parse(kept);
}
