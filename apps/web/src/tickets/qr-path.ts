import { create } from "qrcode";

/** Empty modules around a code; scanners need them (ISO/IEC 18004). */
export const QUIET_ZONE = 4;

/** A QR code as a drawing: its side in modules, the quiet zone with it, and a path of its dark ones. */
export interface QrDrawing {
  readonly side: number;
  readonly path: string;
}

/** Draws a text as a QR code that can still be read with a seventh of it lost (level M). */
export function qrDrawing(text: string): QrDrawing {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  let path = "";
  for (let row = 0; row < modules.size; row++) {
    let column = 0;
    while (column < modules.size) {
      const start = column;
      while (column < modules.size && modules.get(row, column)) column++;
      const run = column - start;
      // One stroke for modules in a row: no hairlines between them, and a third of the length.
      if (run > 0) path += `M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${run}v1h-${run}z`;
      else column++;
    }
  }
  return { side: modules.size + 2 * QUIET_ZONE, path };
}
