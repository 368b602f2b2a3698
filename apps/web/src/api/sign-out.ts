import { useNavigate } from "@tanstack/react-router";
import { trpc } from "./client";
import { useForgetUser } from "./use-forget-user";

/** Signs out and removes what was stored for the user on this device. @param to where to navigate afterwards */
export function useSignOut(to: "/" | "/sign-in" = "/") {
  const navigate = useNavigate();
  const forget = useForgetUser();
  return trpc.user.logout.useMutation({
    async onSuccess() {
      forget.atOnce();
      await navigate({ to });
      await forget.cache();
    },
  });
}
