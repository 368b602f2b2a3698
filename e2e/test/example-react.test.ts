import { execFile, spawn } from "node:child_process";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type InstalledClient, installClient } from "@foyer/testing/installed-client";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { test } from "./kit/browser.js";
import { newEvent, newPerson, uniqueWord } from "./kit/people.js";

const EXAMPLE = fileURLToPath(new URL("../../packages/client/examples/react-app", import.meta.url));
const QUIETLY = ["--prefer-offline", "--no-audit", "--no-fund", "--loglevel=error"];

let installed: InstalledClient;
let folder: string;
beforeAll(async () => {
  installed = await installClient();
  folder = join(installed.folder, "react-app");
  await cp(EXAMPLE, folder, { recursive: true });
  const run = promisify(execFile);
  await run("npm", ["install", ...QUIETLY, installed.tarball], { cwd: folder });
  // Its types are checked, too.
  await run("npm", ["run", "build"], { cwd: folder });
}, 180_000);
afterAll(() => installed?.remove());

/** Serves what was built, in front of the server of the run; resolves to the address. */
async function preview() {
  const child = spawn(
    process.execPath,
    ["node_modules/vite/bin/vite.js", "preview", "--host=127.0.0.1", "--port=0"],
    {
      cwd: folder,
      env: { ...process.env, FOYER: inject("origin"), NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const address = line.match(/http:\/\/127\.0\.0\.1:\d+\//)?.[0];
    if (address !== undefined) return { address, stop: () => child.kill() };
  }
  throw new Error("The app is not served.");
}

test("an app in React, with the packed client, shows what is on and searches in it", async ({ open }) => {
  const organizer = await newPerson("Nora Blum");
  const word = uniqueWord();
  await newEvent(organizer, { name: `Kites ${word}`, price: 1_250 });
  await newEvent(organizer, { name: `Boats ${word}`, price: 0 });
  const app = await preview();
  try {
    const { page, problems } = await open();
    await page.goto(app.address);
    await page.getByRole("searchbox", { name: "Search" }).fill(`kites ${word}`);
    await page
      .getByRole("listitem")
      .filter({ hasText: `Kites ${word}` })
      .getByText("EUR 12.50")
      .waitFor();
    await expect.poll(() => page.getByRole("listitem").count()).toBe(1);
    await page.getByRole("searchbox", { name: "Search" }).fill("");
    await page.getByRole("listitem").nth(1).waitFor();
    expect(problems).toEqual([]);
  } finally {
    app.stop();
  }
});
