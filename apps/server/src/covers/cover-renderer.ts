import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { deflate } from "node:zlib";
import { DomainError } from "@foyer/domain/domain-error";
import { pngFile } from "@foyer/domain/machinery/png-file";
import { LRUCache } from "lru-cache";
import { coverFonts } from "./cover-fonts.js";
import { COVER, type CoverSubject, coverSvg } from "./cover-svg.js";

/** Renders covers and caches them. */
export interface CoverRenderer {
  /**
   * A cover as a PNG. Concurrent requests for the same cover share one rendering.
   *
   * @throws DomainError BUSY when too many covers wait to be rendered
   */
  draw(subject: CoverSubject): Promise<Buffer>;
}

/** The size of the cache in bytes: room for some hundreds of covers. */
const CACHE_BYTES = 16 * 1_024 * 1_024;
/**
 * The maximum number of covers being rendered or waiting. They are rendered one at a time, off the main thread.
 */
const MAX_PENDING = 32;

const compress = promisify(deflate);

/** A hash of what is drawn. As part of a cover's URL, it changes with the picture. */
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

export function createCoverRenderer(): CoverRenderer {
  const cache = new LRUCache<string, Buffer>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ length }) => length,
  });
  const rendering = new Map<string, Promise<Buffer>>();
  let last: Promise<unknown> = Promise.resolve();

  return {
    async draw(subject) {
      const key = coverVersion(subject);
      const found = cache.get(key) ?? rendering.get(key);
      if (found !== undefined) return found;
      if (rendering.size >= MAX_PENDING) {
        throw new DomainError("BUSY", "Too many pictures are being drawn.", { retryAfterSeconds: 5 });
      }
      const drawing = last.then(() => render(subject));
      last = drawing.catch(() => {});
      rendering.set(key, drawing);
      try {
        const picture = await drawing;
        cache.set(key, picture);
        return picture;
      } finally {
        rendering.delete(key);
      }
    },
  };
}

/** Drawing and compression run on other threads; only the rows are copied on this one. */
async function render(subject: CoverSubject): Promise<Buffer> {
  const { renderAsync } = await import("@resvg/resvg-js");
  const { pixels } = await renderAsync(coverSvg(subject), {
    font: { fontFiles: [...coverFonts().files], loadSystemFonts: false, defaultFontFamily: "Inter" },
  });
  const lineLength = COVER.width * 4;
  // Each row begins with its PNG filter type, 0 for none: covers are areas of one colour.
  const lines = Buffer.alloc(COVER.height * (lineLength + 1));
  for (let line = 0; line < COVER.height; line++) {
    pixels.copy(lines, line * (lineLength + 1) + 1, line * lineLength, (line + 1) * lineLength);
  }
  return pngFile({ ...COVER, depth: 8, colour: "rgba" }, await compress(lines, { level: 6 }));
}
