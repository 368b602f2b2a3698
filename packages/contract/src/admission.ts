import { z } from "zod";
import { bookingStatus } from "./booking.js";
import { bookingId, eventId, ticketTypeId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { MAX_SEARCH_LENGTH } from "./search-length.js";
import { searchText } from "./text.js";
import { doorAnswer, doorCounts, scanId } from "./ticket.js";
import { answeredInstant } from "./time.js";

/** The bookings that a search at the door answers at most. */
export const MAX_FOUND_AT_DOOR = 20;

/** The tickets that are admitted, or taken back, at once at most. */
const MAX_TICKETS_AT_ONCE = 100;

export const findAtDoorInput = z.strictObject({
  eventId,
  /**
   * A booking's id, a ticket's code, or words that must all occur in the attendee's name or email address; case and
   * accents are ignored.
   */
  search: searchText(MAX_SEARCH_LENGTH).regex(/\S/u, "Write a name, an email address or a booking."),
});
export type FindAtDoorInput = z.output<typeof findAtDoorInput>;

/** A ticket as the door sees it. */
const ticketAtDoor = z.object({
  number: z.int().min(1),
  holderName: z.string().nullable(),
  /** Null where the event has one kind. */
  ticketType: z.object({ id: ticketTypeId, name: z.string() }).nullable(),
  /** What was answered about it, of the questions that are for the door. */
  answers: z.array(doorAnswer),
  /** When it was checked in, and by whom; null while it is not. */
  admittedAt: answeredInstant.nullable(),
  admittedBy: z.string().nullable(),
});

/** A booking as the door sees it. Only a confirmed one is admitted. */
export const bookingAtDoor = z.object({
  id: bookingId,
  status: bookingStatus,
  attendeeName: z.string(),
  attendeeEmail: z.string(),
  ticketQuantity: z.int().min(1),
  /** What was answered about the booking, of the questions that are for the door. */
  answers: z.array(doorAnswer),
  /** In order; none unless it is confirmed. */
  tickets: z.array(ticketAtDoor),
  /** Cash still to be paid for the whole booking. */
  amountDue: minorUnits,
  currency: z.string(),
});
export type BookingAtDoor = z.output<typeof bookingAtDoor>;

export const foundAtDoor = z.object({
  /** Confirmed ones first, then the newest. */
  bookings: z.array(bookingAtDoor),
  /** Whether there are more than these: more words find fewer. */
  hasMore: z.boolean(),
});
export type FoundAtDoor = z.output<typeof foundAtDoor>;

const ticketNumbers = z
  .array(z.int().min(1).max(9_999))
  .min(1)
  .max(MAX_TICKETS_AT_ONCE)
  .refine((numbers) => new Set(numbers).size === numbers.length, "Name each ticket once.");

/** Tickets of one booking, without their codes. */
export const admitInput = z.strictObject({
  eventId,
  /** The booking. */
  id: bookingId,
  ticketNumbers,
  /** Identifies the call: sent again, it is the same one. */
  scanId,
});
export type AdmitInput = z.output<typeof admitInput>;

/** Tickets after their admission, or after that was taken back. */
export const admissionView = z.object({
  bookingId,
  attendeeName: z.string(),
  ticketQuantity: z.int().min(1),
  /** The tickets that were admitted or taken back, in order, and their admissions. */
  tickets: z.array(z.object({ number: z.int().min(1), admittedAt: answeredInstant, admittedBy: z.string() })),
  isUndone: z.boolean(),
  /** Cash still to be paid for the whole booking. */
  amountDue: minorUnits,
  currency: z.string(),
  counts: doorCounts,
});
export type AdmissionView = z.output<typeof admissionView>;
