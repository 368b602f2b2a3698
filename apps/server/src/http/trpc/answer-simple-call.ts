import type { Socket } from "node:net";
import type { Tracing } from "@foyer/db/tracing";
import type { CacheEntry } from "@foyer/domain/machinery/single-flight-cache";
import {
  type AnyTRPCRouter,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  getTRPCErrorShape,
  type inferRouterContext,
  TRPCError,
  transformTRPCResponse,
} from "@trpc/server";
import { getHTTPStatusCode } from "@trpc/server/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { createRawInput, type SimpleCall } from "./simple-call.js";

/** A router and its options, from which both adapters are built. */
export interface TrpcMount<Router extends AnyTRPCRouter> {
  readonly router: Router;
  /** Where it is mounted, such as `/trpc`. */
  readonly prefix: string;
  /** The maximum number of calls per request. */
  readonly maxBatchSize: number;
  /** @param onMadeFrom called with the cache entry that a public answer was made from */
  createContext(
    request: FastifyRequest,
    reply: FastifyReply,
    onMadeFrom?: (source: CacheEntry<unknown>) => void,
  ): Promise<inferRouterContext<Router>>;
  /** Whether the calls of a request are counted, so that each has to be carried out. They are not by default. */
  isCounted?(request: FastifyRequest): boolean;
  /** Headers of an answer besides its content type, in lower case. */
  headersOf(errors: readonly TRPCError[]): Readonly<Record<string, string>>;
  onError(failure: FailedCall): void;
  /** Traces procedures, where that is wanted. */
  readonly tracing?: Tracing | undefined;
}

export interface FailedCall {
  readonly error: TRPCError;
  readonly path: string | undefined;
  readonly request: FastifyRequest;
}

/** An answer that is not yet sent. */
export interface Answer {
  readonly status: number;
  /** Besides content type and `Vary`. */
  readonly headers: Readonly<Record<string, string>>;
  /** A buffer, because Fastify adds a charset to strings, and tRPC does not. */
  readonly body: Buffer;
}

/** The request headers that tRPC's answers depend on. */
export const TRPC_VARY = "trpc-accept, accept";

type Outcome =
  | { readonly kind: "data"; readonly data: unknown }
  | { readonly kind: "error"; readonly error: TRPCError };

/** tRPC's own message. */
const NOT_STREAMED = "Cannot use stream-like response in non-streaming request - use httpBatchStreamLink";

/** Carries out one call and answers it exactly as tRPC's own adapter does. The conformance test compares both. */
export async function answerSimpleCall<Router extends AnyTRPCRouter>(
  mount: TrpcMount<Router>,
  call: SimpleCall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  sendAnswer(reply, await makeAnswer(mount, call, request, () => mount.createContext(request, reply)));
}

/**
 * Carries out one call and makes its answer, using tRPC's public functions, without creating the fetch standard's
 * objects.
 */
export async function makeAnswer<Router extends AnyTRPCRouter>(
  mount: TrpcMount<Router>,
  call: SimpleCall,
  request: FastifyRequest,
  createContext: () => Promise<inferRouterContext<Router>>,
): Promise<Answer> {
  const { router } = mount;
  const { path, type, isBatch } = call;
  const config = router._def._config;
  const rawInput = createRawInput(call, config.transformer.input);
  const headers: Record<string, string> = {};

  let ctx: inferRouterContext<Router> | undefined;
  let outcome: Outcome;
  try {
    ctx = await createContext();
    const getRawInput = rawInput.read;
    const signal = signalOf(request);
    const options = { router, path, type, ctx, getRawInput, signal, batchIndex: 0 };
    const { tracing } = mount;
    const data =
      tracing === undefined
        ? await callTRPCProcedure(options)
        : await tracing.inSpan({ name: `procedure ${path}` }, () => callTRPCProcedure(options));
    outcome = { kind: "data", data };
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    mount.onError({ error, path, request });
    outcome = { kind: "error", error };
  }

  try {
    if (outcome.kind === "data" && isDataStream(outcome.data)) {
      const error = new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: NOT_STREAMED });
      // Outside of a batch tRPC logs it, and answers without the path.
      if (!isBatch) throw error;
      outcome = { kind: "error", error };
    }
    const input = rawInput.result();
    const response =
      outcome.kind === "data"
        ? { result: { data: outcome.data } }
        : { error: getTRPCErrorShape({ config, ctx, error: outcome.error, input, path, type }) };
    append(headers, mount.headersOf(outcome.kind === "data" ? [] : [outcome.error]));
    const item = transformTRPCResponse(config, response);
    const body = Buffer.from(JSON.stringify(isBatch ? [item] : item));
    return { status: getHTTPStatusCode(response), headers, body };
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    mount.onError({ error, path: undefined, request });
    const shape = getTRPCErrorShape({ config, ctx, error, input: undefined, path: undefined, type });
    const response = { error: shape };
    append(headers, mount.headersOf([error]));
    const body = Buffer.from(JSON.stringify(transformTRPCResponse(config, response)));
    return { status: getHTTPStatusCode(response), headers, body };
  }
}

/** Sends an answer with the content type and `Vary` of tRPC. */
export function sendAnswer(reply: FastifyReply, { status, headers, body }: Answer): void {
  reply.code(status).headers(headers);
  reply.header("content-type", "application/json");
  reply.header("vary", TRPC_VARY);
  void reply.send(body);
}

/** Like `Headers.append`: an existing header is extended. */
function append(headers: Record<string, string>, more: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(more)) {
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
}

const signals = new WeakMap<Socket, AbortSignal>();

/**
 * Aborted when the connection closes. All calls on a connection share it, since creating one per call is
 * expensive; listeners that outlive a call have to be removed.
 */
function signalOf({ socket }: FastifyRequest): AbortSignal {
  const known = signals.get(socket);
  if (known !== undefined) return known;
  const controller = new AbortController();
  socket.once("close", () => controller.abort());
  signals.set(socket, controller.signal);
  return controller.signal;
}

/** Whether a result could only be streamed. */
function isDataStream(data: unknown): boolean {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return false;
  return (
    isAsyncIterable(data) || Object.values(data).some((value) => isPromise(value) || isAsyncIterable(value))
  );
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

/** Like tRPC's own check, which takes anything with both methods for a promise. */
function isPromise(value: unknown): boolean {
  return (
    (typeof value === "object" || typeof value === "function") &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function" &&
    "catch" in value &&
    typeof value.catch === "function"
  );
}
