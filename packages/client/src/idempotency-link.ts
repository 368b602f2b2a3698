import { KEYED_MUTATIONS } from "@foyer/contract/keyed-mutations";
import { randomId } from "@foyer/contract/random-id";
import type { TRPCLink } from "@trpc/client";
import type { AppRouter } from "../generated/app-router.js";

const KEYED: ReadonlySet<string> = new Set(KEYED_MUTATIONS);

/**
 * Adds an idempotency key to keyed mutations that have none, so that a request repeated by the client or by a proxy
 * is still one call. Callers that repeat a call themselves use a `keyedCall`, or send a key of their own.
 */
export const idempotencyLink: TRPCLink<AppRouter> =
  () =>
  ({ op, next }) =>
    next(KEYED.has(op.path) && isObject(op.input) ? { ...op, input: withKey(op.input) } : op);

function isObject(input: unknown): input is object {
  return typeof input === "object" && input !== null && !Array.isArray(input);
}

function withKey(input: object): object {
  const given = "idempotencyKey" in input ? input.idempotencyKey : undefined;
  return given === undefined ? { ...input, idempotencyKey: randomId() } : input;
}
