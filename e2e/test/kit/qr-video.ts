import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import QRCode from "qrcode";
import { onTestFinished } from "vitest";

const WIDTH = 640;
const HEIGHT = 480;
const WHITE = 235;
const BLACK = 16;
/** A colour difference of none, in both directions. */
const GREY = 128;

/** A video of a QR code that somebody holds still: an uncompressed file, as Chromium takes it for a camera's. */
export async function qrVideo(text: string): Promise<string> {
  const { modules } = QRCode.create(text, { errorCorrectionLevel: "M" });
  const scale = Math.floor((HEIGHT * 0.8) / modules.size);
  const left = Math.floor((WIDTH - modules.size * scale) / 2);
  const top = Math.floor((HEIGHT - modules.size * scale) / 2);
  const picture = Buffer.alloc(WIDTH * HEIGHT, WHITE);
  for (let y = 0; y < modules.size * scale; y++) {
    for (let x = 0; x < modules.size * scale; x++) {
      const isDark = modules.get(Math.floor(y / scale), Math.floor(x / scale));
      if (isDark) picture[(top + y) * WIDTH + left + x] = BLACK;
    }
  }
  const colours = Buffer.alloc((WIDTH * HEIGHT) / 2, GREY);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), picture, colours]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`);
  const folder = await mkdtemp(join(tmpdir(), "foyer-camera-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, "ticket.y4m");
  await writeFile(file, Buffer.concat([head, frame, frame]));
  return file;
}
