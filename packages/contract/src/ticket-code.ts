import { readingsByLayout } from "./keyboard-layouts.js";

/** What a code claims. Only its signature proves it. */
export interface TicketClaim {
  readonly bookingId: string;
  readonly number: number;
  readonly signature: string;
}

/** What a code signs, besides its event. */
export interface SignedTicket extends Pick<TicketClaim, "bookingId" | "number"> {
  /** How often the ticket was passed on; 0 if it is left out. */
  readonly version?: number;
}

/** How often a ticket can be passed on. Codes do not say their version: who checks one tries them all. */
export const MAX_CODE_VERSION = 20;

/** The highest number of a ticket within its booking: codes have two digits for it. */
export const MAX_TICKET_NUMBER = 99;

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
 * key. A ticket that was passed on has its version in it, so that its codes before are void.
 */
export function signedText(event: string, { bookingId, number, version = 0 }: SignedTicket): string {
  const text = `foyer-ticket-1:${event}:${bookingId}:${number}`;
  return version === 0 ? text : `${text}:${version}`;
}

/** A ticket whose first code is void: returned (`version` is null), or passed on so many times. */
export interface ChangedTicket extends Pick<TicketClaim, "bookingId" | "number"> {
  readonly version: number | null;
}

/** What a device knows of a code by itself. */
export type CodeCheck =
  | { readonly kind: "valid"; readonly version: number }
  /** Genuine, and void by now: the ticket was returned or passed on. */
  | { readonly kind: "void" }
  | { readonly kind: "forged" };

/**
 * Judges a code without a network, by the key and the changed tickets that `event.door` answered. A version above the one
 * that is known is valid: the ticket was passed on since.
 *
 * @param isSigned whether the code's signature is that of the ticket in a version
 */
export async function checkCode(
  { bookingId, number }: Pick<TicketClaim, "bookingId" | "number">,
  changedTickets: readonly ChangedTicket[],
  isSigned: (version: number) => boolean | Promise<boolean>,
): Promise<CodeCheck> {
  const changed = changedTickets.find((one) => one.bookingId === bookingId && one.number === number);
  const known = changed === undefined ? 0 : changed.version;
  for (let version = 0; version <= MAX_CODE_VERSION; version++) {
    if (!(await isSigned(version))) continue;
    return known === null || version < known ? { kind: "void" } : { kind: "valid", version };
  }
  return { kind: "forged" };
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

/** In UTF-16 code units: a code within a URL, plus whatever a scanner adds. */
export const MAX_SCAN_LENGTH = 500;

/**
 * A code anywhere in a text, with or without dashes, with the letters and digits that people confuse
 * interchanged. The ticket number has one digit or two: without dashes, both are tried.
 */
const CODES = [
  /F[O0]YER-?([0-9A-FOIL]{24})-?([1-9IL])-?([A-Z0-9]{26})/g,
  /F[O0]YER-?([0-9A-FOIL]{24})-?([1-9IL][0-9OIL])-?([A-Z0-9]{26})/g,
];

const PREFIX = /F[O0]YER/;
const UNSEEN = /[\s\p{Cc}\p{Cf}]/gu;

/** A code with all of its dashes. If a text contains one, nothing else in it is considered. */
const WHOLE_CODE = /FOYER-([0-9A-F]{24})-([1-9]\d?)-([A-Z2-7]{26})/g;

/**
 * All tickets that a scanned or typed text may stand for: in any case, with spaces, other dashes or none, in full
 * width, within a URL or other text, or typed by a scanner that emulates another keyboard layout. Usually one or
 * none; if there are several, the signature decides.
 */
export function ticketClaims(text: string): TicketClaim[] {
  const scanned = text.slice(0, MAX_SCAN_LENGTH);
  const claims = claimsIn([plainly(unescaped(scanned))]);
  if (claims.length > 0) return claims;
  const visible = scanned.normalize("NFC").replace(UNSEEN, "");
  return claimsIn(readingsByLayout(visible).map(inCapitals));
}

/** Whether a text that is no code looks as if a scanner had typed one with an unknown keyboard layout. */
export function looksMistyped(text: string): boolean {
  const { length } = [...text.trim()];
  return length >= 50 && length <= 80 && !/\s/.test(text.trim());
}

/** The claims of several readings of one text. If one reading has all of its dashes, the others are ignored. */
function claimsIn(readings: readonly string[]): TicketClaim[] {
  const likely = readings.filter((reading) => PREFIX.test(reading));
  const whole = likely.flatMap((reading) => [...reading.matchAll(WHOLE_CODE)]);
  const found =
    whole.length > 0
      ? whole
      : likely.flatMap((reading) => CODES.flatMap((code) => [...reading.matchAll(code)]));
  return distinct(
    found.map(([, booking = "", number = "", signature = ""]) => ({
      bookingId: asFigures(booking).toLowerCase(),
      number: Number(asFigures(number)),
      signature: signature.replace(/0/g, "O").replace(/1/g, "I").replace(/8/g, "B"),
    })),
  ).filter(({ signature }) => /^[A-Z2-7]*$/.test(signature));
}

/** Replaces letters that are typed for digits. */
function asFigures(text: string): string {
  return text.replace(/O/g, "0").replace(/[IL]/g, "1");
}

function distinct(claims: readonly TicketClaim[]): TicketClaim[] {
  return [...new Map(claims.map((claim) => [Object.values(claim).join("-"), claim])).values()];
}

/**
 * Characters typed for a dash: hyphens and dashes of any length, minus, the Japanese prolonged sound mark and
 * box-drawing lines.
 */
const DASH = /[\p{Pd}\u2212\u30fc\u2500\u02d7]/gu;
/** Separators that stand for a dash between letters and digits; several count as one. */
const SEPARATORS = /(?<=[A-Z0-9])[-.\u00b7~]+(?=[A-Z0-9])/g;

/** In capitals and half width, with plain dashes and without invisible characters. */
function plainly(text: string): string {
  return inCapitals(
    text
      .normalize("NFKC")
      .replace(UNSEEN, "")
      .replace(/[\u0131\u0130]/g, "I")
      .replace(DASH, "-"),
  ).replace(SEPARATORS, "-");
}

/** Upper-cases ASCII letters only: others may become several characters. */
function inCapitals(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Dashes of codes within URLs may be escaped as `%2D`. */
function unescaped(text: string): string {
  return text.replace(/%2d/gi, "-");
}
