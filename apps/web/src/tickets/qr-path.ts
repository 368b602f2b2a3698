import { create } from "qrcode";

/** Empty modules around a code, which scanners need (ISO/IEC 18004). */
export const QUIET_ZONE = 4;

/** A QR code as a drawing: its side in modules including the quiet zone, and a path of its dark modules. */
export interface QrDrawing {
  readonly side: number;
  readonly path: string;
}

/** Draws a text as a QR code at error correction level M, which tolerates a loss of 15 %. */
export function qrDrawing(text: string): QrDrawing {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  let path = "";
  for (let row = 0; row < modules.size; row++) {
    let column = 0;
    while (column < modules.size) {
      const start = column;
      while (column < modules.size && modules.get(row, column)) column++;
      const run = column - start;
      // One rectangle per run of modules: no hairlines between them, and a shorter path.
      if (run > 0) path += `M${start + QUIET_ZONE} ${row + QUIET_ZONE}h${run}v1h-${run}z`;
      else column++;
    }
  }
  return { side: modules.size + 2 * QUIET_ZONE, path };
}
