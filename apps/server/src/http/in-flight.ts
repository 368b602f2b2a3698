import type { ServerResponse } from "node:http";
import type { FastifyInstance } from "fastify";
import { refuse } from "./refuse.js";

/** How busy the HTTP host is. */
export interface HttpLoad {
  readonly inFlight: number;
  /** Refused since the start, because too many were in flight. */
  readonly refused: number;
}

/** Who is in flight, for those who answer before Fastify does. */
export interface InFlight {
  load(): HttpLoad;
  /** Whether one more is to be refused. */
  isFull(): boolean;
  /** Counts a request until its answer is gone. */
  count(response: ServerResponse): void;
}

/** Requests in flight at once in this process. Each holds memory, whatever it waits for. */
const DEFAULT_LIMIT = 10_000;

/**
 * Refuses requests beyond a bound before anything is done for them. Health and metrics are always answered: they
 * are how somebody finds out.
 */
export function boundInFlight(app: FastifyInstance, limit = DEFAULT_LIMIT): InFlight {
  let inFlight = 0;
  let refused = 0;
  function count(response: ServerResponse): void {
    inFlight++;
    response.once("close", () => {
      inFlight--;
    });
  }
  app.addHook("onRequest", (request, reply, next) => {
    count(reply.raw);
    if (inFlight <= limit || isAboutUs(request.url)) return next();
    refused++;
    reply.header("retry-after", "1");
    refuse(reply, "BUSY", "Too many people are here right now. Try again in a moment.");
  });
  return { load: () => ({ inFlight, refused }), isFull: () => inFlight >= limit, count };
}

const ABOUT_US = new Set(["/healthz", "/readyz", "/metrics"]);

function isAboutUs(url: string): boolean {
  return ABOUT_US.has(url);
}
