import { crc32 } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");

/** The pixel format in a PNG's header. */
export interface PngPixels {
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  /** Bits per channel. */
  readonly depth: 1 | 8;
  readonly colour: "grey" | "rgba";
}

const COLOUR_TYPES = { grey: 0, rgba: 6 } as const;

/**
 * Builds a PNG without interlacing.
 *
 * @param compressed the rows of pixels, each preceded by its filter type, compressed with zlib's deflate
 */
export function pngFile({ width, height, depth, colour }: PngPixels, compressed: Buffer): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(depth, 8);
  header.writeUInt8(COLOUR_TYPES[colour], 9);
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("IDAT", compressed),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const bytes = Buffer.alloc(named.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), named.length + 4);
  return bytes;
}
