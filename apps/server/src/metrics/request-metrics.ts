import { appRouter } from "@foyer/router/app-router";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { Histogram, type Registry } from "prom-client";

/** Upper bounds of the histogram in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const STREAM = "text/event-stream";

const PROCEDURES: ReadonlySet<string> = new Set(Object.keys(appRouter._def.procedures));

/**
 * Counts and times answers. Labels are known route and procedure names, so that clients cannot create new ones.
 */
export function timeRequests(app: FastifyInstance, registry: Registry): void {
  const durations = new Histogram({
    name: "foyer_http_request_duration_seconds",
    help: "From the request's head to the answer's end.",
    labelNames: ["method", "route", "status"],
    buckets: BUCKETS,
    registers: [registry],
  });
  app.addHook("onResponse", (request, reply, next) => {
    // Streams last as long as somebody looks.
    if (reply.getHeader("content-type") === STREAM) return next();
    const labels = { method: request.method, route: routeOf(request), status: reply.statusCode };
    durations.observe(labels, reply.elapsedTime / 1_000);
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

/** The procedures in the path of a tRPC request. */
function pathIn(params: unknown): string {
  const isNamed = typeof params === "object" && params !== null && "path" in params;
  return isNamed && typeof params.path === "string" ? params.path : "";
}
