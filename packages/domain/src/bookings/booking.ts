import {
  ACTIVE_STATUSES,
  type bookingDetails,
  type bookingView,
  type bookingWithAttendee,
  type bookingWithEvent,
  type bookingWithPayments,
  type CreateBookingInput,
  type listedBooking,
} from "@foyer/contract/booking";
import { discountOf } from "@foyer/contract/discount-code";
import type { BookingId, EventId, UserId } from "@foyer/contract/ids";
import { formatMoney } from "@foyer/contract/money";
import type { PaymentMethod } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { oid } from "@foyer/db/raw-commands";
import { nullColumns, type RowOf, rawModel } from "@foyer/db/raw-model";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import type { AppliedDiscount } from "../discount-codes/discount-code.js";
import { DomainError } from "../domain-error.js";
import type { PricedItem } from "../ticket-types/order-tickets.js";
import { ticketColumns, toBookedTickets } from "./booked-tickets.js";
import { cancellableUntil, termsColumns } from "./cancellation-terms.js";
import { attendeeOf, type StoredGuest, toGuestView } from "./guest-booking.js";

/** A booking as input of the contract's `bookingView`. */
export type BookingAnswer = z.input<typeof bookingView>;
export type BookingWithEventAnswer = z.input<typeof bookingWithEvent>;
export type BookingWithPaymentsAnswer = z.input<typeof bookingWithPayments>;
export type BookingDetailsAnswer = z.input<typeof bookingDetails>;
export type BookingWithAttendeeAnswer = z.input<typeof bookingWithAttendee>;
export type ListedBookingAnswer = z.input<typeof listedBooking>;

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
  items: true,
  prices: true,
  discount: true,
  addition: true,
  cashDueAt: true,
  refundedAmount: true,
  guest: true,
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

/** An item as a booking stores it. */
export type BookingItemRow = BookingRow["items"][number];
type BookedAddition = NonNullable<BookingRow["addition"]>;
type AppliedDiscountRow = NonNullable<BookingRow["discount"]>;

/** The columns that the contract has in another form. */
type StoredForm = Pick<
  BookingRow,
  | "waitlistEntryId"
  | "replacedById"
  | "items"
  | "prices"
  | "discount"
  | "addition"
  | "ticketQuantity"
  | "totalAmount"
> & { readonly guest: StoredGuest | null };

/** Brings columns into the contract's form. */
function renamed<Own extends StoredForm>(row: Own) {
  const { waitlistEntryId, replacedById, prices: _, discount, addition, guest, ...booking } = row;
  return {
    ...booking,
    items: itemsOf(row),
    discountCode: discount?.code ?? null,
    discountAmount: discount?.amount ?? 0,
    addition: addition && toAdditionView(addition),
    isOffer: waitlistEntryId !== null,
    replacedBy: replacedById,
    guest: toGuestView(guest),
  };
}

/** The columns that say what was booked. */
type BookedItems = Pick<BookingRow, "items" | "prices" | "ticketQuantity" | "totalAmount">;

/**
 * A booking's tickets by kind with the prices they were booked at, in the order in which they were booked: first those of no
 * kind, one item for each price. It has those alone where its event has one kind, and others beside them if they are from before
 * its event had ticket types.
 */
export function itemsOf({
  items,
  prices,
  discount,
  ticketQuantity,
  totalAmount,
}: BookedItems & { readonly discount: { readonly amount: number } | null }): readonly PricedItem[] {
  if (items.length + prices.length > 0) {
    return [...prices.map((price) => ({ ...OF_NO_KIND, ...price })), ...items];
  }
  const unitPrice = (totalAmount + (discount?.amount ?? 0)) / ticketQuantity;
  return [{ ...OF_NO_KIND, unitPrice, quantity: ticketQuantity }];
}

/** Whether a booking opens a hidden kind: it has tickets of it, or a code that opened it. */
export function opensKind(
  booking: BookedItems & Pick<BookingRow, "discount">,
  { id }: { readonly id: string },
): boolean {
  const { discount } = booking;
  return (
    itemsOf(booking).some(({ ticketTypeId }) => ticketTypeId === id) ||
    (discount !== null &&
      (discount.ticketTypeIds.includes(id) ||
        (discount.kind === "unlock" && discount.ticketTypeIds.length === 0)))
  );
}

const OF_NO_KIND = { ticketTypeId: null, name: null } as const;

/** The tickets that are held in addition to a booking's own. */
export function itemsOfAddition({
  items,
  unitPrice,
  ticketQuantity: quantity,
}: Pick<BookedAddition, "items" | "unitPrice" | "ticketQuantity">): readonly PricedItem[] {
  return items.length > 0 ? items : [{ ...OF_NO_KIND, unitPrice: unitPrice ?? 0, quantity }];
}

/** Whether an addition is offered by the waiting list, and was not taken yet. */
export function isOfferedAddition<Addition extends Pick<BookedAddition, "waitlistEntryId" | "isCash">>(
  addition: Addition,
): addition is Addition & { readonly waitlistEntryId: string } {
  return addition.waitlistEntryId !== null && !addition.isCash;
}

function toAdditionView(addition: BookedAddition) {
  const { ticketQuantity, amount, returns, isCash, holdExpiresAt } = addition;
  const items = [...itemsOfAddition(addition)];
  const isOffer = isOfferedAddition(addition);
  return { items, ticketQuantity, amount, returnedTickets: returns.length, isCash, isOffer, holdExpiresAt };
}

/** Converts a row, with whatever else was read, to the contract's `bookingView`. */
export function toBookingView<Row extends BookingRow>({ event, ...row }: Row) {
  return { ...renamed(row), cancellableUntil: cancellableUntil(event, row) };
}

/** The fields that a booking copies from its request. */
export function askedFor({ eventId, paymentMethod }: Pick<CreateBookingInput, "eventId" | "paymentMethod">) {
  return { eventId, paymentMethod };
}

/** What tickets cost together, with the discount of a code. */
export interface Priced {
  /** The items as a booking stores them: those of ticket types. */
  readonly items: BookingItemRow[];
  /** The prices of tickets of no kind as a booking stores them: none where the totals say the same. */
  readonly prices: BookingRow["prices"];
  readonly ticketQuantity: number;
  /** In minor units, after the discount. */
  readonly totalAmount: number;
  readonly discount: AppliedDiscount | null;
}

/** Sums up an order. */
export function priceOf(items: readonly PricedItem[], discount: AppliedDiscount | null): Priced {
  const full = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  const ofNoKind = items.filter(({ ticketTypeId }) => ticketTypeId === null);
  return {
    items: items.flatMap(({ ticketTypeId, name, unitPrice, quantity }) =>
      ticketTypeId === null || name === null ? [] : [{ ticketTypeId, name, unitPrice, quantity }],
    ),
    prices:
      ofNoKind.length > 1 || ofNoKind.length < items.length
        ? ofNoKind.map(({ unitPrice, quantity }) => ({ unitPrice, quantity }))
        : [],
    ticketQuantity: items.reduce((sum, { quantity }) => sum + quantity, 0),
    totalAmount: full - (discount?.amount ?? 0),
    discount,
  };
}

/** The same tickets in another number at the same terms: unit prices and code stay, the discount is computed anew. */
export function repriced(items: readonly PricedItem[], discount: AppliedDiscount | null): Priced {
  return priceOf(items, discount && { ...discount, amount: discountOf(discount, items) });
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
  /** Missing without tickets of ticket types. */
  readonly items?: BookingItemRow[];
  /** Missing where the totals say the same. */
  readonly prices?: BookingRow["prices"];
  readonly discount?: AppliedDiscountRow;
  /** Until when its cash has to be paid, if that is before the door. */
  readonly cashDueAt?: Date;
  /** Who it is for that did not sign in. */
  readonly guest?: StoredGuest;
  /** Who of those who run the event made it. */
  readonly madeBy?: { readonly actorId: string; readonly reason?: string };
}

/** The terms of a booking that its price consists of. Those that do not apply are missing. */
export function pricedTerms({ items, prices, ticketQuantity, totalAmount, discount }: Priced) {
  return {
    ticketQuantity,
    totalAmount,
    ...(items.length > 0 && { items }),
    ...(prices.length > 0 && { prices }),
    ...(discount !== null && { discount: { ...discount, ticketTypeIds: [...discount.ticketTypeIds] } }),
  };
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
const BLANK = {
  ...nullColumns("Booking", ownColumns),
  admittedTickets: 0,
  refundedAmount: 0,
  items: [],
  prices: [],
};

/** Makes a booking. Nothing else creates one. */
export function newBooking(terms: BookingTerms, now: Date): NewBooking {
  const row = { ...terms, bookingDate: now, createdAt: now, updatedAt: now };
  const { madeBy: _, ...shown } = row;
  return { row, answer: renamed({ ...BLANK, ...shown }) };
}

/** The columns of an existing booking that its price consists of. */
export function storedPrice({ items, prices, ticketQuantity, totalAmount, discount }: Priced) {
  return {
    ticketQuantity,
    totalAmount,
    items: { set: items },
    prices: { set: prices },
    ...(discount !== null && {
      discount: { set: { ...discount, ticketTypeIds: [...discount.ticketTypeIds] } },
    }),
  };
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

const activeBookings = rawModel("Booking", {
  id: true,
  userId: true,
  eventId: true,
  status: true,
  holdExpiresAt: true,
  guest: true,
});

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
  tx: Pick<Transaction, "booking">,
  eventId: EventId,
  { id }: Pick<Actor, "id">,
): Promise<ActiveBooking | undefined> {
  const [own] = await findActiveBookings(tx, [eventId], [id]);
  return own;
}

/**
 * The same rule as the unique index, checked before tickets are taken, for a better message.
 *
 * @param isOwn false if the caller only named an address, and learns no more than that it has a booking
 */
export function alreadyBookedError(isOwn = true): DomainError {
  const message = isOwn
    ? "You have a booking for this event already."
    : "There is a booking for this event with this address already.";
  return new DomainError("BOOKING_ALREADY_ACTIVE", message);
}

/** The event's columns shown to the booking's owner. */
export const bookedEventColumns = {
  ...termsColumns,
  id: true,
  name: true,
  venue: true,
  endsAt: true,
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
  ...ticketColumns,
  user: { select: { id: true, name: true, email: true } },
} as const satisfies Prisma.BookingSelect;

type RowWithAttendee = Prisma.BookingGetPayload<{ select: typeof bookingWithAttendeeColumns }>;

/** Converts a row to the contract's `bookingWithAttendee`. */
export function toBookingWithAttendee({
  user,
  lastTicketNumber,
  ...row
}: RowWithAttendee): BookingWithAttendeeAnswer {
  const tickets = toBookedTickets({ ...row, lastTicketNumber });
  return { ...toBookingView({ ...row, tickets }), attendee: attendeeOf({ user, guest: row.guest }) };
}

type RowWithEvent = Prisma.BookingGetPayload<{ select: typeof bookingWithEventColumns }>;

/** Converts a row, with whatever else was read, to the contract's `bookingWithEvent`. */
export function toBookingWithEvent<Row extends RowWithEvent>(row: Row) {
  const { cancellationCutoffHours, cancellationFloors, ...event } = row.event;
  const booking = toBookingView(row);
  return { ...booking, event: { ...event, cancellableUntil: booking.cancellableUntil } };
}
