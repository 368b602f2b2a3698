import type { AnyTRPCRouter, inferRouterContext } from "@trpc/server";
import { type FastifyTRPCPluginOptions, fastifyTRPCPlugin } from "@trpc/server/adapters/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { answerPlainCall } from "./answer-plain-call.js";
import { createPlainCallReader, type PlainCall } from "./plain-call.js";
import { createProcedureCaller } from "./procedure-caller.js";
import type { TrpcMount } from "./trpc-mount.js";
import { atTurnEnd } from "./turn-end.js";

/** A plain call and where it is answered. */
interface Asked {
  readonly call: PlainCall;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/**
 * Mounts a tRPC router. Plain calls are answered on a way of our own, which does without the fetch standard's
 * objects (decisions/0014); everything else, and whatever looks unusual, by tRPC's own adapter.
 *
 * @param isThin false to leave everything to tRPC's own adapter: for the test that compares the two
 */
export async function mountTrpc<Router extends AnyTRPCRouter>(
  app: FastifyInstance,
  mount: TrpcMount<Router>,
  isThin = true,
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
    if (isThin) {
      const readPlainCall = createPlainCallReader(router, prefix);
      const thin = { ...mount, callProcedure: createProcedureCaller(router) };
      const answer = ({ call, request, reply }: Asked) => {
        answerPlainCall(thin, call, request, reply).catch((error: unknown) => reply.send(error));
      };
      const answerAtTurnEnd = atTurnEnd(answer);
      // The body has been read by then, in the way that tRPC's own adapter asks for.
      scope.addHook("preHandler", (request, reply, next) => {
        const call = readPlainCall(request);
        if (call === undefined) return next();
        // Who only looks is in more of a hurry.
        if (call.type === "query") answer({ call, request, reply });
        else answerAtTurnEnd({ call, request, reply });
      });
    }
    await scope.register(fastifyTRPCPlugin, { prefix, trpcOptions });
  });
}
