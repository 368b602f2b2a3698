import type {
  bookingDetails,
  bookingView,
  bookingWithAttendee,
  bookingWithEvent,
  bookingWithPayments,
} from "@foyer/contract/booking";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import { cancellableUntil, termsColumns } from "./cancellation-terms.js";

/** A booking as the contract's `bookingView` takes it. */
export type BookingAnswer = z.input<typeof bookingView>;
export type BookingWithEventAnswer = z.input<typeof bookingWithEvent>;
export type BookingWithPaymentsAnswer = z.input<typeof bookingWithPayments>;
export type BookingDetailsAnswer = z.input<typeof bookingDetails>;
export type BookingWithAttendeeAnswer = z.input<typeof bookingWithAttendee>;

/** The columns of the booking itself that `bookingView` is made of. */
export const ownColumns = {
  id: true,
  eventId: true,
  userId: true,
  ticketQuantity: true,
  totalAmount: true,
  currency: true,
  status: true,
  bookingDate: true,
  paymentStatus: true,
  paymentMethod: true,
  paymentTransactionId: true,
  cancellationReason: true,
  cancelledAt: true,
  cancelledBy: true,
  cancellableUntil: true,
  holdExpiresAt: true,
  waitlistEntryId: true,
  replacedById: true,
  admittedTickets: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.BookingSelect;

/** The same with what its event says about cancelling. */
export const bookingColumns = {
  ...ownColumns,
  event: { select: termsColumns },
} as const satisfies Prisma.BookingSelect;

/** A row of {@link bookingColumns}. */
export type BookingRow = Prisma.BookingGetPayload<{ select: typeof bookingColumns }>;

/** Turns a row, and whatever else was read with it, into the contract's `bookingView`. */
export function toBookingView<Row extends BookingRow>(row: Row) {
  const { waitlistEntryId, replacedById, event, ...booking } = row;
  return {
    ...booking,
    isOffer: waitlistEntryId !== null,
    replacedBy: replacedById,
    cancellableUntil: cancellableUntil(event, row),
  };
}

/** What a booking's owner is shown of its event. */
export const bookedEventColumns = {
  ...termsColumns,
  id: true,
  name: true,
  venue: true,
  timeZone: true,
  category: true,
  isActive: true,
  cancelledAt: true,
  cancellationReason: true,
} as const satisfies Prisma.EventSelect;

export const bookingWithEventColumns = {
  ...ownColumns,
  event: { select: bookedEventColumns },
} as const satisfies Prisma.BookingSelect;

type RowWithEvent = Prisma.BookingGetPayload<{ select: typeof bookingWithEventColumns }>;

/** Turns a row, and whatever else was read with it, into the contract's `bookingWithEvent`. */
export function toBookingWithEvent<Row extends RowWithEvent>(row: Row) {
  const { cancellationCutoffHours, cancellationFloors, ...event } = row.event;
  const booking = toBookingView(row);
  return { ...booking, event: { ...event, cancellableUntil: booking.cancellableUntil } };
}
