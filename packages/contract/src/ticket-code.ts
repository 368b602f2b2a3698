import { readingsByLayout } from "./keyboard-layouts.js";

/** What a code says of itself; whether it is true, the signature tells. */
export interface TicketClaim {
  readonly bookingId: string;
  readonly number: number;
  readonly signature: string;
}

/** In UTF-16 code units: a code within an address, with whatever else a scanner adds. */
export const MAX_SCAN_LENGTH = 500;

/**
 * A code anywhere in a text, with dashes or without; with letters in place of figures and the other way about, where
 * people who type confuse them. The number has one figure or two: where the dashes are missing, both are tried.
 */
const CODES = [
  /F[O0]YER-?([0-9A-FOIL]{24})-?([1-9IL])-?([A-Z0-9]{26})/g,
  /F[O0]YER-?([0-9A-FOIL]{24})-?([1-9IL][0-9OIL])-?([A-Z0-9]{26})/g,
];

const PREFIX = /F[O0]YER/;
const UNSEEN = /[\s\p{Cc}\p{Cf}]/gu;

/** A code with all of its dashes: nothing else is looked for in a text that has one. */
const WHOLE_CODE = /FOYER-([0-9A-F]{24})-([1-9]\d?)-([A-Z2-7]{26})/g;

/**
 * Every ticket that a text may stand for, as it was scanned or typed: in any case, with spaces, with other dashes or
 * none, in full width, within an address or between other signs, or by a scanner that plays another keyboard than the
 * computer has. Mostly it is one or none; where it is several, the signature tells.
 */
export function ticketClaims(text: string): TicketClaim[] {
  const scanned = text.slice(0, MAX_SCAN_LENGTH);
  const claims = claimsIn([plainly(unescaped(scanned))]);
  if (claims.length > 0) return claims;
  const visible = scanned.normalize("NFC").replace(UNSEEN, "");
  return claimsIn(readingsByLayout(visible).map(inCapitals));
}

/** Whether a text that is no code looks as if a machine had typed one, on a keyboard that nobody here knows. */
export function looksMistyped(text: string): boolean {
  const { length } = [...text.trim()];
  return length >= 50 && length <= 80 && !/\s/.test(text.trim());
}

/** What several readings of one text say; if one of them has all of its dashes, the others are not meant. */
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

/** Letters that people type for figures. */
function asFigures(text: string): string {
  return text.replace(/O/g, "0").replace(/[IL]/g, "1");
}

function distinct(claims: readonly TicketClaim[]): TicketClaim[] {
  return [...new Map(claims.map((claim) => [Object.values(claim).join("-"), claim])).values()];
}

/** What is typed for a dash: hyphens and dashes of any length, minus, what Japanese input methods and drawings of lines have. */
const DASH = /[\p{Pd}\u2212\u30fc\u2500\u02d7]/gu;
/** Between letters and figures, these stand for a dash, and several for one. */
const SEPARATORS = /(?<=[A-Z0-9])[-.\u00b7~]+(?=[A-Z0-9])/g;

/** In capitals, half width, with plain dashes, and without anything that cannot be seen. */
function plainly(text: string): string {
  return inCapitals(
    text
      .normalize("NFKC")
      .replace(UNSEEN, "")
      .replace(/[\u0131\u0130]/g, "I")
      .replace(DASH, "-"),
  ).replace(SEPARATORS, "-");
}

/** Of the plain letters only: others become several in capitals. */
function inCapitals(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** Codes in addresses may have their dashes as `%2D`. */
function unescaped(text: string): string {
  return text.replace(/%2d/gi, "-");
}
