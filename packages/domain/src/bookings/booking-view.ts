import type {
  bookingDetails,
  bookingView,
  bookingWithAttendee,
  bookingWithEvent,
  bookingWithPayments,
  CreateBookingInput,
} from "@foyer/contract/booking";
import type { BookingId, EventId, UserId } from "@foyer/contract/ids";
import type { PaymentMethod } from "@foyer/contract/payment";
import type { Prisma } from "@foyer/db/models";
import { nullColumns } from "@foyer/db/raw-model";
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

/** Names the columns as the contract does. */
function renamed<Own extends Pick<BookingRow, "waitlistEntryId" | "replacedById">>(row: Own) {
  const { waitlistEntryId, replacedById, ...booking } = row;
  return { ...booking, isOffer: waitlistEntryId !== null, replacedBy: replacedById };
}

/** Turns a row, and whatever else was read with it, into the contract's `bookingView`. */
export function toBookingView<Row extends BookingRow>({ event, ...row }: Row) {
  return { ...renamed(row), cancellableUntil: cancellableUntil(event, row) };
}

/** What a booking copies from the request that asks for it. */
export function askedFor({ eventId, ticketQuantity, paymentMethod }: CreateBookingInput) {
  return { eventId, ticketQuantity, paymentMethod };
}

/** What is decided about a booking when it is made. */
export interface BookingTerms {
  readonly id: BookingId;
  readonly eventId: EventId;
  readonly userId: UserId;
  readonly ticketQuantity: number;
  /** In minor units of `currency`. */
  readonly totalAmount: number;
  readonly currency: string;
  readonly status: "pending" | "confirmed";
  readonly paymentStatus: "pending" | "paid";
  readonly paymentMethod: PaymentMethod;
  readonly cancellableUntil: Date;
  /** Until when it holds its tickets; a confirmed booking keeps them. */
  readonly holdExpiresAt?: Date;
  /** The place on the waiting list that it is offered to. */
  readonly waitlistEntryId?: string;
  readonly paymentTransactionId?: string;
}

/** The row of a booking that is to be written. What is not given is not there. */
export interface NewBookingRow extends BookingTerms {
  readonly bookingDate: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A booking that is to be written, and the contract's `bookingView` of it. */
export interface NewBooking {
  readonly row: NewBookingRow;
  readonly answer: BookingAnswer;
}

/** Columns of a booking that was just made, where it does not say otherwise: what is not given is not written. */
const BLANK = { ...nullColumns("Booking", ownColumns), admittedTickets: 0 };

/** Makes a booking: the only place that does. */
export function newBooking(terms: BookingTerms, now: Date): NewBooking {
  const row = { ...terms, bookingDate: now, createdAt: now, updatedAt: now };
  return { row, answer: renamed({ ...BLANK, ...row }) };
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
