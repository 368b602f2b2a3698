import { initTRPC, TRPCError } from "@trpc/server";
import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import superjson from "superjson";
import { type Context, toActor } from "./context.js";
import { CODE_BY_REASON, describeError, statusOf } from "./error-shape.js";

const t = initTRPC.context<Context>().create({
  transformer: superjson,
  // Never a stack in an answer, whatever NODE_ENV says.
  isDev: false,
  errorFormatter({ shape, error }) {
    const { reason, message, ...details } = describeError(error);
    const key = CODE_BY_REASON[reason];
    const { path } = shape.data;
    return {
      code: TRPC_ERROR_CODES_BY_KEY[key],
      message,
      data: { code: key, httpStatus: statusOf(reason), path, reason, ...details },
    };
  },
});

export const { router, createCallerFactory } = t;

/** Anybody may call it. */
export const publicProcedure = t.procedure;

/** Only somebody who is signed in may call it; `ctx.actor` is who. */
export const userProcedure = t.procedure.use(({ ctx, next }) => {
  const { caller } = ctx;
  if (caller.kind === "anonymous") throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: { caller, actor: toActor(caller) } });
});
