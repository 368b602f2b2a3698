import { redirect } from "@tanstack/react-router";
import { type ApiOutsideReact, apiClient } from "../api/client";
import { isSignedOutError } from "../api/error-message";
import { accessTokenOf } from "../guests/access-token";

export type RouterContext = { api: ApiOutsideReact };

type Entering = { context: RouterContext; location: { href: string } };
type EnteringBooking = {
  context: RouterContext;
  location: { href: string; hash: string };
  params: { bookingId: string };
};

/**
 * The guard of a booking's pages: its user, or the guest whose device opens it. The link of a mail opens it on this device
 * first, and its token leaves the address bar.
 */
export async function requireBooking({ context, location, params }: EnteringBooking): Promise<void> {
  const token = accessTokenOf(location.hash);
  if (token !== undefined) {
    // One that is of no use leads on to signing in.
    await apiClient.booking.openAsGuest.mutate({ token }).catch(() => {});
    throw redirect({ href: location.href.replace(/#.*$/, ""), replace: true });
  }
  if ((await findMe(context)) !== null) return;
  await context.api.booking.byId.ensureData({ id: params.bookingId }).catch((error: unknown) => {
    if (isSignedOutError(error)) throw toSignIn(location);
    // Whatever else is wrong with it, the page says.
  });
}

/** A route guard: without a session it redirects to sign-in, which leads back to the route. */
export async function requireSignIn({ context, location }: Entering): Promise<void> {
  if ((await findMe(context)) === null) throw toSignIn(location);
}

/** The signed-in user, or null. */
function findMe({ api }: RouterContext) {
  return api.user.me.ensureData().catch((error: unknown) => {
    if (isSignedOutError(error)) return null;
    throw error;
  });
}

function toSignIn({ href }: Entering["location"]) {
  return redirect({ to: "/sign-in", search: { redirect: href } });
}
