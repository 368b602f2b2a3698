import type { RouterOutputs } from "@foyer/client";
import { useRouter } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { useClearUserCache } from "../api/use-clear-user-cache";
import { safeRedirect } from "../shared/safe-redirect";
import { typedEmail } from "./typed-email";

/** Completes a sign-in or sign-up: stores the user, drops what was cached without a session, and navigates on. */
export function useFinishSignIn(redirect: string | undefined) {
  const utils = trpc.useUtils();
  const router = useRouter();
  const forget = useClearUserCache();
  return async ({ user }: RouterOutputs["user"]["login"]) => {
    typedEmail.set("");
    utils.user.me.setData(undefined, user);
    await forget();
    await router.navigate({ href: safeRedirect(redirect) });
  };
}
