import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import { hasTag } from "../http/etag.js";

/** A rendered page, with its compressed forms as far as they were requested. */
export interface RenderedPage {
  readonly html: Buffer;
  readonly tag: string;
  readonly encoded: Map<Encoding, Promise<Buffer>>;
}

type Encoding = "br" | "gzip";

const compressors: Readonly<Record<Encoding, (html: Buffer) => Promise<Buffer>>> = {
  // A medium quality, since an event's page may be compressed once a second.
  br: (html) => promisify(brotliCompress)(html, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }),
  gzip: promisify(gzip),
};

export function renderedPage(text: string): RenderedPage {
  const html = Buffer.from(text);
  const tag = createHash("sha256").update(html).digest("base64url").slice(0, 27);
  return { html, tag, encoded: new Map() };
}

/** Sends a page, compressed if the client accepts it; `304` if the client has it. */
export async function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: RenderedPage,
  status: 200 | 404 | 503,
): Promise<FastifyReply> {
  const encoding = encodingFor(request.headers["accept-encoding"]);
  // Each encoding is a representation of its own, with its own tag.
  const etag = `"${page.tag}${encoding === undefined ? "" : `-${encoding}`}"`;
  reply.headers({ etag, "cache-control": "no-cache", vary: "accept, accept-encoding" });
  if (status === 200 && hasTag(request.headers["if-none-match"], etag)) return reply.code(304).send();
  reply.code(status).type("text/html; charset=utf-8");
  if (encoding === undefined) return reply.send(page.html);
  return reply.header("content-encoding", encoding).send(await encodedAs(page, encoding));
}

function encodedAs(page: RenderedPage, encoding: Encoding): Promise<Buffer> {
  let encoded = page.encoded.get(encoding);
  if (encoded === undefined) {
    encoded = compressors[encoding](page.html);
    page.encoded.set(encoding, encoded);
  }
  return encoded;
}

function encodingFor(accepted: string | undefined): Encoding | undefined {
  const taken = new Set(
    (accepted ?? "").split(",").flatMap((part) => {
      const [name = "", ...parameters] = part.toLowerCase().split(";");
      const isRefused = parameters.some((parameter) => /^\s*q=0(\.0*)?\s*$/.test(parameter));
      return isRefused ? [] : [name.trim()];
    }),
  );
  if (taken.has("br")) return "br";
  return taken.has("gzip") ? "gzip" : undefined;
}

/**
 * Whether a request is for a page. Clients such as `curl` and link previews accept anything or send no `accept`
 * header. Paths of files and of the API are not pages.
 */
export function wantsPage({ method, url, headers }: FastifyRequest): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  const { accept } = headers;
  if (accept !== undefined && accept !== "" && !/text\/html|text\/\*|\*\/\*/i.test(accept)) return false;
  const path = url.split("?", 1)[0] ?? "";
  if (/^\/(trpc|files|assets|dev|sitemaps)(\/|$)/.test(path)) return false;
  return !/\.[a-z0-9]{1,12}$/i.test(path);
}
