import { create } from "qrcode";
import { blackAndWhitePng } from "../machinery/black-and-white-png.js";

/** Of one module in pixels: sharp on a phone, and still small to mail. */
const SCALE = 8;
/** The quiet zone that scanners want around it, in modules. */
const MARGIN = 4;

/**
 * A ticket's code as a QR code: a PNG, black on white whatever surrounds it. Readable with up to 15 % of it
 * covered.
 */
export function ticketQr(code: string): Buffer {
  const { modules } = create(code, { errorCorrectionLevel: "M" });
  return blackAndWhitePng(
    { size: modules.size, isBlack: (row, column) => modules.get(row, column) === 1 },
    SCALE,
    MARGIN,
  );
}
