import { eventId } from "@foyer/contract/ids";
import { requireOrganizer } from "@foyer/domain/events/find-event";
import { initTRPC, TRPCError } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import { z } from "zod";
import { type Context, toActor } from "./context.js";
import { describeError, statusOf, TRPC_CODE_BY_ERROR_CODE } from "./error-shape.js";
import { transformer } from "./transformer.js";

/** What the host has to know of a procedure. */
export interface ProcedureMeta {
  /**
   * Its answer depends on its input and on nothing else, least of all on who is asking: anybody may keep it.
   * Nothing is public that does not say so.
   */
  readonly isSameForAll?: boolean;
}

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    transformer,
    // Never a stack in an answer, whatever NODE_ENV says.
    isDev: false,
    errorFormatter({ shape, error }) {
      const { reason, message, ...details } = describeError(error);
      const key = TRPC_CODE_BY_ERROR_CODE[reason];
      const { path } = shape.data;
      return {
        code: TRPC_ERROR_CODES_BY_KEY[key],
        message,
        data: { code: key, httpStatus: statusOf(reason), path, reason, ...details },
      };
    },
  });

export const { router, createCallerFactory, middleware } = t;

/** Anybody may call it. */
export const publicProcedure = t.procedure;

/** Anybody may call it, and everybody gets the same answer. */
export const sameForAllProcedure = publicProcedure.meta({ isSameForAll: true });

/** Anybody may call it, but who shows a credential that is no longer good is told so, and can refresh it. */
export const sessionProcedure = publicProcedure.use(({ ctx, next }) => {
  if (ctx.caller.kind === "expired") throw new TRPCError({ code: "UNAUTHORIZED" });
  return next();
});

/** Only somebody who is signed in may call it; `ctx.actor` is who. */
export const userProcedure = publicProcedure.use(({ ctx, type, next }) => {
  const { caller, app } = ctx;
  if (caller.kind !== "user") throw new TRPCError({ code: "UNAUTHORIZED" });
  if (type === "mutation") app.mutations.count(caller.id);
  return next({ ctx: { caller, actor: toActor(caller) } });
});

/**
 * Only the organizer of the event that the input names, or an admin, may call it.
 *
 * @param field where the input names the event
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

/** Only admins may call it. */
export const adminProcedure = userProcedure.use(({ ctx, next }) => {
  if (ctx.actor.role !== "admin") throw new TRPCError({ code: "FORBIDDEN" });
  return next();
});
