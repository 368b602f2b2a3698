import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { etagOf, hasTag } from "./etag.js";

/** Anybody may keep it, and asks each time whether it still holds. */
const REVALIDATED = "public, max-age=0, must-revalidate";
/** What tRPC's answers depend on beside the address. */
const TRPC_VARY = "trpc-accept, accept";

/** A body as it is sent, and what it was made from: it is as fresh as that, and no longer. */
interface StoredAnswer {
  readonly body: Buffer;
  readonly etag: string;
  readonly source: CacheEntry<unknown>;
}

const MAX_ANSWERS = 2_000;
const MAX_BYTES = 64 * 1_024 * 1_024;

const sources = new WeakMap<FastifyRequest, CacheEntry<unknown>>();
const varyBefore = new WeakMap<FastifyRequest, string>();

/** Notes what the answer to a request is made from. */
export function noteSource(request: FastifyRequest, source: CacheEntry<unknown>): void {
  sources.set(request, source);
}

/**
 * Gives public reads an `ETag` and answers `304` to whoever has them already. A body that was sent is stored with the cache
 * entry that it was made from, and sent again while that entry is fresh: neither the procedure nor the session is looked
 * at then, and neither has a say in these answers. Touches nothing but single calls, in their usual form, of procedures
 * that declare that they are the same for all; registered before whatever carries out the calls.
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
    // Of CORS; tRPC's answers replace it.
    const vary = reply.getHeader("vary");
    if (typeof vary === "string") varyBefore.set(request, vary);
    const answer = stored.get(request.url);
    // An entry that is due is asked for, which refreshes it.
    if (!answer?.source.isFresh() || answer.source.isDueForRefresh()) return next();
    reply.header("content-type", "application/json");
    // Null would be sent as JSON.
    void reply.send(present(request, reply, answer) ?? undefined);
  });

  app.addHook("onSend", (request, reply, payload: unknown, done) => {
    if (!isPublicRead(request, addresses) || reply.hasHeader("etag")) return done(null, payload);
    readBody(payload, reply).then((body) => {
      // An answer that sets a cookie is somebody's own.
      if (body === undefined || reply.statusCode !== 200 || reply.hasHeader("set-cookie"))
        return done(null, body ?? payload);
      const answer = { body, etag: etagOf(body) };
      const source = sources.get(request);
      if (source !== undefined) stored.set(request.url, { ...answer, source });
      done(null, present(request, reply, answer));
    }, done);
  });
}

/** Sets the headers of an answer, and returns what of it is to be sent. */
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

/** A single call in its usual form; whatever is unusual about one is left alone. */
function isPublicRead({ method, url, headers }: FastifyRequest, addresses: ReadonlySet<string>): boolean {
  if (method !== "GET") return false;
  const mark = url.indexOf("?");
  if (!addresses.has(mark === -1 ? url : url.slice(0, mark))) return false;
  if (mark !== -1 && !/^(?:input=[^&]*)?$/.test(url.slice(mark + 1))) return false;
  const type = headers["content-type"];
  if (type !== undefined && !type.startsWith("application/json")) return false;
  return headers.accept?.includes("application/jsonl") !== true;
}

/** The body of an answer in whichever form it comes; tRPC's own adapter sends a `Response`. */
async function readBody(payload: unknown, reply: FastifyReply): Promise<Buffer | undefined> {
  if (typeof payload === "string") return Buffer.from(payload);
  if (Buffer.isBuffer(payload)) return payload;
  if (!(payload instanceof Response)) return undefined;
  reply.code(payload.status);
  for (const [name, value] of payload.headers) reply.header(name, value);
  return Buffer.from(await payload.arrayBuffer());
}

const declared = z.object({ isSameForAll: z.literal(true) });

/** The paths of the procedures that declare it. */
function sameForAll(router: AnyTRPCRouter): string[] {
  // At run time the record is flat.
  const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
  return Object.entries(procedures).flatMap(([path, { _def }]) =>
    _def.type === "query" && declared.safeParse(_def.meta).success ? [path] : [],
  );
}
