import { useNavigate } from "@tanstack/react-router";
import { trpc } from "./client";

/** Who is signed in: undefined while it is not known, null for nobody. */
export function useMe() {
  return trpc.user.me.useQuery(undefined, { staleTime: 5 * 60_000 }).data;
}

export function useSignOut() {
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  return trpc.user.logout.useMutation({
    async onSuccess() {
      utils.user.me.setData(undefined, null);
      await navigate({ to: "/" });
      // What one person saw must not be there for the next at the same device.
      await Promise.all([utils.booking.invalidate(), utils.event.invalidate()]);
    },
  });
}
