import { HOUR_MS } from "@foyer/contract/time";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, type TestContext } from "@foyer/testing/test-context";
import { fastify } from "fastify";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mountSitemaps } from "../src/pages/mount-sitemaps.js";
import { listen, type TestServer } from "./kit/in-process-server.js";

const PUBLIC_URL = "https://foyer.example";
let lone: TestContext;
let server: TestServer;
const ids: string[] = [];
beforeAll(async () => {
  lone = await createIsolatedTestContext();
  const organizer = await newUser(lone.context);
  for (let number = 1; number <= 7; number++) {
    const dateTime = new Date(lone.clock.now().getTime() + number * HOUR_MS);
    ids.push((await newEvent(lone.context, organizer, { dateTime })).id);
  }
  const hidden = await newEvent(lone.context, organizer);
  await lone.context.db.prisma.event.update({ where: { id: hidden.id }, data: { isActive: false } });
  server = await listen(lone.context, { publicUrl: PUBLIC_URL });
});
afterAll(async () => {
  await server.close();
  await lone.context.db.close();
});

const locationsOf = (xml: string) =>
  [...xml.matchAll(/<loc>([^<]*)<\/loc>/g)].map(([, location]) => location);
const addresses = (some: readonly string[]) => some.map((id) => `${PUBLIC_URL}/events/${id}`);

describe("sitemap.xml", () => {
  it("lists the public events, the soonest first", async () => {
    const answer = await fetch(`${server.origin}/sitemap.xml`);
    expect([answer.status, answer.headers.get("content-type")]).toEqual([
      200,
      "application/xml; charset=utf-8",
    ]);
    expect(answer.headers.get("cache-control")).toBe("public, max-age=600");
    const xml = await answer.text();
    expect(xml).toContain('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">');
    expect(locationsOf(xml)).toEqual([`${PUBLIC_URL}/`, ...addresses(ids)]);
  });

  it("is an index of further ones when there are more than fit into one", async () => {
    const app = fastify();
    mountSitemaps(app, lone.context, PUBLIC_URL, 3);
    const read = async (path: string) => (await app.inject(path)).body;
    const index = await read("/sitemap.xml");
    expect(index).toContain("<sitemapindex");
    expect(locationsOf(index)).toEqual([1, 2, 3].map((page) => `${PUBLIC_URL}/sitemaps/${page}.xml`));
    const pages = await Promise.all([1, 2, 3].map((page) => read(`/sitemaps/${page}.xml`)));
    expect(pages.flatMap(locationsOf)).toEqual([`${PUBLIC_URL}/`, ...addresses(ids)]);
    for (const file of ["0.xml", "201.xml", "1", "x.xml", "1e2.xml"]) {
      expect((await app.inject(`/sitemaps/${file}`)).statusCode).toBe(404);
    }
    await app.close();
  });

  it("reads thousands in one go", async () => {
    const { prisma } = lone.context.db;
    const [pattern] = await prisma.event.findMany({ take: 1 });
    if (pattern === undefined) throw new Error("There are events.");
    const { id: _, cancellation: __, ...fields } = pattern;
    const dateTime = new Date(lone.clock.now().getTime() + 20 * HOUR_MS);
    await prisma.event.createMany({ data: Array.from({ length: 1_500 }, () => ({ ...fields, dateTime })) });
    const app = fastify();
    mountSitemaps(app, lone.context, PUBLIC_URL);
    expect(locationsOf((await app.inject("/sitemap.xml")).body)).toHaveLength(1_508);
    await app.close();
  });

  it("is named in robots.txt, which keeps robots from private pages and the API", async () => {
    const text = await (await fetch(`${server.origin}/robots.txt`)).text();
    expect(text).toContain(`Sitemap: ${PUBLIC_URL}/sitemap.xml`);
    for (const path of ["/trpc/", "/bookings", "/manage"]) expect(text).toContain(`Disallow: ${path}\n`);
    expect(text).not.toContain("Disallow: /events");
  });

  it("stands beside a manifest whose icons are there", async () => {
    const answer = await fetch(`${server.origin}/manifest.webmanifest`);
    expect(answer.headers.get("content-type")).toContain("application/manifest+json");
    const { icons } = (await answer.json()) as { icons: { src: string; type: string }[] };
    expect(icons.length).toBeGreaterThanOrEqual(3);
    for (const { src, type } of icons) {
      const icon = await fetch(`${server.origin}${src}`);
      expect([icon.status, icon.headers.get("content-type")]).toEqual([200, type]);
    }
  });
});
