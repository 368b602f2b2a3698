import { z } from "zod";
import { isVisible, ONE_LINE, SEVERAL_LINES, trimmed } from "./characters.js";
import { holdsWebAddress } from "./web-address.js";

const NOT_SHOWABLE = "This has characters that cannot be shown, or that turn text around. Type it anew.";
const NOTHING_TO_SEE = "This shows nothing. Use at least one letter, figure or sign.";

const shows = (text: string) => text === "" || isVisible(text);

/** One line as it is stored and counted: in NFC, trimmed, with inner white space collapsed. */
export function asLine(text: string): string {
  return trimmed(text.normalize("NFC").replace(/[\s\p{White_Space}]+/gu, " "));
}

/** Several lines as they are stored and counted: in NFC, trimmed, with "\n" as line break. */
export function asProse(text: string): string {
  return trimmed(text.normalize("NFC").replace(/\r\n?|[\u0085\u2028\u2029]/g, "\n"));
}

/** The message for text that is too long even before trimming; checking that first bounds the work. */
function tooLong(maxLength: number): string {
  return `Use at most ${maxLength.toLocaleString("en")} characters.`;
}

/**
 * One line of text for display: in NFC, trimmed, inner white space collapsed, with at least one visible
 * character.
 */
export function line(minLength: number, maxLength: number) {
  return z
    .string()
    .refine((text) => text.length <= maxLength * 4, { error: tooLong(maxLength), abort: true })
    .transform(asLine)
    .pipe(
      z.string().min(minLength).max(maxLength).regex(ONE_LINE, NOT_SHOWABLE).refine(shows, NOTHING_TO_SEE),
    );
}

/** A name of a person, event, venue or category: one line that contains no web address. */
export function name(maxLength: number) {
  return line(1, maxLength).refine(
    (text) => !holdsWebAddress(text),
    "A name holds no web address. Leave out http://, https:// and www.",
  );
}

/** Several lines of text for display: in NFC, trimmed, with line breaks and no other control characters. */
export function prose(minLength: number, maxLength: number) {
  return z
    .string()
    .refine((text) => text.length <= maxLength * 2, { error: tooLong(maxLength), abort: true })
    .transform(asProse)
    .pipe(
      z
        .string()
        .min(minLength)
        .max(maxLength)
        .regex(SEVERAL_LINES, NOT_SHOWABLE)
        .refine(shows, NOTHING_TO_SEE),
    );
}

/** Search text, which is not stored: at most `maxLength` characters, all of them valid. */
export function searchText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "This has characters that cannot be searched for.");
}
