// npm run test:browser [-- vitest's arguments]: the tests that drive a real browser.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { bootstrap } from "./bootstrap.mjs";
import { Refusal, runCommand } from "./say.mjs";
import { runVitest } from "./vitest.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

function canRun(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's own browser is not used: its download is one host more that a machine may not reach. */
function findChromium() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !canRun(named)) throw new Refusal(`CHROMIUM_PATH names ${named}, which is no program`);
  const onPath = (process.env.PATH ?? "")
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const found = [named, "/usr/bin/chromium", ...onPath].find((file) => file && canRun(file));
  if (found) return found;
  throw new Refusal(
    "the browser tests need Chromium: sudo apt-get install chromium, or set CHROMIUM_PATH to one",
  );
}

await runCommand(async () => {
  const chromium = findChromium();
  await bootstrap();
  return runVitest("e2e/vitest.config.ts", { ...process.env, CHROMIUM_PATH: chromium });
});
