import { LISTED_STATES, type WaitlistEntryView } from "@foyer/contract/waitlist";
import { trpc } from "../api/client";

/** How often the user's places are polled while shown. All parts of a page share one query. */
const POLL_MS = 10_000;

/** The user's places, offers and recently ended places; polled while waiting and the page is visible. */
export function useMyWaitlist(isSignedIn = true) {
  return trpc.waitlist.mine.useQuery(undefined, {
    enabled: isSignedIn,
    refetchInterval: ({ state }) => (state.data?.some(isListed) ? POLL_MS : false),
  });
}

function isListed({ state }: WaitlistEntryView): boolean {
  return LISTED_STATES.some((listed) => listed === state);
}
