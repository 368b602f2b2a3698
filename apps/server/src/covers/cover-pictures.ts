import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { DomainError } from "@foyer/domain/domain-error";
import { pngFile } from "@foyer/domain/machinery/png-file";
import { LRUCache } from "lru-cache";
import { coverFonts } from "./cover-fonts.js";
import { COVER, type CoverSubject, coverSvg } from "./cover-svg.js";

/** Drawn covers. */
export interface CoverPictures {
  /**
   * A cover as a PNG; drawn once for all who ask meanwhile.
   *
   * @throws DomainError BUSY when too many others wait for theirs
   */
  draw(subject: CoverSubject): Promise<Buffer>;
}

/** How many bytes of pictures are kept: some hundreds of them. */
const KEPT_BYTES = 16 * 1_024 * 1_024;
/** Pictures that are being drawn or wait for that. They are drawn one at a time, beside the thread that answers. */
const MOST_WAITING = 32;

const compress = promisify(deflate);

/** The name of what is drawn: in an address it tells a new picture from an old one. */
export function coverVersion(subject: CoverSubject): string {
  const { name, category, facts } = subject;
  return createHash("sha256")
    .update(JSON.stringify([name, category, facts]))
    .digest("base64url")
    .slice(0, 16);
}

/** Whether the drawing library has a binary for this platform. */
export async function canDrawCovers(): Promise<boolean> {
  return import("@resvg/resvg-js").then(
    () => true,
    () => false,
  );
}

export function createCoverPictures(): CoverPictures {
  const kept = new LRUCache<string, Buffer>({ maxSize: KEPT_BYTES, sizeCalculation: ({ length }) => length });
  const underWay = new Map<string, Promise<Buffer>>();
  let last: Promise<unknown> = Promise.resolve();

  return {
    async draw(subject) {
      const key = coverVersion(subject);
      const found = kept.get(key) ?? underWay.get(key);
      if (found !== undefined) return found;
      if (underWay.size >= MOST_WAITING) {
        throw new DomainError("BUSY", "Too many pictures are being drawn.", { retryAfterSeconds: 5 });
      }
      const drawing = last.then(() => render(subject));
      last = drawing.catch(() => {});
      underWay.set(key, drawing);
      try {
        const picture = await drawing;
        kept.set(key, picture);
        return picture;
      } finally {
        underWay.delete(key);
      }
    },
  };
}

/** Drawing and compressing are done by other threads; what is left to this one is to copy the lines. */
async function render(subject: CoverSubject): Promise<Buffer> {
  const { renderAsync } = await import("@resvg/resvg-js");
  const { pixels } = await renderAsync(coverSvg(subject), {
    font: { fontFiles: [...coverFonts().files], loadSystemFonts: false, defaultFontFamily: "Inter" },
  });
  const lineLength = COVER.width * 4;
  // Each line begins with its filter, which is none: covers are areas of one colour.
  const lines = Buffer.alloc(COVER.height * (lineLength + 1));
  for (let line = 0; line < COVER.height; line++) {
    pixels.copy(lines, line * (lineLength + 1) + 1, line * lineLength, (line + 1) * lineLength);
  }
  return pngFile({ ...COVER, depth: 8, colour: "rgba" }, await compress(lines, { level: 6 }));
}
