import { z } from "zod";
import { bookingId, eventId, idempotencyKey, userId } from "./ids.js";
import { MAX_TICKETS_PER_BOOKING, minorUnits } from "./money.js";
import { page, pageInput } from "./page.js";
import { line } from "./text.js";
import { answeredInstant } from "./time.js";

export const bookingStatus = z.enum(["pending", "confirmed", "cancelled"]);
export type BookingStatus = z.infer<typeof bookingStatus>;

/** The two states in which a booking holds tickets. */
export const ACTIVE_STATUSES = ["pending", "confirmed"] as const satisfies readonly BookingStatus[];

export const paymentStatus = z.enum(["paid", "pending", "failed", "refunded"]);
export type PaymentStatus = z.infer<typeof paymentStatus>;

export const paymentMethod = z.enum(["credit_card", "debit_card", "paypal", "stripe", "cash"]);
export type PaymentMethod = z.infer<typeof paymentMethod>;

export const createBookingInput = z.strictObject({
  eventId,
  ticketQuantity: z.int().min(1).max(MAX_TICKETS_PER_BOOKING),
  paymentMethod,
  idempotencyKey: idempotencyKey.optional(),
});
export type CreateBookingInput = z.output<typeof createBookingInput>;

export const cancelBookingInput = z.strictObject({
  id: bookingId,
  reason: line(1, 500),
  idempotencyKey: idempotencyKey.optional(),
});
export type CancelBookingInput = z.output<typeof cancelBookingInput>;

export const bookingIdInput = z.strictObject({ id: bookingId });

export const mineBookingsInput = pageInput.extend({
  status: bookingStatus.optional(),
  /** Only the active booking for this event, if there is one. */
  eventId: eventId.optional(),
});
export type MineBookingsInput = z.output<typeof mineBookingsInput>;

export const eventBookingsInput = pageInput.extend({ eventId, status: bookingStatus.optional() });
export type EventBookingsInput = z.output<typeof eventBookingsInput>;

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
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type BookingView = z.output<typeof bookingView>;

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
    /** Until when the attendee may cancel. */
    cancellableUntil: answeredInstant,
  }),
});
export type BookingWithEvent = z.output<typeof bookingWithEvent>;
export const bookingWithEventPage = page(bookingWithEvent);

/** A booking with what the organizer needs to see of the attendee. */
export const bookingWithAttendee = bookingView.extend({
  attendee: z.object({ id: userId, name: z.string(), email: z.string() }),
});
export type BookingWithAttendee = z.output<typeof bookingWithAttendee>;
export const bookingWithAttendeePage = page(bookingWithAttendee);
