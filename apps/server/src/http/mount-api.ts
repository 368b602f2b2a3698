import type { ErrorCode } from "@foyer/contract/error-codes";
import type { AppContext } from "@foyer/domain/context";
import { retryAfterOf } from "@foyer/domain/domain-error";
import { toDomainError } from "@foyer/domain/to-domain-error";
import { type AppRouter, appRouter } from "@foyer/router/app-router";
import { describeError } from "@foyer/router/error-shape";
import type { AnyTRPCRouter, TRPCError } from "@trpc/server";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import type { FastifyInstance } from "fastify";
import { createPublicReads } from "./public-reads.js";
import { comesWithKey, createRequestContext } from "./request-context.js";
import { answerSimpleCall, type FailedCall, type TrpcMount } from "./trpc/answer-simple-call.js";
import { createSimpleCallReader } from "./trpc/simple-call.js";

const PREFIX = "/trpc";

/** The maximum number of calls per request. */
const MAX_BATCH_SIZE = 50;

/** Errors logged for operators, since they indicate guessing or unauthorized access. */
const SUSPICIOUS: ReadonlySet<ErrorCode> = new Set(["RATE_LIMITED", "FORBIDDEN"]);

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
    isCounted: (request) => comesWithKey(context, request),
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

const UNKEPT = { "cache-control": "no-store" };

function headersOf(errors: readonly TRPCError[]): Readonly<Record<string, string>> {
  // Only domain errors have a time to retry.
  const waits = errors.flatMap(({ cause }) => {
    const domainError = toDomainError(cause);
    return (domainError && retryAfterOf(domainError)) ?? [];
  });
  return waits.length === 0 ? UNKEPT : { ...UNKEPT, "retry-after": String(Math.max(...waits)) };
}

function logFailure({ error, path, request: { log, ip } }: FailedCall): void {
  const { reason: code } = describeError(error);
  // The answer hides the cause, so it is logged.
  if (code === "INTERNAL") log.error({ err: error.cause ?? error, path }, "procedure failed");
  else if (code === "DATABASE_UNAVAILABLE" || code === "BUSY")
    log.warn({ err: error.cause, path, reason: code }, "procedure refused");
  else if (SUSPICIOUS.has(code)) log.info({ path, reason: code, ip }, "procedure refused");
  else log.debug({ path, reason: code }, "procedure refused");
}
