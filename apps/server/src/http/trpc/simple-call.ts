import { type AnyTRPCProcedure, type AnyTRPCRouter, type TRPCDataTransformer, TRPCError } from "@trpc/server";
import type { FastifyRequest } from "fastify";

/** One call of a query or mutation, in the form in which clients usually send it. */
export interface SimpleCall {
  readonly path: string;
  readonly type: "query" | "mutation";
  /** JSON as it was sent; undefined if there was none. */
  readonly inputText: string | undefined;
  /** A batch of one, which is how our client sends a single query. */
  readonly isBatch: boolean;
}

/**
 * The query strings of simple calls: the input as `encodeURIComponent` writes it, and nothing else. For these
 * `decodeURIComponent` and `URLSearchParams` agree; for others they may not.
 */
const SIMPLE_QUERY = /^(batch=1(?:&|$))?(?:input=([\w%.~!'()*-]*))?$/;

const JSON_TYPE = "application/json";
const STREAMED = "application/jsonl";

/** Recognizes simple calls of a router's procedures. Anything doubtful is left to tRPC's own adapter. */
export function createSimpleCallReader(
  router: AnyTRPCRouter,
  prefix: string,
): (request: FastifyRequest) => SimpleCall | undefined {
  const types = readTypes(router);
  const start = `${prefix}/`;
  const isOrdinaryHost = createHostCheck();

  return (request) => {
    const { url = "", headers, method } = request.raw;
    if (!url.startsWith(start)) return undefined;
    const mark = url.indexOf("?");
    const path = url.slice(start.length, mark === -1 ? undefined : mark);
    const type = types.get(path);
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

function readQuery(path: string, search: string): SimpleCall | undefined {
  const match = SIMPLE_QUERY.exec(search);
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

/** The fetch standard strips a byte order mark when it reads a body as JSON. */
function withoutByteOrderMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

function readTypes(router: AnyTRPCRouter): ReadonlyMap<string, SimpleCall["type"]> {
  // At run time the record is flat.
  const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
  const types = new Map<string, SimpleCall["type"]>();
  for (const [path, { _def }] of Object.entries(procedures)) {
    if (_def.type !== "subscription") types.set(path, _def.type);
  }
  return types;
}

const KNOWN_HOSTS = 1_000;

/**
 * tRPC's own adapter builds a URL from the client's `Host` header and a request from that, which fails for some
 * hosts.
 */
function createHostCheck(): (host: string | undefined) => boolean {
  const ordinary = new Set<string>();
  return (host) => {
    if (host === undefined || ordinary.has(host)) return true;
    const base = `http://${host}`;
    if (!URL.canParse(base)) return false;
    const { username, password } = new URL(base);
    if (username !== "" || password !== "") return false;
    // Clients may send any number of host names.
    if (ordinary.size >= KNOWN_HOSTS) ordinary.clear();
    ordinary.add(host);
    return true;
  };
}

/** A call's input, parsed when the first middleware requests it, and only once, as in tRPC's own adapter. */
export interface RawInput {
  read(): Promise<unknown>;
  /** The parsed input; undefined if it was not parsed, or is invalid. */
  result(): unknown;
}

export function createRawInput(
  { inputText, isBatch }: SimpleCall,
  transformer: Pick<TRPCDataTransformer, "deserialize">,
): RawInput {
  let value: unknown;
  let reading: Promise<unknown> | undefined;

  async function parse(): Promise<unknown> {
    if (inputText === undefined) return undefined;
    const sent: unknown = JSON.parse(inputText);
    if (!isBatch) return transformer.deserialize(sent);
    if (typeof sent !== "object" || sent === null || Array.isArray(sent)) {
      // tRPC's own message.
      const message = '"input" needs to be an object when doing a batch call';
      throw new TRPCError({ code: "BAD_REQUEST", message });
    }
    const first: unknown = Reflect.get(sent, "0");
    return first === undefined ? undefined : transformer.deserialize(first);
  }

  return {
    read() {
      reading ??= parse().then(
        (parsed) => {
          value = parsed;
          return parsed;
        },
        (cause: unknown) => {
          throw asBadRequest(cause);
        },
      );
      return reading;
    },
    result: () => value,
  };
}

function asBadRequest(cause: unknown): TRPCError {
  if (cause instanceof TRPCError) return cause;
  const message = cause instanceof Error ? cause.message : "Invalid input";
  return new TRPCError({ code: "BAD_REQUEST", message, cause });
}
