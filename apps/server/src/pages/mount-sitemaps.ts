import { MINUTE_MS } from "@foyer/contract/time";
import type { AppContext } from "@foyer/domain/context";
import { countPublicAddresses, listPublicAddresses } from "@foyer/domain/events/list-public-addresses";
import { createSingleFlightCache } from "@foyer/domain/machinery/single-flight-cache";
import type { FastifyInstance, FastifyReply } from "fastify";
import { refuseWithStatus } from "../http/errors.js";
import { escapeHtml } from "./page-head.js";

/** URLs per sitemap. The protocol allows 50,000; fewer keep each query and response short. */
const PER_SITEMAP = 5_000;
/** Together they list the next million events. */
const MAX_SITEMAPS = 200;
const FRESH_FOR_MS = 10 * MINUTE_MS;

/** Paths that search engines should not index: pages that need a session, and paths that are not pages. */
const DISALLOWED = ["/trpc/", "/files/", "/bookings", "/manage", "/account", "/admin", "/dev/"];

/**
 * Serves `robots.txt` and `sitemap.xml`, which is an index of further sitemaps if there are many events. Each is
 * read from the database at most once in ten minutes.
 *
 * @param publicUrl of the web app, without a trailing slash
 * @param perSitemap for tests
 */
export function mountSitemaps(
  app: FastifyInstance,
  context: AppContext,
  publicUrl: string,
  perSitemap = PER_SITEMAP,
): void {
  const sitemaps = createSingleFlightCache<string>({
    clock: context.clock,
    freshFor: FRESH_FOR_MS,
    maxEntries: MAX_SITEMAPS + 1,
    maxBytes: 64 * 1_024 * 1_024,
  });

  async function readIndex(): Promise<string> {
    const count = await countPublicAddresses(context, perSitemap * MAX_SITEMAPS);
    const pages = Math.ceil(count / perSitemap);
    if (pages <= 1) return readPage(1);
    const numbers = Array.from({ length: pages }, (_, index) => index + 1);
    return document(
      "sitemapindex",
      numbers.map(
        (page) => `<sitemap><loc>${escapeHtml(`${publicUrl}/sitemaps/${page}.xml`)}</loc></sitemap>`,
      ),
    );
  }

  async function readPage(page: number): Promise<string> {
    const skip = (page - 1) * perSitemap;
    const events = await listPublicAddresses(context, { skip, limit: perSitemap });
    const home = page === 1 ? [`<url><loc>${escapeHtml(`${publicUrl}/`)}</loc></url>`] : [];
    return document("urlset", [
      ...home,
      ...events.map(
        ({ id, updatedAt }) =>
          `<url><loc>${escapeHtml(`${publicUrl}/events/${id}`)}</loc><lastmod>${updatedAt.toISOString()}</lastmod></url>`,
      ),
    ]);
  }

  const send = (reply: FastifyReply, xml: string) =>
    reply.type("application/xml; charset=utf-8").header("cache-control", "public, max-age=600").send(xml);

  app.get("/sitemap.xml", async (_request, reply) => {
    const { answer } = await sitemaps.read("index", readIndex);
    return send(reply, answer);
  });
  app.get<{ Params: { file: string } }>("/sitemaps/:file", async (request, reply) => {
    const page = Number(/^([1-9]\d{0,2})\.xml$/.exec(request.params.file)?.[1] ?? 0);
    if (page < 1 || page > MAX_SITEMAPS) return refuseWithStatus(reply, 404);
    const { answer } = await sitemaps.read(String(page), () => readPage(page));
    return send(reply, answer);
  });
  app.get("/robots.txt", (_request, reply) =>
    reply
      .type("text/plain; charset=utf-8")
      .header("cache-control", "public, max-age=600")
      .send(
        [
          "User-agent: *",
          ...DISALLOWED.map((path) => `Disallow: ${path}`),
          "",
          `Sitemap: ${publicUrl}/sitemap.xml`,
          "",
        ].join("\n"),
      ),
  );
}

function document(root: "urlset" | "sitemapindex", entries: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join("\n")}\n</${root}>\n`;
}
