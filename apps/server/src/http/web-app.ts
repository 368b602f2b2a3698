import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { AppContext } from "@foyer/domain/context";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { canDrawCovers } from "../covers/cover-renderer.js";
import { mountCovers } from "../covers/mount-covers.js";
import { mountSitemaps } from "../pages/mount-sitemaps.js";
import { readTemplate } from "../pages/page-template.js";
import { wantsPage } from "../pages/send-page.js";
import { createWebPages } from "../pages/web-pages.js";
import { refuseWithStatus } from "./errors.js";

const WEB_ROOT = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/**
 * Serves the built web app. Its hashed assets are immutable and cached for a year; every other page path gets the
 * app's HTML. Without a build only the API is served.
 *
 * @param publicUrl of the web app, without a trailing slash
 */
export async function mountWebApp(
  app: FastifyInstance,
  context: AppContext,
  publicUrl: string,
): Promise<void> {
  if (!existsSync(WEB_ROOT)) {
    app.setNotFoundHandler((_request, reply) => refuseWithStatus(reply, 404));
    return;
  }
  await app.register(fastifyStatic, {
    root: WEB_ROOT,
    wildcard: false,
    // The HTML is served with a head for each path instead.
    index: false,
    globIgnore: ["index.html*"],
    // The build contains compressed copies of its files.
    preCompressed: true,
    // Set below.
    cacheControl: false,
    setHeaders(reply, path) {
      const isHashed = path.includes("/assets/");
      reply.header("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
    },
  });

  const hasCovers = await canDrawCovers();
  if (hasCovers) mountCovers(app, context);
  else app.log.warn("covers cannot be drawn on this platform: links to events are shown without a picture");
  mountSitemaps(app, context, publicUrl);
  const template = readTemplate(readFileSync(join(WEB_ROOT, "index.html"), "utf8"));
  const answer = createWebPages(context, { template, publicUrl, hasCovers });
  app.get("/index.html", (_request, reply) => reply.redirect("/", 308));
  app.setNotFoundHandler((request, reply) => {
    const path = decodedPath(request);
    if (path === undefined || !wantsPage(request)) return refuseWithStatus(reply, 404);
    return answer(request, reply, path);
  });
}

function decodedPath({ url }: FastifyRequest): string | undefined {
  try {
    return decodeURIComponent(url.split("?", 1)[0] ?? "");
  } catch {
    return undefined;
  }
}
