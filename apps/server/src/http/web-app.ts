import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { refuseWithStatus } from "./errors.js";

const WEB_ROOT = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/**
 * Serves the built web app. Its hashed assets never change and are kept for a year; every other address that a
 * browser opens is the app's own and gets its page. Without a built web app the API stands alone.
 */
export async function mountWebApp(app: FastifyInstance): Promise<void> {
  const hasWebApp = existsSync(WEB_ROOT);
  if (hasWebApp) {
    await app.register(fastifyStatic, {
      root: WEB_ROOT,
      wildcard: false,
      // Vite leaves compressed copies beside its files.
      preCompressed: true,
      // Ours are set below.
      cacheControl: false,
      setHeaders(response, path) {
        const isHashed = path.includes("/assets/");
        response.setHeader("cache-control", isHashed ? "public, max-age=31536000, immutable" : "no-cache");
      },
    });
  }

  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === "GET" && request.headers.accept?.includes("text/html") === true;
    if (hasWebApp && isPage && !request.url.startsWith("/trpc/")) return reply.sendFile("index.html");
    return refuseWithStatus(reply, 404);
  });
}
