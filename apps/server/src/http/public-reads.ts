import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import type { FastifyReply, FastifyRequest } from "fastify";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { etagOf, hasTag } from "./etag.js";
import { makeAnswer, sendAnswer, TRPC_VARY, type TrpcMount } from "./trpc/answer-simple-call.js";
import type { SimpleCall } from "./trpc/simple-call.js";

/** Anyone may store it, but has to revalidate it each time. */
const REVALIDATED = "public, max-age=0, must-revalidate";
/** The same for the answer to one caller, which says what that caller has left of its calls. */
const REVALIDATED_BY_ONE = "private, max-age=0, must-revalidate";

/** A body that is the same for everybody, with its tag. */
interface TaggedBody {
  readonly body: Buffer;
  readonly etag: string;
}

/** A serialized answer and the cache entry it was made from, whose validity it shares. */
interface StoredAnswer extends TaggedBody {
  readonly source: CacheEntry<unknown>;
}

const MAX_ANSWERS = 2_000;
const MAX_BYTES = 64 * 1_024 * 1_024;

export interface PublicReads {
  /** The paths of the procedures marked as the same for all. */
  readonly paths: ReadonlySet<string>;
  /** Answers a call of one of them that is not a batch. */
  answer(call: SimpleCall, request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

/**
 * Adds an `ETag` to public reads and answers `304` if the client has the current body. A serialized body is
 * stored with its cache entry and sent again while that entry is fresh, without running the procedure or reading
 * the session, which cannot affect it.
 */
export function createPublicReads<Router extends AnyTRPCRouter>(mount: TrpcMount<Router>): PublicReads {
  const stored = new LRUCache<string, StoredAnswer>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    sizeCalculation: ({ body }, url) => body.length + url.length,
  });
  return {
    paths: new Set(sameForAll(mount.router)),
    async answer(call, request, reply) {
      const known = stored.get(request.url);
      // An entry due for refresh is requested normally, which refreshes it. So is one for a caller whose calls are
      // counted.
      const isCounted = mount.isCounted?.(request) ?? false;
      const isReady = known?.source.isFresh() && !known.source.isDueForRefresh();
      if (known !== undefined && isReady && !isCounted) return sendTagged(request, reply, known, REVALIDATED);
      const made: { source?: CacheEntry<unknown> } = {};
      const answer = await makeAnswer(mount, call, request, () =>
        mount.createContext(request, reply, (source) => {
          made.source = source;
        }),
      );
      // An answer that sets a cookie is not public.
      if (answer.status !== 200 || reply.hasHeader("set-cookie")) return sendAnswer(reply, answer);
      const tagged = { body: answer.body, etag: etagOf(answer.body) };
      if (made.source !== undefined) stored.set(request.url, { ...tagged, source: made.source });
      sendTagged(request, reply, tagged, isCounted ? REVALIDATED_BY_ONE : REVALIDATED);
    },
  };
}

function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  { body, etag }: TaggedBody,
  cacheControl: string,
): void {
  // CORS has set it where other origins may call.
  const vary = reply.getHeader("vary");
  reply.headers({
    etag,
    "cache-control": cacheControl,
    vary: typeof vary === "string" ? `${vary}, ${TRPC_VARY}` : TRPC_VARY,
  });
  if (hasTag(request.headers["if-none-match"], etag)) void reply.code(304).send();
  else void reply.header("content-type", "application/json").send(body);
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
