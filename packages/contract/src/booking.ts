import { z } from "zod";
import { bookingId, eventId, idempotencyKey, userId } from "./ids.js";
import { MAX_TICKETS_PER_BOOKING } from "./money.js";
import { minorUnits } from "./money-fields.js";
import { changesInput, changesPage, page, pageInput } from "./page.js";
import { paymentMethod, paymentStatus, paymentToken, paymentView } from "./payment.js";
import { search } from "./search.js";
import { line } from "./text.js";
import { answeredInstant } from "./time.js";

export const bookingStatus = z.enum(["pending", "confirmed", "cancelled"]);
export type BookingStatus = z.infer<typeof bookingStatus>;

/** The two states in which a booking holds tickets. */
export const ACTIVE_STATUSES = ["pending", "confirmed"] as const satisfies readonly BookingStatus[];

/** What ended a booking: `expiry` is its hold running out, `event` the cancellation of the event. */
export const cancelledBy = z.enum(["attendee", "organizer", "expiry", "event"]);
export type CancelledBy = z.infer<typeof cancelledBy>;

export const ticketQuantity = z.int().min(1).max(MAX_TICKETS_PER_BOOKING);

/**
 * The total the caller expects to owe, in minor units of the booking's currency: the amount the user was shown.
 * If another amount would be owed, the call fails with `PRICE_CHANGED`, with the current amount in
 * `data.totalAmount` and `data.currency`, and changes nothing. Omitted, any amount is accepted.
 */
const expectedTotalAmount = minorUnits.optional();

export const createBookingInput = z.strictObject({
  eventId,
  ticketQuantity,
  paymentMethod,
  expectedTotalAmount,
  idempotencyKey: idempotencyKey.optional(),
});
export type CreateBookingInput = z.output<typeof createBookingInput>;

export const cancelBookingInput = z.strictObject({
  id: bookingId,
  /** Defaults to a sentence that says who cancelled. */
  reason: line(1, 500).optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type CancelBookingInput = z.output<typeof cancelBookingInput>;

/** Only a pending booking's quantity can change; its unit price and the end of its hold stay. */
export const changeQuantityInput = z.strictObject({
  id: bookingId,
  ticketQuantity,
  expectedTotalAmount,
  idempotencyKey: idempotencyKey.optional(),
});
export type ChangeQuantityInput = z.output<typeof changeQuantityInput>;

export const payBookingInput = z.strictObject({
  id: bookingId,
  paymentMethod,
  /** The payment provider's token for the payer's card or wallet. Not needed for cash and free bookings. */
  paymentToken: paymentToken.optional(),
  expectedTotalAmount,
  idempotencyKey: idempotencyKey.optional(),
});
export type PayBookingInput = z.output<typeof payBookingInput>;

/** A booking's id with an idempotency key. */
export const keyedBookingInput = z.strictObject({
  id: bookingId,
  idempotencyKey: idempotencyKey.optional(),
});
export type KeyedBookingInput = z.output<typeof keyedBookingInput>;

export const bookingIdInput = z.strictObject({ id: bookingId });

export const mineBookingsInput = pageInput.extend({
  status: bookingStatus.optional(),
  /** Only the active booking for this event, if there is one. */
  eventId: eventId.optional(),
});
export type MineBookingsInput = z.output<typeof mineBookingsInput>;

export const myEventsBookingsInput = changesInput;
export type MyEventsBookingsInput = z.output<typeof myEventsBookingsInput>;

export const eventBookingsInput = pageInput.extend({ eventId, status: bookingStatus.optional() });
export type EventBookingsInput = z.output<typeof eventBookingsInput>;

export const attendeesInput = eventBookingsInput.extend({
  /** Words that must all occur in the attendee's name or email address; case and accents are ignored. */
  search: search.optional(),
  paymentStatus: paymentStatus.optional(),
  /** `admitted`: at least one ticket of the booking is checked in; `missing`: at least one is not. */
  admission: z.enum(["admitted", "missing"]).optional(),
});
export type AttendeesInput = z.output<typeof attendeesInput>;

export const bookingView = z.object({
  id: bookingId,
  eventId,
  userId,
  ticketQuantity: z.int().min(1),
  totalAmount: minorUnits,
  currency: z.string(),
  status: bookingStatus,
  bookingDate: answeredInstant,
  paymentStatus,
  paymentMethod,
  paymentTransactionId: z.string().nullable(),
  cancellationReason: z.string().nullable(),
  cancelledAt: answeredInstant.nullable(),
  cancelledBy: cancelledBy.nullable(),
  /**
   * The last moment at which the attendee may cancel. It may move later, never earlier (domain rules,
   * Cancellation terms). The organizer and admins may cancel at any time, and a hold may be given up while it
   * lasts.
   */
  cancellableUntil: answeredInstant,
  /** When a pending booking's hold ends; null in every other state. */
  holdExpiresAt: answeredInstant.nullable(),
  /** Whether it was made by the waiting list as an offer. */
  isOffer: z.boolean(),
  /** The booking that a late payment created in place of this one (domain rules, Payments). */
  replacedBy: bookingId.nullable(),
  /** How many of its tickets are checked in. */
  admittedTickets: z.int().min(0),
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type BookingView = z.output<typeof bookingView>;

/** A booking with all of its payment attempts, newest first. */
export const bookingWithPayments = bookingView.extend({ payments: z.array(paymentView) });
export type BookingWithPayments = z.output<typeof bookingWithPayments>;

/** A booking with the event fields that its owner needs. */
export const bookingWithEvent = bookingView.extend({
  event: z.object({
    id: eventId,
    name: z.string(),
    venue: z.string(),
    dateTime: answeredInstant,
    timeZone: z.string(),
    category: z.string(),
    isActive: z.boolean(),
    cancelledAt: answeredInstant.nullable(),
    cancellationReason: z.string().nullable(),
    /** The same value as the booking's own. */
    cancellableUntil: answeredInstant,
  }),
});
export type BookingWithEvent = z.output<typeof bookingWithEvent>;
export const bookingDetails = bookingWithEvent.extend({ payments: z.array(paymentView) });
export type BookingDetails = z.output<typeof bookingDetails>;
export const bookingWithEventPage = page(bookingWithEvent);

/** A booking with the attendee fields that the organizer needs. */
export const bookingWithAttendee = bookingView.extend({
  attendee: z.object({ id: userId, name: z.string(), email: z.string() }),
});
export type BookingWithAttendee = z.output<typeof bookingWithAttendee>;
export const bookingWithAttendeePage = page(bookingWithAttendee);
export const myEventsBookingPage = changesPage(bookingWithAttendee);
