import { createHash } from "node:crypto";
import type { OutgoingHttpHeader } from "node:http";
import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { REQUEST_ID } from "./request-id.js";
import {
  hasPlainHeaders,
  hasTag,
  makeHeads,
  type PublicAnswer,
  type PublicAnswers,
  type StoredAnswer,
  sendAnswer,
  storeAnswer,
} from "./stored-answer.js";

/** Anybody may keep it, and asks each time whether it still holds. */
const REVALIDATED = "public, max-age=0, must-revalidate";
/** What tRPC's answers depend on beside the address. */
const TRPC_VARY = "trpc-accept, accept";

const sources = new WeakMap<FastifyRequest, CacheEntry<unknown>>();
const earlierVary = new WeakMap<FastifyRequest, string>();

/** Notes what the answer to a request is made from. */
export function noteSource(request: FastifyRequest, source: CacheEntry<unknown>): void {
  sources.set(request, source);
}

/**
 * Gives public reads an `ETag` and answers `304` to whoever has them already. What was sent is kept beside what it was
 * made from and sent again as it is while that is good: neither the procedure nor the session is looked at then, and
 * neither has a say in these answers. Stands before whatever carries out the calls; touches nothing but plain single
 * calls of procedures that say of themselves that they are the same for all.
 *
 * @param mount.prefix where the router is mounted, such as `/trpc`
 * @param mount.stored where what was sent is kept
 */
export function answerPublicReads(
  app: FastifyInstance,
  router: AnyTRPCRouter,
  { prefix, stored }: { readonly prefix: string; readonly stored: PublicAnswers },
): void {
  const addresses = new Set(sameForAll(router).map((path) => `${prefix}/${path}`));

  app.addHook("onRequest", (request, reply, next) => {
    if (!isPlainRead(request, addresses)) return next();
    // Of CORS; the adapter puts its own in the place of it.
    const vary = reply.getHeader("vary");
    if (typeof vary === "string") earlierVary.set(request, vary);
    const answer = stored.get(request.url);
    // What is due is asked for, which has it looked up again.
    if (!answer?.source.isFresh() || answer.source.isDueForRefresh()) return next();
    sendStored(request, reply, answer);
  });

  app.addHook("onSend", (request, reply, payload: unknown, done) => {
    if (!isPlainRead(request, addresses) || reply.hasHeader("etag")) return done(null, payload);
    readBody(payload, reply).then((body) => {
      // Who is given a cookie is given something of their own.
      if (body === undefined || reply.statusCode !== 200 || reply.hasHeader("set-cookie"))
        return done(null, body ?? payload);
      const answer = { body, etag: etagOf(body) };
      const source = sources.get(request);
      if (source !== undefined) stored.set(request.url, storeAnswer(answer, source));
      done(null, present(request, reply, answer));
    }, done);
  });
}

/** Sets the headers of an answer, and says what of it is to be sent. */
function present(request: FastifyRequest, reply: FastifyReply, { body, etag }: PublicAnswer): Buffer | null {
  const vary = earlierVary.get(request);
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

/**
 * Sends what is stored past the rest of Fastify, whose hooks have nothing to add any more. Headers that were set by
 * then go along, and whoever counts and logs answers hears of it as always.
 */
function sendStored(request: FastifyRequest, reply: FastifyReply, answer: StoredAnswer): void {
  const vary = earlierVary.get(request);
  const headers: OutgoingHttpHeader[] = ["etag", answer.etag, "cache-control", REVALIDATED];
  headers.push("vary", vary === undefined ? TRPC_VARY : `${vary}, ${TRPC_VARY}`);
  for (const [name, value] of Object.entries(reply.getHeaders())) {
    if (value !== undefined && name !== "vary" && name !== REQUEST_ID) headers.push(name, value);
  }
  // CORS says something else to each origin; without one, all are told the same.
  const heads = makeHeads(answer, headers);
  if (request.headers.origin === undefined) answer.heads = heads;
  reply.hijack();
  sendAnswer(reply.raw, answer, heads, {
    requestId: request.id,
    ifNoneMatch: request.headers["if-none-match"],
  });
}

function etagOf(body: Buffer): string {
  return `"${createHash("sha256").update(body).digest("base64url").slice(0, 27)}"`;
}

/** A single call as everybody sends it: whatever is unusual about one is left alone. */
function isPlainRead({ method, url, headers }: FastifyRequest, addresses: ReadonlySet<string>): boolean {
  if (method !== "GET") return false;
  const mark = url.indexOf("?");
  if (!addresses.has(mark === -1 ? url : url.slice(0, mark))) return false;
  if (mark !== -1 && !/^(?:input=[^&]*)?$/.test(url.slice(mark + 1))) return false;
  return hasPlainHeaders(headers);
}

/** The body of an answer, whichever way it comes; tRPC's own adapter sends the fetch standard's. */
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
