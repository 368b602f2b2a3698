import { z } from "zod";
import { bookingId, eventId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { MAX_SCAN_LENGTH, type TicketClaim, ticketClaims } from "./ticket-code.js";
import { answeredInstant, instant } from "./time.js";

/** The length of a code's signature in bytes. */
export const SIGNATURE_BYTES = 16;

/** Reads a scanned or typed code; undefined if it is no code, or ambiguous. */
export function readTicketCode(code: string): TicketClaim | undefined {
  const [claim, another] = ticketClaims(code);
  return another === undefined ? claim : undefined;
}

/**
 * Writes a ticket's code: `FOYER-<booking>-<number>-<signature>`. Capitals, digits and dashes only, which QR
 * codes encode most compactly and people can read out. The signature is the first 16 bytes of the HMAC-SHA-256,
 * under the event's key, of {@link signedText}, in the base 32 of RFC 4648 without padding (domain rules, Tickets
 * and check-in).
 */
export function writeTicketCode({ bookingId: booking, number, signature }: TicketClaim): string {
  return `FOYER-${booking.toUpperCase()}-${number}-${signature}`;
}

/**
 * The text that is signed. It contains the event, so that a ticket is valid for one event even if two shared a
 * key.
 */
export function signedText(event: string, ticket: Pick<TicketClaim, "bookingId" | "number">): string {
  return `foyer-ticket-1:${event}:${ticket.bookingId}:${ticket.number}`;
}

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Bytes in the base 32 of RFC 4648, without padding. */
export function base32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}

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
