import type { AnyTRPCRouter, inferRouterContext } from "@trpc/server";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import type { FastifyInstance } from "fastify";
import { answerSimpleCall, type TrpcMount } from "./answer-simple-call.js";
import { createSimpleCallReader } from "./simple-call.js";

/**
 * Mounts a tRPC router. Simple calls are answered by tRPC's public functions without the fetch standard's
 * `Request` and `Response`; all others by tRPC's own adapter (decision 0043).
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
    createContext: ({ req, res }): Promise<inferRouterContext<Router>> => mount.createContext(req, res),
    responseMeta: ({ errors }) => ({ headers: new Headers({ ...mount.headersOf(errors) }) }),
    onError: ({ error, path, req }) => mount.onError({ error, path, request: req }),
  };
  await app.register(async (scope) => {
    if (isLightweight) {
      const readSimpleCall = createSimpleCallReader(router, prefix);
      // The body has been read at this point, in the way tRPC's own adapter expects.
      scope.addHook("preHandler", (request, reply, next) => {
        const call = readSimpleCall(request);
        if (call === undefined) return next();
        answerSimpleCall(mount, call, request, reply).catch((error: unknown) => reply.send(error));
      });
    }
    await scope.register(fastifyTRPCPlugin, { prefix, trpcOptions });
  });
}
