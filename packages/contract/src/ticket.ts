import { z } from "zod";
import { bookingId, eventId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { MAX_SCAN_LENGTH } from "./ticket-code.js";
import { answeredInstant, instant } from "./time.js";

export {
  base32,
  readTicketCode,
  SIGNATURE_BYTES,
  signedText,
  type TicketClaim,
  writeTicketCode,
} from "./ticket-code.js";

export const ticketView = z.object({
  code: z.string(),
  /** From 1 to the booking's quantity. */
  number: z.int().min(1),
  /** When it was checked in; null while it is not. */
  admittedAt: answeredInstant.nullable(),
});
export type TicketView = z.output<typeof ticketView>;

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
  counts: doorCounts,
});
export type DoorView = z.output<typeof doorView>;
