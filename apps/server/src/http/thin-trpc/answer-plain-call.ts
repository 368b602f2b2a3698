import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type AnyTRPCRouter, getTRPCErrorFromUnknown, TRPCError } from "@trpc/server";
import { getHTTPStatusCode } from "@trpc/server/http";
import type { FastifyReply, FastifyRequest } from "fastify";
import { shapeError, transformAnswer } from "./answer-shape.js";
import type { PlainCall } from "./plain-call.js";
import type { ProcedureCaller } from "./procedure-caller.js";
import { createRawInput } from "./raw-input.js";
import type { TrpcMount } from "./trpc-mount.js";
import { atTurnEnd } from "./turn-end.js";

type Outcome =
  | { readonly kind: "data"; readonly data: unknown }
  | { readonly kind: "error"; readonly error: TRPCError };

/** Why a call's signal is aborted. One for all: making one costs as much as a small call. */
const GONE = new DOMException("This operation was aborted", "AbortError");

/** In tRPC's own words. */
const NOT_STREAMED = "Cannot use stream-like response in non-streaming request - use httpBatchStreamLink";

/**
 * Carries out one call and answers it as tRPC's own adapter does, byte for byte, from the same pieces of tRPC: the
 * resolver, the error's shape and the transformer. What it leaves out are the fetch standard's objects on the way
 * in and out. The conformance test compares both, and has to be looked at whenever tRPC is raised.
 */
export async function answerPlainCall<Router extends AnyTRPCRouter>(
  mount: TrpcMount<Router> & { readonly callProcedure: ProcedureCaller },
  call: PlainCall,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const { router } = mount;
  const { path, type, isBatch } = call;
  const config = router._def._config;
  const input = createRawInput(call, config.transformer.input);
  const signal = signalOf(request);
  const headers: Record<string, string> = {};

  let ctx: Awaited<ReturnType<typeof mount.createContext>> | undefined;
  let outcome: Outcome;
  try {
    ctx = await mount.createContext(request, reply);
    const getRawInput = input.read;
    const data = await mount.callProcedure({ path, type, ctx, getRawInput, signal, batchIndex: 0 });
    outcome = { kind: "data", data };
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    mount.onError({ error, path, request });
    outcome = { kind: "error", error };
  }

  try {
    if (outcome.kind === "data" && isDataStream(outcome.data)) {
      const error = new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: NOT_STREAMED });
      // Outside a batch it is told without the path, and logged.
      if (!isBatch) throw error;
      outcome = { kind: "error", error };
    }
    const response =
      outcome.kind === "data"
        ? { result: { data: outcome.data } }
        : {
            error: shapeError(config, { ctx, error: outcome.error, input: input.result(), path, type }),
          };
    const status = getHTTPStatusCode(response);
    append(headers, mount.headersOf(outcome.kind === "data" ? [] : [outcome.error]));
    const item = transformAnswer(config.transformer.output, response);
    send(reply, type, { status, headers, body: JSON.stringify(isBatch ? [item] : item) });
  } catch (cause) {
    const error = getTRPCErrorFromUnknown(cause);
    mount.onError({ error, path: undefined, request });
    const shape = shapeError(config, { ctx, error, input: undefined, path: undefined, type });
    const response = { error: shape };
    const body = JSON.stringify(transformAnswer(config.transformer.output, response));
    append(headers, mount.headersOf([error]));
    send(reply, type, { status: getHTTPStatusCode(response), headers, body });
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const CONTENT_TYPE = "application/json";
const VARY = "trpc-accept, accept";

/**
 * Answers of queries go through Fastify, where others have something to add to them. To those of mutations nobody has,
 * and a body that is text goes out in one piece with the head: whoever counts and logs answers hears of it as always.
 */
function send(reply: FastifyReply, type: PlainCall["type"], { status, headers, body }: Answer): void {
  if (type === "query") {
    reply.code(status).headers(headers);
    reply.header("content-type", CONTENT_TYPE);
    reply.header("vary", VARY);
    // A string of JSON would have its content type completed, and be measured a second time.
    void reply.send(Buffer.from(body));
    return;
  }
  // A copy, of which nobody else knows.
  const all: Record<string, OutgoingHttpHeader | undefined> = reply.getHeaders();
  for (const [name, value] of Object.entries(headers)) all[name] = value;
  all["content-type"] = CONTENT_TYPE;
  all.vary = VARY;
  all["content-length"] = Buffer.byteLength(body);
  reply.hijack();
  sendAtTurnEnd({ response: reply.raw, status, headers: all, body });
}

interface WholeAnswer {
  readonly response: ServerResponse;
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

const sendAtTurnEnd = atTurnEnd(({ response, status, headers, body }: WholeAnswer) => {
  try {
    response.writeHead(status, headers).end(body);
  } catch {
    // One that cannot be answered any more is not to keep the others from their answers.
    response.destroy();
  }
});

/** As `Headers.append` does: a header that is there already gets longer. */
function append(headers: Record<string, string>, more: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(more)) {
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
}

const signals = new WeakMap<Socket, AbortSignal>();

/**
 * Aborted when the connection is done with: its caller went away. All calls on one connection share it, because making
 * one for each cost as much as validating its input; whoever listens to it for long has to stop listening.
 */
function signalOf({ socket }: FastifyRequest): AbortSignal {
  const known = signals.get(socket);
  if (known !== undefined) return known;
  const controller = new AbortController();
  socket.once("close", () => controller.abort(GONE));
  signals.set(socket, controller.signal);
  return controller.signal;
}

/** Whether a result could only be sent piece by piece. */
function isDataStream(data: unknown): boolean {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return false;
  return (
    isAsyncIterable(data) || Object.values(data).some((value) => isPromise(value) || isAsyncIterable(value))
  );
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

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
