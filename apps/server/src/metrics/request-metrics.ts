import { appRouter } from "@foyer/router/app-router";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { RequestTimes } from "./request-times.js";

const PROCEDURES: ReadonlySet<string> = new Set(Object.keys(appRouter._def.procedures));

/** Counts and times every answer of Fastify's; whatever clients make up is counted together. */
export function timeRequests(app: FastifyInstance, times: RequestTimes): void {
  app.addHook("onResponse", (request, reply, next) => {
    const { method } = request;
    times.of({ method, route: routeOf(request), status: reply.statusCode }).add(reply.elapsedTime / 1_000);
    next();
  });
}

function routeOf({ routeOptions: { url }, params }: FastifyRequest): string {
  if (url === undefined) return "none";
  if (url === "/trpc/:path") {
    const path = pathIn(params);
    if (PROCEDURES.has(path)) return `/trpc/${path}`;
    return path.includes(",") ? "/trpc batch" : "/trpc other";
  }
  // The web app has a route for each of its files.
  return url === "/" || url.includes(".") ? "web app" : url;
}

/** The procedures that tRPC's route was asked for. */
function pathIn(params: unknown): string {
  const isNamed = typeof params === "object" && params !== null && "path" in params;
  return isNamed && typeof params.path === "string" ? params.path : "";
}
