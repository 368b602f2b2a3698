import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import type { FastifyRequest } from "fastify";

/** One call of a query or a mutation that nothing is special about. */
export interface PlainCall {
  readonly path: string;
  readonly type: "query" | "mutation";
  /** JSON as it was sent; absent when nothing was. */
  readonly inputText: string | undefined;
  /** A batch of one, which is how our client sends a query that nobody else asks for in the same moment. */
  readonly isBatch: boolean;
}

/**
 * The only queries that are plain: as `encodeURIComponent` writes them, with nothing beside the input. About these
 * `decodeURIComponent` and a URL's search parameters agree; about others they may not.
 */
const PLAIN_QUERY = /^(batch=1(?:&|$))?(?:input=([\w%.~!'()*-]*))?$/;

const JSON_TYPE = "application/json";
const STREAMED = "application/jsonl";

/** Recognizes plain calls of a router's procedures. Whatever it is not sure of, it leaves to tRPC's own adapter. */
export function createPlainCallReader(
  router: AnyTRPCRouter,
  prefix: string,
): (request: FastifyRequest) => PlainCall | undefined {
  const types = readTypes(router);
  const start = `${prefix}/`;
  const isOrdinaryHost = createHostCheck();

  return (request) => {
    const { url = "", headers, method } = request.raw;
    if (!url.startsWith(start)) return undefined;
    const mark = url.indexOf("?");
    const path = url.slice(start.length, mark === -1 ? undefined : mark);
    const type = types.get(path);
    // A wrong method is refused by tRPC's own adapter, like everything that is rare.
    if (type === undefined || method !== (type === "query" ? "GET" : "POST")) return undefined;
    const contentType = headers["content-type"];
    const isJson = contentType?.startsWith(JSON_TYPE) ?? type === "query";
    if (!isJson || headers["trpc-accept"] !== undefined || headers.accept?.includes(STREAMED) === true)
      return undefined;
    if (!isOrdinaryHost(headers.host)) return undefined;

    const search = mark === -1 ? "" : url.slice(mark + 1);
    if (type === "query") return readQuery(path, search);
    const { body } = request;
    if (search !== "" || typeof body !== "string") return undefined;
    return { path, type, inputText: withoutByteOrderMark(body), isBatch: false };
  };
}

function readQuery(path: string, search: string): PlainCall | undefined {
  const match = PLAIN_QUERY.exec(search);
  if (match === null) return undefined;
  const [, batch, encoded = ""] = match;
  const inputText = decode(encoded);
  if (inputText === undefined) return undefined;
  return {
    path,
    type: "query",
    inputText: inputText === "" ? undefined : inputText,
    isBatch: batch !== undefined,
  };
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}

/** The Fetch standard strips one when it reads a body as JSON. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function readTypes(router: AnyTRPCRouter): ReadonlyMap<string, PlainCall["type"]> {
  // At run time the record is flat.
  const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
  const types = new Map<string, PlainCall["type"]>();
  for (const [path, { _def }] of Object.entries(procedures)) {
    if (_def.type !== "subscription") types.set(path, _def.type);
  }
  return types;
}

const KNOWN_HOSTS = 1_000;

/** tRPC's own adapter builds a URL from the host that a client names, and a request from that: some cannot be. */
function createHostCheck(): (host: string | undefined) => boolean {
  const ordinary = new Set<string>();
  return (host) => {
    if (host === undefined || ordinary.has(host)) return true;
    const base = `http://${host}`;
    if (!URL.canParse(base)) return false;
    const { username, password } = new URL(base);
    if (username !== "" || password !== "") return false;
    // Clients may name any number of hosts.
    if (ordinary.size >= KNOWN_HOSTS) ordinary.clear();
    ordinary.add(host);
    return true;
  };
}
