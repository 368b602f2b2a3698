import type { FastifyInstance } from "fastify";

/** How long requests that run may take to finish, in milliseconds. */
const GRACE_MS = 6_000;
const LOOK_AGAIN_MS = 50;

/**
 * Stops accepting, lets what runs finish, and closes. A connection that was opened and never used is neither
 * idle nor busy to Node, and a browser keeps its own open for minutes: both are closed as soon as nothing is
 * under way on them, and at the end of the grace in any case.
 */
export async function closeApp(app: FastifyInstance): Promise<void> {
  const idle = setInterval(() => app.server.closeIdleConnections(), LOOK_AGAIN_MS);
  const grace = setTimeout(() => app.server.closeAllConnections(), GRACE_MS);
  try {
    await app.close();
  } finally {
    clearInterval(idle);
    clearTimeout(grace);
  }
}
