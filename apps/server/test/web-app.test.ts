import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

const ASSETS = fileURLToPath(new URL("../../web/dist/assets/", import.meta.url));
const script = readdirSync(ASSETS).find((name) => /^index-.*\.js$/.test(name)) ?? "";

const { context } = createTestContext();
let server: TestServer;
beforeAll(async () => {
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
});

const get = (path: string, headers: Record<string, string>) => fetch(`${server.origin}${path}`, { headers });

describe("the built web app", () => {
  it("is kept for a year where its name says what is in it, and asked for again where not", async () => {
    const asset = await get(`/assets/${script}`, {});
    expect([asset.status, asset.headers.get("cache-control")]).toEqual([
      200,
      "public, max-age=31536000, immutable",
    ]);
    const page = await get("/", { accept: "text/html" });
    expect([page.status, page.headers.get("cache-control")]).toEqual([200, "no-cache"]);
  });

  it("is sent compressed to whoever takes that", async () => {
    for (const encoding of ["br", "gzip"]) {
      const asset = await get(`/assets/${script}`, { "accept-encoding": encoding });
      expect(asset.headers.get("content-encoding")).toBe(encoding);
      expect(asset.headers.get("content-type")).toMatch(/javascript/);
      expect((await asset.text()).length).toBeGreaterThan(1_000);
    }
  });

  it("answers every address that a browser opens, and no other", async () => {
    const pages = [
      ["/manage/x/edit", 200],
      ["/events/abc", 404],
      ["/no/such/page", 404],
    ] as const;
    for (const [path, status] of pages) {
      const page = await get(path, { accept: "text/html,*/*" });
      expect([page.status, await page.text()]).toEqual([status, expect.stringContaining('<div id="root">')]);
    }
    expect((await get("/assets/missing.js", { accept: "*/*" })).status).toBe(404);
    expect((await get("/trpc/nothing", { accept: "text/html" })).status).toBe(404);
  });
});
