import { crc32, deflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
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
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header(side)),
    chunk("IDAT", deflateSync(pixels, { level: LEVEL })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** Blackens so many pixels of the line that begins at an offset. */
function blacken(pixels: Buffer, lineStart: number, from: number, count: number): void {
  for (let pixel = from; pixel < from + count; pixel++) {
    const at = lineStart + (pixel >> 3);
    pixels[at] = (pixels[at] ?? 0) & ~(0x80 >> (pixel & 7));
  }
}

/** One bit a pixel, shades of grey, nothing interlaced. */
function header(side: number): Buffer {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(side, 0);
  bytes.writeUInt32BE(side, 4);
  bytes.writeUInt8(1, 8);
  return bytes;
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const bytes = Buffer.alloc(named.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), named.length + 4);
  return bytes;
}
