import { z } from "zod";
import { cancelledBy } from "./booking.js";
import { capacityOperation } from "./event.js";
import { paymentId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { paymentMethod, paymentState } from "./payment.js";
import { answeredInstant } from "./time.js";

const at = answeredInstant;

/** The maximum number of entries of each kind in a history: the newest ones. */
export const MAX_HISTORY_OF_A_KIND = 200;

/** What a mail about a booking tells. */
export const bookingMail = z.string();

/**
 * One thing that happened to a booking, derived from what is stored: nothing is written for the history alone, and what is
 * deleted after a time, such as sent mails and compacted log rows, is missing later on.
 */
export const bookingHistoryEntry = z.discriminatedUnion("kind", [
  /** Its attendee took a place on the waiting list, whose offer it became. */
  z.object({ kind: z.literal("joined_waitlist"), at, ticketQuantity: z.int().min(1) }),
  z.object({ kind: z.literal("booked"), at, isOffer: z.boolean() }),
  /** Those who run the event changed its tickets for its attendee, for a reason. */
  z.object({ kind: z.literal("changed"), at, reason: z.string() }),
  /** Tickets were taken or given back: a row of the capacity log. */
  z.object({
    kind: z.literal("capacity"),
    at,
    operation: capacityOperation,
    quantity: z.int().min(1),
    /** The names of the kinds; empty where the event has one. */
    items: z.array(z.object({ name: z.string(), quantity: z.int().min(1) })),
  }),
  /** A payment was begun; its state is the one of now. */
  z.object({
    kind: z.literal("payment"),
    at,
    paymentId,
    amount: minorUnits,
    method: paymentMethod,
    state: paymentState,
    isLate: z.boolean(),
  }),
  /** Money was given back. */
  z.object({ kind: z.literal("refunded"), at, paymentId, amount: minorUnits, reason: z.string().nullable() }),
  /** Money is to be given back in part. */
  z.object({
    kind: z.literal("refund_due"),
    at,
    paymentId,
    amount: minorUnits,
    reason: z.string().nullable(),
  }),
  z.object({
    kind: z.literal("admitted"),
    at,
    ticketNumber: z.int().min(1),
    /** Who ran the door. */
    by: z.string(),
  }),
  z.object({ kind: z.literal("admission_undone"), at, ticketNumber: z.int().min(1) }),
  /** A ticket was passed on, and got another code. */
  z.object({
    kind: z.literal("passed_on"),
    at,
    ticketNumber: z.int().min(1),
    /** The name that was on it; null without one. */
    from: z.string().nullable(),
    to: z.string(),
  }),
  z.object({
    kind: z.literal("mail"),
    /** When it was sent, or else queued. */
    at,
    template: bookingMail,
    state: z.enum(["queued", "sent", "dropped", "given_up"]),
    /** Why the last attempt failed, of a mail that was not sent. */
    problem: z.string().nullable(),
    /** What it says why the booking was changed; null if its attendee changed it, or it is about something else. */
    reason: z.string().nullable(),
  }),
  z.object({ kind: z.literal("cancelled"), at, by: cancelledBy.nullable(), reason: z.string().nullable() }),
]);
export type BookingHistoryEntry = z.output<typeof bookingHistoryEntry>;

/** What happened to a booking, newest first. */
export const bookingHistory = z.array(bookingHistoryEntry);

/** The mail that was queued again. */
export const resentMail = z.object({ template: bookingMail, email: z.string() });
export type ResentMail = z.output<typeof resentMail>;
