import type { Typeface } from "./typeface.js";

/** Lines of text laid out to fit, and their font. */
export interface SetText {
  readonly face: Typeface;
  /** In pixels. */
  readonly size: number;
  readonly lines: readonly string[];
  readonly isRightToLeft: boolean;
}

/** The available room. The sizes are tried in order; at the last one, text that does not fit is cut off. */
export interface TextRoom {
  readonly width: number;
  readonly sizes: readonly { readonly size: number; readonly lines: number }[];
}

const MATTERS = /[\p{L}\p{N}\p{M}]/u;
const RIGHT_TO_LEFT =
  /\p{Script=Hebrew}|\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;
const LETTER = /\p{L}/u;

/**
 * Lays out a text in the first font that has all of its letters and digits; other characters that it lacks, such
 * as emoji, are omitted.
 *
 * @returns undefined if no font can draw it: nothing is better than replacement boxes
 */
export function setText(text: string, faces: readonly Typeface[], room: TextRoom): SetText | undefined {
  const characters = [...text.normalize().replace(/\s+/g, " ").trim()];
  const face = faces.find(({ has }) =>
    characters.every((character) => !MATTERS.test(character) || has(character.codePointAt(0) ?? 0)),
  );
  if (face === undefined || !characters.some((character) => MATTERS.test(character))) return undefined;
  const drawable = characters.filter((character) => face.has(character.codePointAt(0) ?? 0)).join("");
  const words = drawable.replace(/ +/g, " ").trim().split(" ");
  const isRightToLeft = RIGHT_TO_LEFT.test(characters.find((character) => LETTER.test(character)) ?? "");
  const last = room.sizes.at(-1);
  for (const { size, lines: most } of room.sizes) {
    const lines = wrap(words, (line) => face.widthOf(line, size) <= room.width);
    if (lines.length <= most) return { face, size, lines, isRightToLeft };
  }
  if (last === undefined) return undefined;
  const fits = (line: string) => face.widthOf(line, last.size) <= room.width;
  const lines = wrap(words, fits).slice(0, last.lines);
  lines.push(cut(lines.pop() ?? "", fits));
  return { face, size: last.size, lines, isRightToLeft };
}

/** Breaks between words, and within words that are longer than a line. */
function wrap(words: readonly string[], fits: (line: string) => boolean): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (fits(longer)) {
      line = longer;
      continue;
    }
    if (line !== "") lines.push(line);
    line = "";
    for (const character of word) {
      if (line !== "" && !fits(line + character)) {
        lines.push(line);
        line = "";
      }
      line += character;
    }
  }
  if (line !== "") lines.push(line);
  return lines;
}

function cut(line: string, fits: (line: string) => boolean): string {
  const characters = [...line];
  while (characters.length > 0 && !fits(`${characters.join("").trimEnd()}…`)) characters.pop();
  return `${characters.join("").trimEnd()}…`;
}
