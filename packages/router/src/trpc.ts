import { eventId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import { readWireFormat, writeWireFormat } from "@foyer/contract/wire-format";
import type { Actor } from "@foyer/domain/actor";
import { requireOrganizer } from "@foyer/domain/events/find-event";
import { initTRPC, TRPCError } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { z } from "zod";
import { actorOfGuest, admitGuest, guestByCookie, isByGuest, withoutAccount } from "./admit-guest.js";
import { admitKey, isByKey } from "./admit-key.js";
import type { Caller, Context } from "./context.js";
import { describeError, type FormattedError, statusOf, TRPC_CODE_BY_ERROR_CODE } from "./error-shape.js";

/** Metadata of a procedure for the host. */
export interface ProcedureMeta {
  /** The answer depends on the input only and not on the caller, so it may be cached publicly. Off by default. */
  readonly isSameForAll?: boolean;
}

const STREAM_LIFE_MS = 15 * MINUTE_MS;
/** Below the idle time after which proxies cut connections. */
const PING_MS = 15_000;

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    transformer: { serialize: writeWireFormat, deserialize: readWireFormat },
    // Never a stack trace in an answer, whatever NODE_ENV is.
    isDev: false,
    sse: {
      // A stream of no use to anybody must not stay open; clients reconnect and go on from the last message.
      maxDurationMs: STREAM_LIFE_MS,
      ping: { enabled: true, intervalMs: PING_MS },
      client: { reconnectAfterInactivityMs: 3 * PING_MS },
    },
    errorFormatter({ shape, error }): FormattedError {
      const { message, ...refusal } = describeError(error);
      const key = TRPC_CODE_BY_ERROR_CODE[refusal.reason];
      const { path } = shape.data;
      return {
        code: TRPC_ERROR_CODES_BY_KEY[key],
        message,
        data: { code: key, httpStatus: statusOf(refusal.reason), path, ...refusal },
      };
    },
  });

export const { router, createCallerFactory, middleware } = t;

/** Callable by anyone. */
export const publicProcedure = t.procedure.use(async ({ ctx, path, getRawInput, next }) => {
  if (isByKey(ctx.caller)) await admitKey(ctx, ctx.caller, path, getRawInput);
  if (isByGuest(ctx.caller)) await admitGuest(ctx.caller, path, getRawInput);
  return next();
});

/** Callable by anyone, with the same answer for everyone. */
export const sameForAllProcedure = publicProcedure.meta({ isSameForAll: true });

/** Callable by anyone, but an expired credential is an error, so that the client refreshes it. */
export const sessionProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.caller.kind === "expired") throw new TRPCError({ code: "UNAUTHORIZED" });
  return next();
});

/** Callable by users, signed in or through an API key; `ctx.actor` is the user. */
export const userProcedure = t.procedure.use(async ({ ctx, path, type, getRawInput, next }) => {
  const { caller, app } = ctx;
  if (isByKey(caller)) await admitKey(ctx, caller, path, getRawInput);
  if (isByGuest(caller)) await admitGuest(caller, path, getRawInput);
  if (caller.kind !== "user" && caller.kind !== "key") throw new TRPCError({ code: "UNAUTHORIZED" });
  if (type === "mutation") app.mutations.count(caller.id);
  return next({ ctx: { caller, actor: actorOf(caller) } });
});

/**
 * Callable by users for the booking that the input's `id` names, and by the guest who has its token, as a bearer token or
 * in a cookie of the device. `ctx.actor` is the booking's user then, for this booking alone.
 */
export const bookingProcedure = t.procedure.use(async ({ ctx, path, type, getRawInput, next }) => {
  const { app } = ctx;
  if (isByKey(ctx.caller)) await admitKey(ctx, ctx.caller, path, getRawInput);
  const byCookie = await guestByCookie(ctx, getRawInput);
  const caller = byCookie?.guest ?? ctx.caller;
  const recheckCaller = byCookie?.recheck ?? ctx.recheckCaller;
  if (isByGuest(caller)) await admitGuest(caller, path, getRawInput);
  if (caller.kind !== "user" && caller.kind !== "key" && caller.kind !== "guest") {
    throw new TRPCError({ code: "UNAUTHORIZED" });
  }
  const isGuest = caller.kind === "guest";
  if (type === "mutation") app.mutations.count(isGuest ? caller.booking : caller.id);
  const actor = isGuest ? actorOfGuest(caller) : actorOf(caller);
  const result = await next({ ctx: { caller, recheckCaller, actor } });
  return isGuest && result.ok ? { ...result, data: withoutAccount(result.data) } : result;
});

/** Who makes a call that anybody may make: the user, signed in or with an API key, if there is one. */
export function actorIn({ caller }: Pick<Context, "caller">): Actor | undefined {
  return caller.kind === "user" || caller.kind === "key" ? actorOf(caller) : undefined;
}

function actorOf(caller: Extract<Caller, Actor>): Actor {
  const { id, role } = caller;
  return caller.onlyEvents === undefined ? { id, role } : { id, role, onlyEvents: caller.onlyEvents };
}

/** Callable by users who are signed in, and not with an API key: for what concerns the account itself. */
export const signedInProcedure = userProcedure.use(({ ctx, next }) => {
  const { caller } = ctx;
  // The table of scopes has refused API keys already.
  if (caller.kind !== "user") throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: { caller } });
});

/**
 * Callable by the organizer of the event in the input, and by admins.
 *
 * @param field the input's field with the event's id
 */
export function organizerProcedure(field: "id" | "eventId") {
  const naming = z.object({ [field]: eventId });
  return userProcedure.use(async ({ ctx, getRawInput, next }) => {
    const named = naming.safeParse(await getRawInput());
    if (!named.success) throw new TRPCError({ code: "BAD_REQUEST", cause: named.error });
    await requireOrganizer(ctx.app, ctx.actor, eventId.parse(named.data[field]));
    return next();
  });
}

/** Callable by admins who are signed in. */
export const adminProcedure = signedInProcedure.use(({ ctx, next }) => {
  if (ctx.actor.role !== "admin") throw new TRPCError({ code: "FORBIDDEN" });
  return next();
});
