import { clearSentScans } from "../door/scan-store";
import { clearTicketKeys } from "../door/ticket-key-store";
import { clearDrafts } from "../shared/draft";
import { clearTickets } from "../tickets/ticket-store";
import { trpc } from "./client";
import { useClearUserCache } from "./use-clear-user-cache";

/** Removes what this device has of a user whose session is over. */
export function useForgetUser() {
  const utils = trpc.useUtils();
  const cache = useClearUserCache();
  return {
    /** Who is signed in, and what was stored. */
    atOnce() {
      utils.user.me.setData(undefined, null);
      clearDrafts();
      clearTickets();
      clearSentScans();
      clearTicketKeys();
    },
    /** What is cached: after leaving the user's pages, which would fetch it again. */
    cache,
  };
}
