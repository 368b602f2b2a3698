import { KEYED_MUTATIONS } from "@foyer/contract/keyed-mutations";
import type { AppRouter } from "@foyer/router/app-router";
import type { TRPCLink } from "@trpc/client";

const KEYED: ReadonlySet<string> = new Set(KEYED_MUTATIONS);

/**
 * Gives every call that moves tickets or money a key of its own, where its caller gave none: sent again after a
 * session was refreshed, or by whatever lies between here and the server, it is still one call. Who repeats a call
 * themselves, after a lost answer say, gives the key, and the same one again.
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
  return given === undefined ? { ...input, idempotencyKey: crypto.randomUUID() } : input;
}
