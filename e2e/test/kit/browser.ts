import { fileURLToPath } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { test as base, expect, inject } from "vitest";

const ARTIFACTS = fileURLToPath(new URL("../../artifacts/", import.meta.url));
const FLAGS = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-dev-shm-usage",
  "--disable-sync",
];
/** A limit is for what hangs. */
const PATIENCE_MS = 60_000;

/** Somebody with a browser of their own: no cookies, storage or cache shared with anybody else's. */
export interface Visitor {
  readonly page: Page;
  /** What went wrong under the page: console errors, uncaught exceptions, requests that failed or were refused. */
  readonly problems: readonly string[];
}

/** How somebody comes: with what size, scheme, clock, and with a video before their camera. */
export type VisitorOptions = BrowserContextOptions & {
  readonly cameraVideo?: string;
  /** False for pages that are to become old: nothing tells them what others do. */
  readonly isLive?: boolean;
};

/** A stream that begins and says nothing. */
const SILENT_STREAM = { contentType: "text/event-stream", body: "event: connected\ndata: {}\n\n" };

function launch(...flags: readonly string[]): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? "/usr/bin/chromium-headless-shell",
    args: [...FLAGS, ...flags],
  });
}

/** The browser of this process, for all its files: visitors share nothing in it. It ends with the process. */
let shared: Promise<Browser> | undefined;

async function sharedBrowser(): Promise<Browser> {
  shared ??= launch();
  const browser = await shared;
  // One that crashed takes no later test along.
  if (!browser.isConnected()) shared = launch();
  return shared;
}

/** A browser whose pages may use cameras, and see this video in them. */
function browserWithCamera(videoFile: string): Promise<Browser> {
  return launch(
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${videoFile}`,
  );
}

/**
 * A test with visitors: `open()` gives the next one. What a page throws and does not catch fails the test. When a
 * test fails, what each visitor saw last is left in `artifacts/`.
 */
export const test = base.extend<{ open: (options?: VisitorOptions) => Promise<Visitor> }>({
  open: async ({ task }, use) => {
    const visitors: Visitor[] = [];
    const withCamera: Browser[] = [];
    const uncaught: string[] = [];
    await use(async ({ cameraVideo, isLive = true, ...options } = {}) => {
      const browser = await (cameraVideo === undefined ? sharedBrowser() : browserWithCamera(cameraVideo));
      if (cameraVideo !== undefined) withCamera.push(browser);
      const context = await browser.newContext({
        baseURL: inject("origin"),
        viewport: { width: 1280, height: 800 },
        locale: "en-GB",
        timezoneId: "Europe/Berlin",
        reducedMotion: "reduce",
        ...options,
      });
      context.setDefaultTimeout(PATIENCE_MS);
      if (!isLive) await context.route("**/trpc/live.onUpdate*", (route) => route.fulfill(SILENT_STREAM));
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
    for (const browser of withCamera) await browser.close();
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
