import type {
  bookingDetails,
  bookingView,
  bookingWithAttendee,
  bookingWithEvent,
  bookingWithPayments,
} from "@foyer/contract/booking";
import { HOUR_MS } from "@foyer/contract/time";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";

/** A booking as the contract's `bookingView` takes it. */
export type BookingAnswer = z.input<typeof bookingView>;
export type BookingWithEventAnswer = z.input<typeof bookingWithEvent>;
export type BookingWithPaymentsAnswer = z.input<typeof bookingWithPayments>;
export type BookingDetailsAnswer = z.input<typeof bookingDetails>;
export type BookingWithAttendeeAnswer = z.input<typeof bookingWithAttendee>;

/** The columns that `bookingView` is made of. */
export const bookingColumns = {
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
  holdExpiresAt: true,
  waitlistEntryId: true,
  replacedById: true,
  admittedTickets: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.BookingSelect;

/** A row of {@link bookingColumns}. */
export type BookingRow = Prisma.BookingGetPayload<{ select: typeof bookingColumns }>;

/** Turns a row, and whatever else was read with it, into the contract's `bookingView`. */
export function toBookingView<Row extends BookingRow>({ waitlistEntryId, replacedById, ...row }: Row) {
  return { ...row, isOffer: waitlistEntryId !== null, replacedBy: replacedById };
}

/** What a booking's owner is shown of its event. */
export const bookedEventColumns = {
  id: true,
  name: true,
  venue: true,
  dateTime: true,
  timeZone: true,
  category: true,
  isActive: true,
  cancelledAt: true,
  cancellationReason: true,
  cancellationCutoffHours: true,
} as const satisfies Prisma.EventSelect;

export const bookingWithEventColumns = {
  ...bookingColumns,
  event: { select: bookedEventColumns },
} as const satisfies Prisma.BookingSelect;

type RowWithEvent = Prisma.BookingGetPayload<{ select: typeof bookingWithEventColumns }>;

/** Turns a row, and whatever else was read with it, into the contract's `bookingWithEvent`. */
export function toBookingWithEvent<Row extends RowWithEvent>(row: Row) {
  const { cancellationCutoffHours, ...event } = row.event;
  return { ...toBookingView(row), event: { ...event, cancellableUntil: cancellableUntil(row.event) } };
}

/** The last moment at which an attendee may cancel (domain rules, Booking). */
export function cancellableUntil(event: {
  readonly dateTime: Date;
  readonly cancellationCutoffHours: number;
}): Date {
  return new Date(event.dateTime.getTime() - event.cancellationCutoffHours * HOUR_MS);
}
