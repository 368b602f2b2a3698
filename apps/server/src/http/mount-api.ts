import type { AppContext } from "@foyer/domain/context";
import { type AppRouter, appRouter } from "@foyer/router/app-router";
import type { AnyTRPCRouter } from "@trpc/server";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import type { FastifyInstance } from "fastify";
import { headersOf, logFailure } from "./call-errors.js";
import { createPublicReads } from "./public-reads.js";
import { comesWithKey, createRequestContext } from "./request-context.js";
import { answerSimpleCall, type TrpcMount } from "./trpc/answer-simple-call.js";
import { createSimpleCallReader } from "./trpc/simple-call.js";

const PREFIX = "/trpc";

/** The maximum number of calls per request. */
const MAX_BATCH_SIZE = 50;

/**
 * Mounts the tRPC router at `/trpc`.
 *
 * @param isLightweight false routes everything to tRPC's own adapter, for the test that compares the two
 */
export async function mountApi(
  app: FastifyInstance,
  context: AppContext,
  isLightweight = true,
): Promise<void> {
  const mount: TrpcMount<AppRouter> = {
    router: appRouter,
    prefix: PREFIX,
    maxBatchSize: MAX_BATCH_SIZE,
    createContext: (request, reply, onMadeFrom) => createRequestContext(context, request, reply, onMadeFrom),
    isCounted: (request) => comesWithKey(request),
    headersOf,
    onError: logFailure,
    tracing: context.tracing,
  };
  await mountTrpc(app, mount, isLightweight);
}

/**
 * Mounts a router. Simple calls are answered by tRPC's public functions without the fetch standard's `Request` and
 * `Response`; all others by tRPC's own adapter (decision 0043).
 *
 * @param isLightweight false routes everything to tRPC's own adapter, for the test that compares the two
 */
export async function mountTrpc<Router extends AnyTRPCRouter>(
  app: FastifyInstance,
  mount: TrpcMount<Router>,
  isLightweight = true,
): Promise<void> {
  const { router, prefix, maxBatchSize } = mount;
  const trpcOptions: FastifyTRPCPluginOptions<AnyTRPCRouter>["trpcOptions"] = {
    router,
    maxBatchSize,
    createContext: ({ req, res }) => mount.createContext(req, res),
    responseMeta: ({ errors }) => ({ headers: new Headers({ ...mount.headersOf(errors) }) }),
    onError: ({ error, path, req }) => mount.onError({ error, path, request: req }),
  };
  await app.register(async (scope) => {
    if (isLightweight) answerSimpleCalls(scope, mount);
    await scope.register(fastifyTRPCPlugin, { prefix, trpcOptions });
  });
}

function answerSimpleCalls<Router extends AnyTRPCRouter>(
  app: FastifyInstance,
  mount: TrpcMount<Router>,
): void {
  const readSimpleCall = createSimpleCallReader(mount.router, mount.prefix);
  const publicReads = createPublicReads(mount);
  // The body has been read at this point, in the way tRPC's own adapter expects.
  app.addHook("preHandler", (request, reply, next) => {
    const call = readSimpleCall(request);
    if (call === undefined) return next();
    const isPublicRead = !call.isBatch && publicReads.paths.has(call.path);
    const answering = isPublicRead
      ? publicReads.answer(call, request, reply)
      : answerSimpleCall(mount, call, request, reply);
    answering.catch((error: unknown) => reply.send(error));
  });
}
