import { create } from "qrcode";
import { blackAndWhitePng } from "../machinery/black-and-white-png.js";

/** The size of a module in pixels: sharp on a phone, and small enough to mail. */
const SCALE = 8;
/** The quiet zone in modules, as scanners require it. */
const MARGIN = 4;

/**
 * A ticket's code as a QR code: a PNG, black on white, at error correction level M, which tolerates a loss of 15
 * %.
 */
export function ticketQr(code: string): Buffer {
  const { modules } = create(code, { errorCorrectionLevel: "M" });
  return blackAndWhitePng(
    { size: modules.size, isBlack: (row, column) => modules.get(row, column) === 1 },
    SCALE,
    MARGIN,
  );
}
