import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, test as base, expect, inject } from "vitest";

const ARTIFACTS = fileURLToPath(new URL("../../artifacts/", import.meta.url));
const FLAGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-sync",
];
const PATIENCE_MS = 20_000;

/** Somebody with a browser of their own: no cookies, storage or cache shared with anybody else's. */
export interface Visitor {
  readonly page: Page;
  /** What went wrong under the page: console errors, uncaught exceptions, requests that failed or were refused. */
  readonly problems: readonly string[];
}

let browser: Promise<Browser> | undefined;
const flags = [...FLAGS];

/** Holds a video before the cameras of this file's browser, and lets pages use them. Before the first visitor comes. */
export function holdBeforeCamera(videoFile: string): void {
  if (browser !== undefined) throw new Error("The browser is open already.");
  flags.push(
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${videoFile}`,
  );
}

function launched(): Promise<Browser> {
  browser ??= chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium-headless-shell",
    args: flags,
  });
  return browser;
}

afterAll(async () => {
  await (await browser)?.close();
});

/**
 * A test with visitors: `open()` gives the next one. What a page throws and does not catch fails the test. When a
 * test fails, what each visitor saw last is left in `artifacts/`.
 */
export const test = base.extend<{ open: (options?: BrowserContextOptions) => Promise<Visitor> }>({
  open: async ({ task }, use) => {
    const visitors: Visitor[] = [];
    const uncaught: string[] = [];
    await use(async (options = {}) => {
      const context = await (await launched()).newContext({
        baseURL: inject("origin"),
        viewport: { width: 1280, height: 800 },
        locale: "en-GB",
        timezoneId: "Europe/Berlin",
        reducedMotion: "reduce",
        ...options,
      });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      page.on("pageerror", (error) => uncaught.push(error.message));
      const visitor = { page, problems: watch(page) };
      visitors.push(visitor);
      return visitor;
    });
    const hasFailed = task.result?.state === "fail" || uncaught.length > 0;
    for (const [index, { page }] of visitors.entries()) {
      if (hasFailed) await keepPicture(page, `${task.name} ${index + 1}`);
      await page.context().close();
    }
    expect(uncaught, "exceptions that no page caught").toEqual([]);
  },
});

function watch(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText;
    // Leaving a page ends what it was still fetching ahead.
    if (why !== "net::ERR_ABORTED") problems.push(`request: ${request.url()} ${why}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`response: ${response.status()} ${response.url()}`);
  });
  return problems;
}

/** Leaves a picture of the whole page in `artifacts/`. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  const file = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.png`;
  // The test has failed already, and its reason must not be hidden by a picture that could not be taken.
  await page.screenshot({ path: `${ARTIFACTS}${file}`, fullPage: true }).catch(() => {});
}
