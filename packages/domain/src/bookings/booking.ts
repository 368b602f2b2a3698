import {
  ACTIVE_STATUSES,
  type bookingDetails,
  type bookingView,
  type bookingWithAttendee,
  type bookingWithEvent,
  type bookingWithPayments,
  type CreateBookingInput,
} from "@foyer/contract/booking";
import type { BookingId, EventId, UserId } from "@foyer/contract/ids";
import { formatMoney } from "@foyer/contract/money";
import type { PaymentMethod } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { oid } from "@foyer/db/raw-commands";
import { nullColumns, type RowOf, rawModel } from "@foyer/db/raw-model";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";
import { cancellableUntil, termsColumns } from "./cancellation-terms.js";

/** A booking as input of the contract's `bookingView`. */
export type BookingAnswer = z.input<typeof bookingView>;
export type BookingWithEventAnswer = z.input<typeof bookingWithEvent>;
export type BookingWithPaymentsAnswer = z.input<typeof bookingWithPayments>;
export type BookingDetailsAnswer = z.input<typeof bookingDetails>;
export type BookingWithAttendeeAnswer = z.input<typeof bookingWithAttendee>;

/** The booking's own columns for `bookingView`. */
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

/** The same with the event's cancellation terms. */
export const bookingColumns = {
  ...ownColumns,
  event: { select: termsColumns },
} as const satisfies Prisma.BookingSelect;

/** A row of {@link bookingColumns}. */
export type BookingRow = Prisma.BookingGetPayload<{ select: typeof bookingColumns }>;

/** Renames columns to the contract's names. */
function renamed<Own extends Pick<BookingRow, "waitlistEntryId" | "replacedById">>(row: Own) {
  const { waitlistEntryId, replacedById, ...booking } = row;
  return { ...booking, isOffer: waitlistEntryId !== null, replacedBy: replacedById };
}

/** Converts a row, with whatever else was read, to the contract's `bookingView`. */
export function toBookingView<Row extends BookingRow>({ event, ...row }: Row) {
  return { ...renamed(row), cancellableUntil: cancellableUntil(event, row) };
}

/** The fields that a booking copies from its request. */
export function askedFor({ eventId, ticketQuantity, paymentMethod }: CreateBookingInput) {
  return { eventId, ticketQuantity, paymentMethod };
}

/** The terms of a booking, decided when it is made. */
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
  /** When its hold ends; missing for a confirmed booking. */
  readonly holdExpiresAt?: Date;
  /** The place on the waiting list whose offer it is. */
  readonly waitlistEntryId?: string;
  readonly paymentTransactionId?: string;
}

/** The row of a new booking. Missing values are not written. */
export interface NewBookingRow extends BookingTerms {
  readonly bookingDate: Date;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A new booking as row and as the contract's `bookingView`. */
export interface NewBooking {
  readonly row: NewBookingRow;
  readonly answer: BookingAnswer;
}

/** The columns of a new booking that are not written, with their values when read. */
const BLANK = { ...nullColumns("Booking", ownColumns), admittedTickets: 0 };

/** Makes a booking. Nothing else creates one. */
export function newBooking(terms: BookingTerms, now: Date): NewBooking {
  const row = { ...terms, bookingDate: now, createdAt: now, updatedAt: now };
  return { row, answer: renamed({ ...BLANK, ...row }) };
}

/** The amount owed for a booking. */
interface Owed {
  /** In minor units of `currency`. */
  readonly totalAmount: number;
  readonly currency: string;
}

/**
 * Rejects a booking at a price the user has not seen; callers that send no expected amount accept any. Called in the
 * transaction that writes it, before any write.
 *
 * @throws DomainError PRICE_CHANGED, with the amount that would be owed
 */
export function requireExpectedAmount(
  { expectedTotalAmount }: { readonly expectedTotalAmount?: number | undefined },
  { totalAmount, currency }: Owed,
): void {
  if (expectedTotalAmount === undefined || expectedTotalAmount === totalAmount) return;
  const price = totalAmount === 0 ? "free" : formatMoney(totalAmount, currency);
  throw new DomainError("PRICE_CHANGED", `The price has changed: in all it is ${price} now.`, {
    totalAmount,
    currency,
  });
}

const activeBookings = rawModel("Booking", { userId: true, eventId: true, holdExpiresAt: true });

/** A booking that holds tickets, for good or until its hold ends. */
export type ActiveBooking = RowOf<typeof activeBookings>;

/** The active bookings of some users for some events: at most one per user and event. */
export function findActiveBookings(
  { booking }: Pick<Transaction, "booking">,
  eventIds: readonly EventId[],
  userIds: readonly UserId[],
): Promise<readonly ActiveBooking[]> {
  return activeBookings.find(booking, {
    userId: { $in: userIds.map(oid) },
    eventId: { $in: eventIds.map(oid) },
    status: { $in: [...ACTIVE_STATUSES] },
  });
}

/** A user's active booking for an event, if there is one. */
export async function findActiveBooking(
  tx: Transaction,
  eventId: EventId,
  { id }: Pick<Actor, "id">,
): Promise<ActiveBooking | undefined> {
  const [own] = await findActiveBookings(tx, [eventId], [id]);
  return own;
}

/** The same rule as the unique index, checked before tickets are taken, for a better message. */
export function alreadyBookedError(): DomainError {
  return new DomainError("BOOKING_ALREADY_ACTIVE", "You have a booking for this event already.");
}

/** The event's columns shown to the booking's owner. */
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

export const bookingWithAttendeeColumns = {
  ...bookingColumns,
  user: { select: { id: true, name: true, email: true } },
} as const satisfies Prisma.BookingSelect;

type RowWithEvent = Prisma.BookingGetPayload<{ select: typeof bookingWithEventColumns }>;

/** Converts a row, with whatever else was read, to the contract's `bookingWithEvent`. */
export function toBookingWithEvent<Row extends RowWithEvent>(row: Row) {
  const { cancellationCutoffHours, cancellationFloors, ...event } = row.event;
  const booking = toBookingView(row);
  return { ...booking, event: { ...event, cancellableUntil: booking.cancellableUntil } };
}
