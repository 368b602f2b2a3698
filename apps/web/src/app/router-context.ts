import { redirect } from "@tanstack/react-router";
import type { ApiOutsideReact } from "../api/client";
import { isSignedOutError } from "../api/error-message";

export type RouterContext = { api: ApiOutsideReact };

type Entering = { context: RouterContext; location: { href: string } };

/** A route guard: without a session it redirects to sign-in, which leads back to the route. */
export async function requireSignIn({ context, location }: Entering): Promise<void> {
  const me = await context.api.user.me.ensureData().catch((error: unknown) => {
    if (isSignedOutError(error)) return null;
    throw error;
  });
  if (me === null) throw redirect({ to: "/sign-in", search: { redirect: location.href } });
}
