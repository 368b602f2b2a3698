/**
 * What leaves no mark by itself: controls, format characters, unassigned and private ones (C), combining marks (M),
 * white space (Z), Unicode's ignorable code points, and the few that are drawn as nothing although they are letters
 * or symbols: the Braille blank, the null notehead, two hieroglyphic blanks, the stand-in for an object.
 */
const VISIBLE =
  /[^\p{C}\p{M}\p{Z}\p{White_Space}\p{Default_Ignorable_Code_Point}\u2800\u{1D159}\u{13441}\u{13442}\uFFFC]/u;

/** Whether at least one character of a text can be seen. */
export function isVisible(text: string): boolean {
  return VISIBLE.test(text);
}

/** Unicode's embeddings, overrides and isolates: they turn around what stands behind them. */
const DIRECTION_CONTROLS = /[\u202A-\u202E\u2066-\u2069]/g;

/** One line without controls, halves of surrogate pairs, and what turns text around. */
export const ONE_LINE = /^[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]*$/u;
/** The same over several lines. */
export const SEVERAL_LINES = /^(?:[^\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]|\n|\t)*$/u;

/** What the ends of a name are freed of, besides white space. All are single UTF-16 units. */
const BLANK = /[\s\p{White_Space}\u00AD\u180E\u200B\u2060\u2800\u3164\uFFA0]/u;

/** A text without white space and other blanks at its ends. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && BLANK.test(text.charAt(start))) start++;
  while (end > start && BLANK.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** How a text looks to a program that reads past width, ligatures, case and what is invisible. */
export function plainForm(text: string): string {
  return text.normalize("NFKC").replace(INVISIBLE, "").normalize("NFKC").toLowerCase();
}

/** Characters of scripts that are written from right to left, and marks that say so: the blocks reserved for them. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08FF\u061C\u200E\u200F\uFB1D-\uFDFF\uFE70-\uFEFE\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/** A text without the controls that names must not hold; older ones may. */
export function withoutDirectionControls(text: string): string {
  return text.replace(DIRECTION_CONTROLS, "");
}

/** Whether any of a text is written from right to left. */
export function readsRightToLeft(text: string): boolean {
  return RIGHT_TO_LEFT.test(text);
}

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/**
 * What somebody typed, as it may stand in a sentence of plain text: with its own direction, so that it turns nothing
 * around it. A text that has nothing from right to left stays as it is, because nothing of it can.
 */
export function isolated(text: string): string {
  const own = withoutDirectionControls(text);
  return readsRightToLeft(own) ? `${FIRST_STRONG_ISOLATE}${own}${POP_ISOLATE}` : own;
}
