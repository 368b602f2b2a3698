import { LISTED_STATES, type WaitlistEntryView } from "@foyer/contract/waitlist";
import { trpc } from "../api/client";

/** How often somebody's place is looked at while they see it. Every part of a page shares the one look. */
const LOOK_MS = 10_000;

/**
 * Where the reader waits, what they were offered, and what became of places that ended of late; kept fresh while they
 * wait and the page is in sight.
 */
export function useMyWaitlist(isSignedIn = true) {
  return trpc.waitlist.mine.useQuery(undefined, {
    enabled: isSignedIn,
    refetchInterval: ({ state }) => (state.data?.some(isListed) ? LOOK_MS : false),
  });
}

function isListed({ state }: WaitlistEntryView): boolean {
  return LISTED_STATES.some((listed) => listed === state);
}
