const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A letter, a digit, an emoji, or half of a flag. */
const VISIBLE_INITIAL = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/**
 * The first letter, digit or emoji of a name as one grapheme, for places with room for a single character.
 *
 * @returns undefined if the name has none
 */
export function initialOf(name: string): string | undefined {
  for (const { segment } of graphemes.segment(name)) {
    if (!VISIBLE_INITIAL.test(segment)) continue;
    const upper = segment.toUpperCase();
    // Upper-casing ß gives two letters.
    return [...graphemes.segment(upper)].length === 1 ? upper : segment;
  }
  return undefined;
}
