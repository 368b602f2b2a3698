import type { FastifyInstance } from "fastify";

/** How long requests in progress may take to finish, in milliseconds. */
const GRACE_MS = 6_000;
const LOOK_AGAIN_MS = 50;

/**
 * Stops accepting connections, lets requests finish, and closes. Node regards a connection without a request as
 * neither idle nor busy, and browsers keep connections open for minutes: both are closed as soon as no request is
 * in progress on them, and after the grace period in any case.
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
