import { trpc } from "../api/client";

/** How often somebody's place is looked at while they see it. Every part of a page shares the one look. */
const LOOK_MS = 10_000;

/** Where the reader waits and what they were offered, kept fresh while they wait and the page is in sight. */
export function useMyWaitlist(isSignedIn = true) {
  return trpc.waitlist.mine.useQuery(undefined, {
    enabled: isSignedIn,
    refetchInterval: ({ state }) => (state.data && state.data.length > 0 ? LOOK_MS : false),
  });
}
