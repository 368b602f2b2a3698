import type { FastifyInstance } from "fastify";
import { refuse } from "./refuse.js";

/** How busy the HTTP host is. */
export interface HttpLoad {
  readonly inFlight: number;
  /** Refused since the start, because too many were in flight. */
  readonly refused: number;
}

/** Requests in flight at once in this process: each holds memory, whatever it waits for. */
const DEFAULT_LIMIT = 10_000;

/**
 * Refuses requests beyond a bound before anything is done for them. Health and metrics are always answered: they are
 * how an operator finds out.
 *
 * @returns reads how busy the host is
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
