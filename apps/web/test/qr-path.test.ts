import jsQR from "jsqr";
import { expect, it } from "vitest";
import { QUIET_ZONE, qrDrawing } from "../src/tickets/qr-path";

const SCALE = 4;

/** Renders a drawing to pixels, as a scanner sees it. */
function painted({ side, path }: ReturnType<typeof qrDrawing>): Uint8ClampedArray {
  const width = side * SCALE;
  const pixels = new Uint8ClampedArray(width * width * 4).fill(255);
  for (const [, x = "", y = "", run = ""] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++) {
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(run)) * SCALE; column++) {
        pixels.fill(0, (row * width + column) * 4, (row * width + column) * 4 + 3);
      }
    }
  }
  return pixels;
}

it("draws a code that scanners read, with room around it", () => {
  const text = "FOYER-0123456789ABCDEF01234567-12-ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const drawing = qrDrawing(text);
  const width = drawing.side * SCALE;
  expect(jsQR(painted(drawing), width, width)?.data).toBe(text);
  expect(drawing.path).toMatch(new RegExp(`^M${QUIET_ZONE} ${QUIET_ZONE}h7`));
});
