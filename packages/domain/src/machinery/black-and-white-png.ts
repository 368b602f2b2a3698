import { deflateSync } from "node:zlib";
import { pngFile } from "./png-file.js";

/** Rows that repeat compress well at any level. */
const LEVEL = 1;

/** A square of black and white fields. */
export interface Fields {
  /** Of a side, in fields. */
  readonly size: number;
  isBlack(row: number, column: number): boolean;
}

/**
 * Draws fields as a PNG of one bit a pixel, which is all that a QR code needs: a general encoder makes four bytes of
 * each pixel, looks for the best filter among five for each line, and took most of what a mail costs.
 *
 * @param scale of a field, in pixels
 * @param margin white around the fields, in fields
 */
export function blackAndWhitePng(fields: Fields, scale: number, margin: number): Buffer {
  const side = (fields.size + 2 * margin) * scale;
  // Each line begins with its filter, which is none; a set bit is white.
  const lineLength = 1 + Math.ceil(side / 8);
  const pixels = Buffer.alloc(side * lineLength, 0xff);
  for (let line = 0; line < side; line++) pixels[line * lineLength] = 0;
  for (let row = 0; row < fields.size; row++) {
    const first = (row + margin) * scale * lineLength;
    for (let column = 0; column < fields.size; column++) {
      if (fields.isBlack(row, column)) blacken(pixels, first + 1, (column + margin) * scale, scale);
    }
    for (let line = 1; line < scale; line++) {
      pixels.copyWithin(first + line * lineLength, first, first + lineLength);
    }
  }
  const compressed = deflateSync(pixels, { level: LEVEL });
  return pngFile({ width: side, height: side, depth: 1, colour: "grey" }, compressed);
}

/** Blackens so many pixels of the line that begins at an offset. */
function blacken(pixels: Buffer, lineStart: number, from: number, count: number): void {
  for (let pixel = from; pixel < from + count; pixel++) {
    const at = lineStart + (pixel >> 3);
    pixels[at] = (pixels[at] ?? 0) & ~(0x80 >> (pixel & 7));
  }
}
