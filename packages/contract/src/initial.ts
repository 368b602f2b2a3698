const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A letter, a figure, or a picture: an emoji, or half of a flag. */
const TELLING = /[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u;

/**
 * What stands for a name where there is room for one character as people see it: its first letter, figure or picture,
 * whole, with everything that is joined to it.
 *
 * @returns undefined when the name has none
 */
export function initialOf(name: string): string | undefined {
  for (const { segment } of graphemes.segment(name)) {
    if (!TELLING.test(segment)) continue;
    const upper = segment.toUpperCase();
    // ß would become two letters.
    return [...graphemes.segment(upper)].length === 1 ? upper : segment;
  }
  return undefined;
}
