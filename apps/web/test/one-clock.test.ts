import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const SOURCE = fileURLToPath(new URL("../src", import.meta.url));

/** Files that may read the local clock, and why. */
const ALLOWED = new Map([
  ["shared/server-clock.ts", "It learns the difference between the two."],
  ["door/watch-codes.ts", "It measures for how long a camera has not seen a code."],
  ["shared/load-code.ts", "It measures how long ago this device loaded the page."],
]);

it("only the server's clock tells the time in the web app, which a device's may be days away from", () => {
  const asking = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.tsx?$/.test(path))
    .filter((path) => /Date\.now\b|new Date\(\s*\)|\bDate\(\)/.test(readFileSync(join(SOURCE, path), "utf8")))
    .filter((path) => !ALLOWED.has(path));
  expect(asking).toEqual([]);
});
