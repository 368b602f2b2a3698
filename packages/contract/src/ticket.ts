import { z } from "zod";
import { bookingId, eventId, idempotencyKey, ticketTypeId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { name } from "./text.js";
import { MAX_SCAN_LENGTH, MAX_TICKET_NUMBER } from "./ticket-code.js";
import { answeredInstant, instant } from "./time.js";
import { email } from "./user.js";

export {
  base32,
  checkCode,
  MAX_CODE_VERSION,
  MAX_TICKET_NUMBER,
  readTicketCode,
  SIGNATURE_BYTES,
  signedText,
  type TicketClaim,
  writeTicketCode,
} from "./ticket-code.js";

/** The number of a ticket within its booking. */
export const ticketNumber = z.int().min(1).max(MAX_TICKET_NUMBER);

/** A valid ticket of a booking, and who it is for. */
export const bookedTicket = z.object({
  /** From 1. Numbers of tickets that were given back are not used again. */
  number: ticketNumber,
  /** Null where the event has one kind. The name is as booked. */
  ticketType: z.object({ id: ticketTypeId, name: z.string() }).nullable(),
  /** Null where the ticket has no name of its own. */
  holderName: z.string().nullable(),
  /** The address it was passed on to; null if it was not, and empty once its holder has deleted the account. */
  holderEmail: z.string().nullable(),
});
export type BookedTicketView = z.output<typeof bookedTicket>;

export const ticketView = bookedTicket.extend({
  code: z.string(),
  /** When it was checked in; null while it is not. */
  admittedAt: answeredInstant.nullable(),
});
export type TicketView = z.output<typeof ticketView>;

/** The longest name on a ticket. */
export const MAX_HOLDER_NAME = 100;

const holderName = name(MAX_HOLDER_NAME);

export const nameTicketsInput = z.strictObject({
  id: bookingId,
  /** Tickets that are left out keep their name; null takes one off. */
  names: z
    .array(z.strictObject({ ticketNumber, name: holderName.nullable() }))
    .min(1)
    .max(MAX_TICKET_NUMBER)
    .refine(
      (names) => new Set(names.map((one) => one.ticketNumber)).size === names.length,
      "Each ticket may be in the list once.",
    ),
});
export type NameTicketsInput = z.output<typeof nameTicketsInput>;

export const passOnTicketInput = z.strictObject({
  id: bookingId,
  ticketNumber,
  name: holderName,
  /** Where the new code is mailed to. */
  email,
  idempotencyKey: idempotencyKey.optional(),
});
export type PassOnTicketInput = z.output<typeof passOnTicketInput>;

/** The tickets of a booking after a change of one. */
export const bookedTickets = z.object({ tickets: z.array(bookedTicket) });

/** Chosen by the scanning device, one for each scan: sent again, it is the same scan. */
export const scanId = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, "A scan id has 1 to 128 letters, digits and signs.");

/** As scanned or typed; it is parsed by the check-in, which reports an invalid code as such. */
const scannedCode = z.string().min(1).max(MAX_SCAN_LENGTH);

export const checkInInput = z.strictObject({
  eventId,
  code: scannedCode,
  scanId,
  /** When it was scanned, if that was before it could be sent. */
  scannedAt: instant.optional(),
});
export type CheckInInput = z.output<typeof checkInInput>;

export const undoCheckInInput = z.strictObject({
  eventId,
  code: scannedCode,
  /** Identifies the undo: sent again, it undoes nothing further. */
  scanId: scanId.optional(),
});
export type UndoCheckInInput = z.output<typeof undoCheckInInput>;

/** An answer to a question that is for the door. */
export const doorAnswer = z.object({ question: z.string(), answer: z.string() });

export const doorCounts = z.object({
  /** Tickets that are checked in. */
  admitted: z.int(),
  /** Tickets of confirmed bookings. */
  expected: z.int(),
});

/** A ticket after its check-in or undo. */
export const checkInView = z.object({
  bookingId,
  ticketNumber: z.int().min(1),
  ticketQuantity: z.int().min(1),
  attendeeName: z.string(),
  /** The name on the ticket; null where it has none of its own. */
  holderName: z.string().nullable(),
  /** The kind's name as booked; null where the event has one kind. */
  ticketType: z.string().nullable(),
  /** The answers to questions that are for the door. */
  answers: z.array(doorAnswer),
  admittedAt: answeredInstant,
  /** Who checked it in. */
  admittedBy: z.string(),
  isUndone: z.boolean(),
  /** Cash still to be paid for the whole booking. */
  amountDue: minorUnits,
  currency: z.string(),
  counts: doorCounts,
});
export type CheckInView = z.output<typeof checkInView>;

/** What a device needs to check tickets offline. */
export const doorView = z.object({
  eventId,
  name: z.string(),
  venue: z.string(),
  dateTime: answeredInstant,
  timeZone: z.string(),
  /** The key that signs this event's tickets, base64url. */
  ticketKey: z.string(),
  /**
   * Tickets whose first code is void: returned ones, without a version, and those that were passed on, with the version that
   * their valid code signs.
   */
  changedTickets: z.array(z.object({ bookingId, number: ticketNumber, version: z.int().min(1).nullable() })),
  counts: doorCounts,
});
export type DoorView = z.output<typeof doorView>;
