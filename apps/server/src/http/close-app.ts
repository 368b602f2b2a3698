import { setTimeout } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import type { HostState } from "./host-state.js";

/** How long requests in progress may take to finish, in milliseconds. */
const GRACE_MS = 6_000;
/** How long a server that drained refuses new requests at least, in milliseconds, for whoever has not turned elsewhere. */
export const REFUSING_MS = 1_000;
const LOOK_AGAIN_MS = 25;
/** How long nothing has to be in progress until connections that never sent a request are closed, in milliseconds. */
const QUIET_MS = 500;

/**
 * Serves on for a while, with `/readyz` at 503: until then proxies send requests, because they have not looked yet.
 *
 * @param ms in milliseconds
 */
export async function drain(host: HostState, ms: number): Promise<void> {
  if (ms === 0) return;
  host.phase = "draining";
  await setTimeout(ms);
}

/**
 * Refuses new requests, lets running ones finish, and closes. Connections that browsers and proxies keep open are closed
 * as soon as no request is in progress on them, and after the grace period in any case. One that never sent a request is
 * not idle for Node: those are closed once nothing has been in progress for a moment.
 *
 * @param refusingMs how long the port stays open at least, in milliseconds
 */
export async function closeApp(app: FastifyInstance, host: HostState, refusingMs: number): Promise<void> {
  host.phase = "refusing";
  const begun = performance.now();
  const giveUpAt = begun + GRACE_MS;
  // Meanwhile the port stays open: a refusal that says when to come back is better than a connection that fails.
  while (performance.now() < begun + refusingMs || (host.inFlight > 0 && performance.now() < giveUpAt))
    await setTimeout(LOOK_AGAIN_MS);
  const closing = app.close();
  let busyAt = performance.now();
  const idle = setInterval(() => {
    app.server.closeIdleConnections();
    if (host.inFlight > 0) busyAt = performance.now();
    else if (performance.now() - busyAt >= QUIET_MS) app.server.closeAllConnections();
  }, LOOK_AGAIN_MS);
  const left = Math.max(0, giveUpAt - performance.now());
  const grace = globalThis.setTimeout(() => app.server.closeAllConnections(), left);
  try {
    await closing;
  } finally {
    clearInterval(idle);
    clearTimeout(grace);
  }
}
