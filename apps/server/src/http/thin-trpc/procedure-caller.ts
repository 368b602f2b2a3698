import {
  type AnyTRPCProcedure,
  type AnyTRPCRouter,
  callTRPCProcedure,
  getTRPCErrorFromUnknown,
  TRPCError,
} from "@trpc/server";
import { z } from "zod";

/** One call, as tRPC's middlewares are told of it. */
interface ProcedureCall {
  readonly path: string;
  readonly type: "query" | "mutation";
  readonly ctx: object | undefined;
  readonly getRawInput: () => Promise<unknown>;
  readonly signal: AbortSignal;
  readonly batchIndex: number;
  readonly input?: unknown;
}

/** Calls one of a router's procedures, and answers its data. */
export type ProcedureCaller = (call: ProcedureCall) => Promise<unknown>;

/** What a middleware passes on to those behind it, where it is not what it was given. */
interface Changes {
  readonly ctx?: object;
  readonly input?: unknown;
  readonly getRawInput?: () => Promise<unknown>;
}

type Result =
  | { readonly ok: true; readonly data: unknown }
  | { readonly ok: false; readonly error: unknown; readonly marker: "middlewareMarker" };

type Next = (changes?: Changes) => Promise<Result | undefined>;
type Middleware = (
  call: ProcedureCall & { readonly meta: unknown; readonly input: unknown; readonly next: Next },
) => Promise<Result | undefined>;

/** A procedure's middlewares in order; the last one is its resolver. */
interface Chain {
  readonly middlewares: readonly Middleware[];
  readonly meta: unknown;
}

/** What tRPC keeps of a procedure. One that is called in a way of its own is not ours to call. */
const chainOf = z.object({
  middlewares: z.array(z.custom<Middleware>((value) => typeof value === "function")).min(1),
  meta: z.unknown(),
  caller: z.undefined().optional(),
  experimental_caller: z.literal(false).optional(),
});

/**
 * Runs the middlewares of procedures as tRPC does, one after the other and with the same outcome. tRPC is published for
 * old engines, and copies what it tells each of them field by field, three times over: on a call that does no work that
 * was a sixth of all. Procedures that do not look as we know them are called by tRPC itself.
 */
export function createProcedureCaller(router: AnyTRPCRouter): ProcedureCaller {
  // At run time the record is flat.
  const procedures: Readonly<Record<string, AnyTRPCProcedure>> = router._def.procedures;
  const chains = new Map<string, Chain>();
  for (const [path, { _def }] of Object.entries(procedures)) {
    const chain = chainOf.safeParse(_def);
    if (chain.success) chains.set(path, chain.data);
  }
  return async (call) => {
    const chain = chains.get(call.path);
    if (chain === undefined) return callTRPCProcedure({ router, ...call });
    const result = await runFrom(0, chain, call);
    if (!result) throw new TRPCError({ code: "INTERNAL_SERVER_ERROR", message: NO_RESULT });
    if (!result.ok) throw result.error;
    return result.data;
  };
}

/** In tRPC's own words. */
const NO_RESULT = "No result from middlewares - did you forget to `return next()`?";

function runFrom(index: number, chain: Chain, call: ProcedureCall): Promise<Result | undefined> {
  const middleware = chain.middlewares[index];
  if (middleware === undefined) return Promise.resolve(failed(new TypeError(NOTHING_BEHIND)));
  const { path, type, ctx, input, getRawInput, signal, batchIndex } = call;
  try {
    // Field by field: copying is what tRPC's own way spends its time on. Not async: each call would be kept a second
    // time for as long as it waits.
    return middleware({
      path,
      type,
      ctx,
      input,
      getRawInput,
      signal,
      batchIndex,
      meta: chain.meta,
      next: (changes) => runFrom(index + 1, chain, changes === undefined ? call : change(call, changes)),
    }).then(undefined, failed);
  } catch (cause) {
    return Promise.resolve(failed(cause));
  }
}

const NOTHING_BEHIND = "There is nothing behind a procedure's resolver.";

function failed(cause: unknown): Result {
  return { ok: false, error: toTrpcError(cause), marker: "middlewareMarker" };
}

function change(call: ProcedureCall, changes: Changes): ProcedureCall {
  const { path, type, ctx, input, getRawInput, signal, batchIndex } = call;
  return {
    path,
    type,
    ctx: changes.ctx ? { ...ctx, ...changes.ctx } : ctx,
    input: "input" in changes ? changes.input : input,
    getRawInput: changes.getRawInput ?? getRawInput,
    signal,
    batchIndex,
  };
}

/** As tRPC does it, which puts the cause's stack in the place of the new error's own: so none is gathered for that. */
function toTrpcError(cause: unknown): TRPCError {
  if (!(cause instanceof Error) || !cause.stack) return getTRPCErrorFromUnknown(cause);
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return getTRPCErrorFromUnknown(cause);
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
