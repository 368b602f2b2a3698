/**
 * Matches a character that can be seen. Excluded are controls, format characters, unassigned and private ones
 * (C), combining marks (M), white space (Z), Unicode's ignorable code points, and a few letters and symbols with
 * a blank glyph: the Braille blank, the null notehead, two hieroglyphic blanks and the object replacement
 * character.
 */
const VISIBLE =
  /[^\p{C}\p{M}\p{Z}\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}\u{13441}\u{13442}\uFFFC]/u;

/** Whether a text has at least one visible character. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Unicode's embeddings, overrides and isolates: they change the direction of the text that follows them. */
const DIRECTION_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

/** One line without control characters, lone surrogates and direction controls. */
export const ONE_LINE = /^[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]*$/u;
/** The same, with line breaks and tabs. */
export const SEVERAL_LINES = /^(?:[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]|\n|\t)*$/u;

/** Blank characters that are trimmed from names, besides white space. All are single UTF-16 units. */
const BLANK = /[\s\p{White_Space}\u00AD\u180E\u200B\u2060\u2800\u3164\uFFA0]/u;

/** Removes white space and other blank characters from both ends. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start++;
  while (end > start && BLANK.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** A text normalized for comparison: without differences of width, ligatures, case and invisible characters. */
export function plainForm(text: string): string {
  return text.normalize("NFKC").replace(INVISIBLE, "").normalize("NFKC").toLowerCase();
}

/** Characters of right-to-left scripts, and the marks and blocks reserved for them. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\u061C\u200E\u200F\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** Removes the direction controls. New names cannot contain them; names stored earlier may. */
export function withoutDirectionControls(text: string): string {
  return text.replace(DIRECTION_CONTROLS, "");
}

/** Whether a text contains right-to-left characters. */
export function readsRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/**
 * User-entered text wrapped in Unicode isolates, so that its direction does not affect the sentence of plain text
 * around it. A text without right-to-left characters is returned as it is.
 */
export function isolated(text: string): string {
  const own = withoutDirectionControls(text);
  return readsRightToLeft(own) ? `${FIRST_STRONG_ISOLATE}${own}${POP_ISOLATE}` : own;
}
