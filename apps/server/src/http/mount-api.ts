import type { Reason } from "@foyer/contract/reasons";
import type { Foyer } from "@foyer/domain/foyer";
import { type AppRouter, appRouter } from "@foyer/router/app-router";
import { describeError } from "@foyer/router/error-shape";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import type { FastifyInstance } from "fastify";
import { answerPublicReads } from "./etag.js";
import { createRequestContext } from "./request-context.js";

const PREFIX = "/trpc";

/** The most calls that one request may carry. */
const MAX_BATCH_SIZE = 50;

/** Refusals that an operator wants to see: they are what guessing and trespassing look like. */
const WORTH_KNOWING: ReadonlySet<Reason> = new Set(["RATE_LIMITED", "FORBIDDEN"]);

/** Mounts the tRPC router at `/trpc`. */
export async function mountApi(app: FastifyInstance, foyer: Foyer): Promise<void> {
  const trpcOptions: FastifyTRPCPluginOptions<AppRouter>["trpcOptions"] = {
    router: appRouter,
    maxBatchSize: MAX_BATCH_SIZE,
    createContext: ({ req, res }) => createRequestContext(foyer, req, res),
    responseMeta({ errors }) {
      const waits = errors.flatMap((error) => describeError(error).retryAfterSeconds ?? []);
      const headers = new Headers({ "cache-control": "no-store" });
      if (waits.length > 0) headers.set("retry-after", String(Math.max(...waits)));
      return { headers };
    },
    onError({ error, path, req }) {
      const { reason } = describeError(error);
      // What is told to the caller hides the cause; the log must not.
      if (reason === "INTERNAL") req.log.error({ err: error.cause ?? error, path }, "procedure failed");
      else if (reason === "DATABASE_UNAVAILABLE" || reason === "BUSY")
        req.log.warn({ err: error.cause, path, reason }, "procedure refused");
      else if (WORTH_KNOWING.has(reason)) req.log.info({ path, reason, ip: req.ip }, "procedure refused");
      else req.log.debug({ path, reason }, "procedure refused");
    },
  };
  await app.register(async (scope) => {
    answerPublicReads(scope, appRouter, PREFIX);
    await scope.register(fastifyTRPCPlugin, { prefix: PREFIX, trpcOptions });
  });
}
