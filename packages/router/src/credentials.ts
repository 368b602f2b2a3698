import type { refreshed, signedIn } from "@foyer/contract/user";
import type { SignedInAccount } from "@foyer/domain/accounts/signed-in";
import { DomainError } from "@foyer/domain/domain-error";
import { closeSession } from "@foyer/domain/sessions/open-session";
import { refreshSession } from "@foyer/domain/sessions/refresh-session";
import type { z } from "zod";
import type { Context } from "./context.js";

/**
 * Gives credentials to whoever just signed in: browsers get cookies that scripts cannot read, programs the
 * tokens themselves. A session that the caller had before is over.
 */
export async function handOver(
  ctx: Context,
  transport: "cookie" | "bearer",
  { user, credentials }: SignedInAccount,
): Promise<z.input<typeof signedIn>> {
  if (ctx.caller.kind === "user") await closeSession(ctx.foyer, ctx.caller.sessionToken);
  switch (transport) {
    case "cookie":
      ctx.cookies.set(credentials);
      return { transport, user, expiresAt: credentials.expiresAt };
    case "bearer":
      return { transport, user, ...credentials };
  }
}

/** Exchanges a refresh token; whoever sent it in a cookie gets the new ones in cookies. */
export async function refresh(ctx: Context, given: string | undefined): Promise<z.input<typeof refreshed>> {
  if (given !== undefined) {
    return { transport: "bearer", ...(await refreshSession(ctx.foyer, given, ctx.device)) };
  }
  const { refreshToken } = ctx.cookies;
  if (refreshToken === undefined) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  try {
    const credentials = await refreshSession(ctx.foyer, refreshToken, ctx.device);
    ctx.cookies.set(credentials);
    return { transport: "cookie", expiresAt: credentials.expiresAt };
  } catch (error) {
    // A token that is good for nothing is taken away; one that could not be checked is kept.
    if (error instanceof DomainError && error.reason !== "BUSY") ctx.cookies.clear();
    throw error;
  }
}

/** Ends the caller's session and takes a browser's cookies away. */
export async function leave(ctx: Context): Promise<void> {
  if (ctx.caller.kind === "user") await closeSession(ctx.foyer, ctx.caller.sessionToken);
  ctx.cookies.clear();
}
