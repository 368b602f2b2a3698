import { AsyncLocalStorage } from "node:async_hooks";
import type { FastifyInstance } from "fastify";

const ids = new AsyncLocalStorage<string>();

/** The id of the request that is being answered, for log lines about what it did; undefined in background work. */
export function currentRequestId(): string | undefined {
  return ids.getStore();
}

/** Makes {@link currentRequestId} known. Once the body has been read: reading it leaves the context of earlier hooks. */
export function followRequests(app: FastifyInstance): void {
  app.addHook("preValidation", (request, _reply, next) => {
    ids.run(request.id, next);
  });
}
