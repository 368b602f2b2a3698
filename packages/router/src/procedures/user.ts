import { loginInput, registerInput, signedIn, userView } from "@foyer/contract/user";
import { findAccount } from "@foyer/domain/accounts/find-account";
import { register } from "@foyer/domain/accounts/register";
import { signIn } from "@foyer/domain/accounts/sign-in";
import type { SignedInAccount } from "@foyer/domain/accounts/signed-in";
import { closeSession } from "@foyer/domain/sessions/open-session";
import { z } from "zod";
import { type Context, toActor } from "../context.js";
import { publicProcedure, router } from "../trpc.js";

/** Accounts and sessions. */
export const userRouter = router({
  /** Creates an account and signs it in. */
  register: publicProcedure
    .input(registerInput)
    .output(signedIn)
    .mutation(async ({ ctx, input }) =>
      handOver(ctx, input.transport, await register(ctx.foyer, input, ctx.device)),
    ),

  /** Signs in with email and password. */
  login: publicProcedure
    .input(loginInput)
    .output(signedIn)
    .mutation(async ({ ctx, input }) =>
      handOver(ctx, input.transport, await signIn(ctx.foyer, input, ctx.device)),
    ),

  /** Ends the session it is called with. Without one it has nothing to do. */
  logout: publicProcedure.output(z.object({ ok: z.literal(true) })).mutation(async ({ ctx }) => {
    if (ctx.caller.kind === "user") await closeSession(ctx.foyer, ctx.caller.sessionToken);
    ctx.cookies.clear();
    return { ok: true };
  }),

  /** Who is signed in; null when nobody is. */
  me: publicProcedure
    .output(userView.nullable())
    .query(({ ctx }) => (ctx.caller.kind === "user" ? findAccount(ctx.foyer, toActor(ctx.caller)) : null)),
});

/** Browsers get their credentials as a cookie that scripts cannot read, programs in the answer. */
function handOver(
  ctx: Context,
  transport: "cookie" | "bearer",
  { user, credentials }: SignedInAccount,
): z.input<typeof signedIn> {
  switch (transport) {
    case "cookie":
      ctx.cookies.set(credentials);
      return { transport, user, expiresAt: credentials.expiresAt };
    case "bearer":
      return { transport, user, ...credentials };
  }
}
