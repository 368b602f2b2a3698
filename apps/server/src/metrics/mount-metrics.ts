import { createHash, timingSafeEqual } from "node:crypto";
import type { AppContext } from "@foyer/domain/context";
import type { FastifyInstance, FastifyRequest } from "fastify";
import { collectDefaultMetrics, Registry } from "prom-client";
import { refuseWithStatus } from "../http/errors.js";
import type { HostState } from "../http/host-state.js";
import { registerBacklog } from "./backlog-metrics.js";
import { registerLoad } from "./load-metrics.js";
import type { MetricsChoice } from "./metrics-choice.js";
import { timeRequests } from "./request-metrics.js";
import { registerWebhooks } from "./webhook-metrics.js";

/**
 * `GET /metrics` in Prometheus' text format: process and event loop, requests, and the load of bounded parts.
 * Answers 404 to clients without access.
 */
export function mountMetrics(
  app: FastifyInstance,
  context: AppContext,
  { choice, host }: { readonly choice: MetricsChoice; readonly host: HostState },
): void {
  if (choice.kind === "off") return;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  registerLoad(registry, context, host);
  registerWebhooks(registry, context);
  registerBacklog(registry, context);
  timeRequests(app, registry);
  app.get("/metrics", { logLevel: "warn" }, async (request, reply) => {
    if (!mayRead(request, choice)) return refuseWithStatus(reply, 404);
    reply.header("cache-control", "no-store").type(registry.contentType);
    return registry.metrics();
  });
}

function mayRead(request: FastifyRequest, choice: MetricsChoice): boolean {
  switch (choice.kind) {
    case "off":
      return false;
    case "loopback":
      return isNeighbour(request);
    case "token":
      return isSame(request.headers.authorization ?? "", `Bearer ${choice.token}`);
  }
}

/** Whether the request comes from this machine, and not through a proxy. */
function isNeighbour({ headers, socket }: FastifyRequest): boolean {
  if (headers["x-forwarded-for"] !== undefined || headers.forwarded !== undefined) return false;
  const address = socket.remoteAddress?.replace(/^::ffff:/, "") ?? "";
  return address === "::1" || address.startsWith("127.");
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
