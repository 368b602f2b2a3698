import type { refreshed, signedIn } from "@foyer/contract/user";
import type { SignedInAccount } from "@foyer/domain/accounts/signed-in";
import { DomainError } from "@foyer/domain/domain-error";
import { closeSession } from "@foyer/domain/sessions/close-session";
import { refreshSession } from "@foyer/domain/sessions/refresh-session";
import type { z } from "zod";
import type { Context } from "./context.js";

/**
 * Issues the credentials of a new session: to browsers as cookies that scripts cannot read, to programs in the
 * answer. The caller's previous session ends.
 */
export async function issueCredentials(
  ctx: Context,
  transport: "cookie" | "bearer",
  { user, credentials, deviceToken }: SignedInAccount,
): Promise<z.input<typeof signedIn>> {
  await endSession(ctx);
  switch (transport) {
    case "cookie":
      ctx.cookies.set(credentials);
      ctx.cookies.setDeviceToken(deviceToken);
      return { transport, user, expiresAt: credentials.expiresAt };
    case "bearer":
      return { transport, user, ...credentials, deviceToken };
  }
}

/** Exchanges a refresh token; if it came in a cookie, the new credentials are set as cookies. */
export async function refresh(ctx: Context, given: string | undefined): Promise<z.input<typeof refreshed>> {
  if (given !== undefined) {
    return { transport: "bearer", ...(await refreshSession(ctx.app, given, ctx.device)) };
  }
  const { refreshToken } = ctx.cookies;
  if (refreshToken === undefined) throw new DomainError("UNAUTHENTICATED", "Sign in to do this.");
  try {
    const credentials = await refreshSession(ctx.app, refreshToken, ctx.device);
    ctx.cookies.set(credentials);
    return { transport: "cookie", expiresAt: credentials.expiresAt };
  } catch (error) {
    // A rejected token is cleared; one that could not be checked is kept.
    const isWorthless =
      error instanceof DomainError && (error.code === "UNAUTHENTICATED" || error.code === "SESSION_REUSED");
    if (isWorthless) ctx.cookies.clear();
    throw error;
  }
}

/**
 * Ends the session of any credential the caller has, valid or not, and clears its cookies.
 *
 * @param given a program's own refresh token
 */
export async function endSession(ctx: Context, given?: string): Promise<void> {
  const { sessionToken, cookies, device } = ctx;
  await closeSession(ctx.app, { sessionToken, refreshToken: given ?? cookies.refreshToken }, device);
  cookies.clear();
}
