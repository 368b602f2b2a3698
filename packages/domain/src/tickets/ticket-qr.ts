import { toBuffer } from "qrcode";

/** Of one module in pixels: sharp on a phone, and still small to mail. */
const SCALE = 8;
/** The quiet zone that scanners want around it, in modules. */
const MARGIN = 4;

/**
 * A ticket's code as a QR code: a PNG, black on white whatever surrounds it. Readable with up to 15 % of it
 * covered.
 */
export async function ticketQr(code: string): Promise<Buffer> {
  return toBuffer(code, { type: "png", errorCorrectionLevel: "M", scale: SCALE, margin: MARGIN });
}
