import { deflateSync } from "node:zlib";
import { pngFile } from "./png-file.js";

/** Repeated rows compress well at any level. */
const LEVEL = 1;

/** A square of black and white modules. */
export interface Fields {
  /** The number of modules per side. */
  readonly size: number;
  isBlack(row: number, column: number): boolean;
}

/**
 * Encodes modules as a PNG with one bit per pixel, as a QR code needs. A general encoder expands each pixel to
 * four bytes and tries five filters per row, which dominated the cost of a mail.
 *
 * @param scale the size of a module in pixels
 * @param margin the white margin in modules
 */
export function blackAndWhitePng(fields: Fields, scale: number, margin: number): Buffer {
  const side = (fields.size + 2 * margin) * scale;
  // Each row begins with its filter type, 0 for none; a set bit is white.
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

/** Clears the bits of `count` pixels, starting at pixel `from` of a row. */
function blacken(pixels: Buffer, lineStart: number, from: number, count: number): void {
  for (let pixel = from; pixel < from + count; pixel++) {
    const at = lineStart + (pixel >> 3);
    pixels[at] = (pixels[at] ?? 0) & ~(0x80 >> (pixel & 7));
  }
}
