import type { RouterOutputs } from "@foyer/client";
import { useRouter } from "@tanstack/react-router";
import { trpc } from "../api/client";
import { useForgetEverybody } from "../api/forget";
import { safeRedirect } from "../shared/safe-redirect";
import { typedEmail } from "./typed-email";

/** What follows signing in or up: the app knows who it is, forgets what it fetched for nobody, and goes back. */
export function useArrive(redirect: string | undefined) {
  const utils = trpc.useUtils();
  const router = useRouter();
  const forget = useForgetEverybody();
  return async ({ user }: RouterOutputs["user"]["login"]) => {
    typedEmail.set("");
    utils.user.me.setData(undefined, user);
    await forget();
    await router.navigate({ href: safeRedirect(redirect) });
  };
}
