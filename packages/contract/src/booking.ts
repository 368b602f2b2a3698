import { z } from "zod";
import { bookingId, eventId, idempotencyKey, userId } from "./ids.js";
import { MAX_TICKETS_PER_BOOKING } from "./money.js";
import { minorUnits } from "./money-fields.js";
import { page, pageInput } from "./page.js";
import { paymentMethod, paymentStatus, paymentToken, paymentView } from "./payment.js";
import { search } from "./search.js";
import { line } from "./text.js";
import { answeredInstant } from "./time.js";

export const bookingStatus = z.enum(["pending", "confirmed", "cancelled"]);
export type BookingStatus = z.infer<typeof bookingStatus>;

/** The two states in which a booking holds tickets. */
export const ACTIVE_STATUSES = ["pending", "confirmed"] as const satisfies readonly BookingStatus[];

/** Who or what ended a booking: `expiry` is its hold that ran out, `event` the event being cancelled. */
export const cancelledBy = z.enum(["attendee", "organizer", "expiry", "event"]);
export type CancelledBy = z.infer<typeof cancelledBy>;

export const ticketQuantity = z.int().min(1).max(MAX_TICKETS_PER_BOOKING);

/**
 * What the caller expects to owe for the booking as a whole, in minor units of its currency: the amount that somebody
 * was shown. Where another one would be owed, the call is refused as `PRICE_CHANGED`, with the amount that would be in
 * `data.totalAmount` and `data.currency`, and nothing is done. Left out, any amount is accepted.
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
  /** Left out, it says who cancelled. */
  reason: line(1, 500).optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type CancelBookingInput = z.output<typeof cancelBookingInput>;

/** Only a pending booking's quantity changes; its price for each ticket and its hold stay. */
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
  /** What the payment provider calls the payer's means; cash and free bookings need none. */
  paymentToken: paymentToken.optional(),
  expectedTotalAmount,
  idempotencyKey: idempotencyKey.optional(),
});
export type PayBookingInput = z.output<typeof payBookingInput>;

/** One booking and the key of the intent. */
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

export const eventBookingsInput = pageInput.extend({ eventId, status: bookingStatus.optional() });
export type EventBookingsInput = z.output<typeof eventBookingsInput>;

export const attendeesInput = eventBookingsInput.extend({
  /** What must each be found in the attendee's name or email: in any case, with accents or without. */
  search: search.optional(),
  paymentStatus: paymentStatus.optional(),
  /** `admitted`: somebody of the booking is inside; `missing`: somebody is not yet. */
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
   * Until when its attendee may cancel it. It may become later, never earlier: what was said when it was booked holds.
   * The organizer and admins may cancel at any time, and a hold may be given back while it lasts.
   */
  cancellableUntil: answeredInstant,
  /** Until when a pending booking holds its tickets; null in every other state. */
  holdExpiresAt: answeredInstant.nullable(),
  /** Whether the waiting list offered it. */
  isOffer: z.boolean(),
  /** The booking that a late payment made in place of this one. */
  replacedBy: bookingId.nullable(),
  /** Tickets of it that are inside. */
  admittedTickets: z.int().min(0),
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type BookingView = z.output<typeof bookingView>;

/** A booking with every attempt to pay for it, the newest first. */
export const bookingWithPayments = bookingView.extend({ payments: z.array(paymentView) });
export type BookingWithPayments = z.output<typeof bookingWithPayments>;

/** A booking with what its owner needs to see of the event. */
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
    /** The same as the booking's own. */
    cancellableUntil: answeredInstant,
  }),
});
export type BookingWithEvent = z.output<typeof bookingWithEvent>;
/** Everything about one booking. */
export const bookingDetails = bookingWithEvent.extend({ payments: z.array(paymentView) });
export type BookingDetails = z.output<typeof bookingDetails>;
export const bookingWithEventPage = page(bookingWithEvent);

/** A booking with what the organizer needs to see of the attendee. */
export const bookingWithAttendee = bookingView.extend({
  attendee: z.object({ id: userId, name: z.string(), email: z.string() }),
});
export type BookingWithAttendee = z.output<typeof bookingWithAttendee>;
export const bookingWithAttendeePage = page(bookingWithAttendee);
