import { isAscii } from "node:buffer";
import type { IncomingHttpHeaders, OutgoingHttpHeader, ServerResponse } from "node:http";
import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import { LRUCache } from "lru-cache";
import { REQUEST_ID } from "./request-id.js";

/** An answer that is the same for all, as it is sent. */
export interface PublicAnswer {
  readonly body: Buffer;
  readonly etag: string;
}

/** A body as Node sends it soonest: what is ASCII goes out in one piece with the head, and needs no encoding. */
interface ReadyBody {
  readonly chunk: string | Buffer;
  readonly encoding: "latin1" | "utf8";
}

/** The heads of both answers that there may be, each in one flat list that only lacks the request's id. */
export interface Heads {
  readonly ok: readonly OutgoingHttpHeader[];
  readonly notModified: readonly OutgoingHttpHeader[];
}

/** An answer with what it was made from: it is as good as that, and no longer. */
export interface StoredAnswer extends PublicAnswer {
  readonly source: CacheEntry<unknown>;
  readonly ready: ReadyBody;
  /** As Fastify's hooks made them for a request that says nothing of its origin, once there was one. */
  heads: Heads | undefined;
}

/** What was sent, by the raw address that it was asked for with. */
export type PublicAnswers = LRUCache<string, StoredAnswer>;

/** Larger bodies are not worth copying behind a head. */
const MAX_TEXT_BYTES = 4 * 1_024;

const MAX_ANSWERS = 2_000;
const MAX_BYTES = 64 * 1_024 * 1_024;

export function createPublicAnswers(): PublicAnswers {
  return new LRUCache<string, StoredAnswer>({
    max: MAX_ANSWERS,
    maxSize: MAX_BYTES,
    // A body may be kept twice, as bytes and as text.
    sizeCalculation: ({ body }, url) => 2 * (body.length + url.length),
  });
}

export function storeAnswer({ body, etag }: PublicAnswer, source: CacheEntry<unknown>): StoredAnswer {
  return { body, etag, source, ready: makeReady(body), heads: undefined };
}

/** The heads of an answer whose headers, but for the request's id and those of the body, are these. */
export function makeHeads({ body }: PublicAnswer, headers: readonly OutgoingHttpHeader[]): Heads {
  return {
    ok: [...headers, "content-type", "application/json", "content-length", body.length, REQUEST_ID],
    notModified: [...headers, REQUEST_ID],
  };
}

/**
 * Sends an answer, or says that it is still the same to whoever has it.
 *
 * @returns the status
 */
export function sendAnswer(
  response: ServerResponse,
  { etag, ready }: StoredAnswer,
  heads: Heads,
  { requestId, ifNoneMatch }: { readonly requestId: string; readonly ifNoneMatch: string | undefined },
): 200 | 304 {
  if (hasTag(ifNoneMatch, etag)) {
    response.writeHead(304, [...heads.notModified, requestId]).end();
    return 304;
  }
  response.writeHead(200, [...heads.ok, requestId]).end(ready.chunk, ready.encoding);
  return 200;
}

function makeReady(body: Buffer): ReadyBody {
  if (body.length > MAX_TEXT_BYTES || !isAscii(body)) return { chunk: body, encoding: "utf8" };
  return { chunk: body.toString("latin1"), encoding: "latin1" };
}

/** Whether one of the tags that were sent is this one. Whoever compressed it on the way made it a weak one. */
export function hasTag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  // As browsers send it.
  if (ifNoneMatch === etag) return true;
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

/** Whether nothing in a request asks for the answer in another form. */
export function hasPlainHeaders(headers: IncomingHttpHeaders): boolean {
  const type = headers["content-type"];
  if (type !== undefined && !type.startsWith("application/json")) return false;
  return headers.accept?.includes("application/jsonl") !== true;
}
