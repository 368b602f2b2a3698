import { trpc } from "./client";

/** Who is signed in: undefined while it is not known, null for nobody. */
export function useMe() {
  return trpc.user.me.useQuery(undefined, { staleTime: 5 * 60_000 }).data;
}
