import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { etagOf, hasTag } from "./etag.js";

/** Anyone may store it, but has to revalidate it each time. */
const REVALIDATED = "public, max-age=0, must-revalidate";
/** The request headers that tRPC's answers depend on. */
const TRPC_VARY = "trpc-accept, accept";

/** A serialized answer and the cache entry it was made from, whose validity it shares. */
interface StoredAnswer {
  readonly body: Buffer;
  readonly etag: string;
  readonly source: CacheEntry<unknown>;
}

const MAX_ANSWERS = 2_000;
const MAX_BYTES = 64 * 1_024 * 1_024;

const sources = new WeakMap<FastifyRequest, CacheEntry<unknown>>();
const varyBefore = new WeakMap<FastifyRequest, string>();

/** Records the cache entry that a request's answer was made from. */
export function noteSource(request: FastifyRequest, source: CacheEntry<unknown>): void {
  sources.set(request, source);
}

/**
 * Adds an `ETag` to public reads and answers `304` if the client has the current body. A serialized body is
 * stored with its cache entry and sent again while that entry is fresh, without running the procedure or reading
 * the session, which cannot affect it. Only for single calls in the usual form of procedures marked as the same
 * for all; to be registered before the adapters.
 *
 * @param prefix where the router is mounted, such as `/trpc`
 */
export function answerPublicReads(app: FastifyInstance, router: AnyTRPCRouter, prefix: string): void {
  const addresses = new Set(sameForAll(router).map((path) => `${prefix}/${path}`));
  const stored = new LRUCache<string, StoredAnswer>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ body }, url) => body.length + url.length,
  });

  app.addHook("onRequest", (request, reply, next) => {
    if (!isPublicRead(request, addresses)) return next();
    // CORS headers; tRPC's answers replace them.
    const vary = reply.getHeader("vary");
    if (typeof vary === "string") varyBefore.set(request, vary);
    const answer = stored.get(request.url);
    // An entry due for refresh is requested normally, which refreshes it.
    if (!answer?.source.isFresh() || answer.source.isDueForRefresh()) return next();
    reply.header("content-type", "application/json");
    // Null would be sent as JSON.
    void reply.send(present(request, reply, answer) ?? undefined);
  });

  app.addHook("onSend", (request, reply, payload: unknown, done) => {
    if (!isPublicRead(request, addresses) || reply.hasHeader("etag")) return done(null, payload);
    readBody(payload, reply).then((body) => {
      // An answer that sets a cookie is not public.
      if (body === undefined || reply.statusCode !== 200 || reply.hasHeader("set-cookie"))
        return done(null, body ?? payload);
      const answer = { body, etag: etagOf(body) };
      const source = sources.get(request);
      if (source !== undefined) stored.set(request.url, { ...answer, source });
      done(null, present(request, reply, answer));
    }, done);
  });
}

/** Sets the headers of an answer, and returns the body to send, if any. */
function present(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag }: Pick<StoredAnswer, "body" | "etag">,
): Buffer | null {
  const vary = varyBefore.get(request);
  reply.headers({
    etag,
    "cache-control": REVALIDATED,
    vary: vary === undefined ? TRPC_VARY : `${vary}, ${TRPC_VARY}`,
  });
  if (!hasTag(request.headers["if-none-match"], etag)) {
    reply.header("content-length", body.length);
    return body;
  }
  reply.code(304);
  reply.removeHeader("content-type");
  reply.removeHeader("content-length");
  return null;
}

/** Whether a request is a single call in its usual form; others are passed on. */
function isPublicRead({ method, url, headers }: FastifyRequest, addresses: ReadonlySet<string>): boolean {
  if (method !== "GET") return false;
  const mark = url.indexOf("?");
  if (!addresses.has(mark === -1 ? url : url.slice(0, mark))) return false;
  if (mark !== -1 && !/^(?:input=[^&]*)?$/.test(url.slice(mark + 1))) return false;
  const type = headers["content-type"];
  if (type !== undefined && !type.startsWith("application/json")) return false;
  return headers.accept?.includes("application/jsonl") !== true;
}

/** The body of an answer in any form; tRPC's own adapter sends a `Response`. */
async function readBody(payload: unknown, reply: FastifyReply): Promise<Buffer | undefined> {
  if (typeof payload === "string") return Buffer.from(payload);
  if (Buffer.isBuffer(payload)) return payload;
  if (!(payload instanceof Response)) return undefined;
  reply.code(payload.status);
  for (const [name, value] of payload.headers) reply.header(name, value);
  return Buffer.from(await payload.arrayBuffer());
}

const declared = z.object({ isSameForAll: z.literal(true) });

/** The paths of the procedures marked as the same for all. */
function sameForAll(router: AnyTRPCRouter): string[] {
  // At run time the record is flat.
  const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
  return Object.entries(procedures).flatMap(([path, { _def }]) =>
    _def.type === "query" && declared.safeParse(_def.meta).success ? [path] : [],
  );
}
