import type { FastifyInstance } from "fastify";
import { refuse } from "./errors.js";

/** The load of the HTTP host. */
export interface HttpLoad {
  readonly inFlight: number;
  /** Rejected since the start, because too many were in flight. */
  readonly refused: number;
}

/** The maximum number of requests in flight in this process, since each holds memory. */
const DEFAULT_LIMIT = 10_000;

/**
 * Rejects requests beyond a limit before any work is done for them. Health checks and metrics are always
 * answered.
 *
 * @returns reads the current load
 */
export function boundInFlight(app: FastifyInstance, limit = DEFAULT_LIMIT): () => HttpLoad {
  let inFlight = 0;
  let refused = 0;
  app.addHook("onRequest", (request, reply, next) => {
    inFlight++;
    reply.raw.once("close", () => {
      inFlight--;
    });
    if (inFlight <= limit || isMonitoring(request.url)) return next();
    refused++;
    reply.header("retry-after", "1");
    refuse(reply, "BUSY", "Too many people are here right now. Try again in a moment.");
  });
  return () => ({ inFlight, refused });
}

const MONITORING = new Set(["/healthz", "/readyz", "/metrics"]);

function isMonitoring(url: string): boolean {
  return MONITORING.has(url);
}
