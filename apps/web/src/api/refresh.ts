import { useCallback } from "react";
import { trpc } from "./client";

/**
 * Fetches again what a booking, a cancellation or a changed event may have made stale: availability stands on
 * the event's page, in every list, in the manager's figures, in the log and on the waiting list.
 */
export function useRefreshTickets() {
  const utils = trpc.useUtils();
  return useCallback(
    () => Promise.all([utils.event.invalidate(), utils.booking.invalidate(), utils.waitlist.invalidate()]),
    [utils],
  );
}
