import type { AppContext } from "@foyer/domain/context";
import type { FastifyInstance } from "fastify";
import type { HostState } from "./host-state.js";

const PING_TIMEOUT_MS = 2_000;

/**
 * `/healthz`: the process is alive. `/readyz`: it can serve requests, so its database answers and it is not
 * shutting down.
 */
export function mountHealth(app: FastifyInstance, context: AppContext, host: HostState): void {
  app.get("/healthz", { logLevel: "warn" }, async () => ({ status: "ok" }));

  app.get("/readyz", { logLevel: "warn" }, async (_request, reply) => {
    const isClosing = host.phase !== "serving";
    if (!isClosing && (await answers(context))) return { status: "ready" };
    return reply
      .code(503)
      .header("retry-after", "5")
      .send({ status: isClosing ? "closing" : "database unavailable" });
  });
}

async function answers({ db }: AppContext): Promise<boolean> {
  const ping = db.prisma.$runCommandRaw({ ping: 1 }).then(
    () => true,
    () => false,
  );
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, PING_TIMEOUT_MS, false);
  });
  const answer = await Promise.race([ping, tooLate]);
  clearTimeout(timer);
  return answer;
}
