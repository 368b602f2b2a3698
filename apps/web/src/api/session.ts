import { trpc } from "./client";

/** The signed-in user: undefined while loading, null without a session. */
export function useMe() {
  return trpc.user.me.useQuery(undefined, { staleTime: 5 * 60_000 }).data;
}
