import { readFileSync } from "node:fs";

/** The glyphs and widths of a font. */
export interface Typeface {
  readonly file: string;
  readonly family: string;
  readonly weight: number;
  /** Whether it has a glyph for a character. */
  has(codePoint: number): boolean;
  /** The approximate width of a text at a size, both in pixels: without kerning and ligatures. */
  widthOf(text: string, size: number): number;
}

/** Reads a TrueType font's character map and glyph widths (OpenType 1.9). */
export function readTypeface(file: string, family: string, weight: number): Typeface {
  const font = readFileSync(file);
  const table = (tag: string) => tableAt(font, tag);
  const unitsPerEm = font.readUInt16BE(table("head") + 18);
  const metricCount = font.readUInt16BE(table("hhea") + 34);
  const metrics = table("hmtx");
  const glyphOf = characterMap(font, table("cmap"));
  const advanceOf = (codePoint: number) =>
    font.readUInt16BE(metrics + 4 * Math.min(glyphOf(codePoint), metricCount - 1));
  return {
    file,
    family,
    weight,
    has: (codePoint) => glyphOf(codePoint) !== 0,
    widthOf(text, size) {
      let units = 0;
      for (const character of text) units += advanceOf(character.codePointAt(0) ?? 0);
      return (units * size) / unitsPerEm;
    },
  };
}

function tableAt(font: Buffer, tag: string): number {
  const count = font.readUInt16BE(4);
  for (let place = 0; place < count; place++) {
    const entry = 12 + 16 * place;
    if (font.toString("latin1", entry, entry + 4) === tag) return font.readUInt32BE(entry + 8);
  }
  throw new Error(`The font has no table ${tag}.`);
}

/** @returns the glyph of a character, 0 if there is none */
function characterMap(font: Buffer, cmap: number): (codePoint: number) => number {
  const count = font.readUInt16BE(cmap + 2);
  const subtables = Array.from({ length: count }, (_, place) => {
    const offset = cmap + font.readUInt32BE(cmap + 4 + 8 * place + 4);
    return { offset, format: font.readUInt16BE(offset) };
  });
  const all = subtables.find(({ format }) => format === 12);
  if (all !== undefined) return segmentedCoverage(font, all.offset);
  const basic = subtables.find(({ format }) => format === 4);
  if (basic !== undefined) return segmentMapping(font, basic.offset);
  throw new Error("The font has no Unicode map.");
}

/** Format 12: groups of characters with consecutive glyphs. */
function segmentedCoverage(font: Buffer, offset: number): (codePoint: number) => number {
  const count = font.readUInt32BE(offset + 12);
  const groups = Array.from({ length: count }, (_, place) => {
    const at = offset + 16 + 12 * place;
    return {
      first: font.readUInt32BE(at),
      last: font.readUInt32BE(at + 4),
      glyph: font.readUInt32BE(at + 8),
    };
  });
  return (codePoint) => {
    const group = groups.find(({ first, last }) => codePoint >= first && codePoint <= last);
    return group === undefined ? 0 : group.glyph + codePoint - group.first;
  };
}

/** Format 4: segments of the first 65,536 characters, with glyphs by offset or by array. */
function segmentMapping(font: Buffer, offset: number): (codePoint: number) => number {
  const size = font.readUInt16BE(offset + 6);
  const [ends, starts] = [offset + 14, offset + 16 + size];
  const [deltas, ranges] = [starts + size, starts + 2 * size];
  return (codePoint) => {
    if (codePoint > 0xffff) return 0;
    for (let at = 0; at < size; at += 2) {
      if (font.readUInt16BE(ends + at) < codePoint) continue;
      const start = font.readUInt16BE(starts + at);
      if (start > codePoint) return 0;
      const delta = font.readUInt16BE(deltas + at);
      const range = font.readUInt16BE(ranges + at);
      if (range === 0) return (codePoint + delta) & 0xffff;
      const glyph = font.readUInt16BE(ranges + at + range + 2 * (codePoint - start));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
}
