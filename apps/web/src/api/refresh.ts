import { useCallback } from "react";
import { trpc } from "./client";

/**
 * Refetches everything that shows availability, after a booking, cancellation or change of an event: the event's
 * page, lists, figures, capacity log and waiting list.
 */
export function useRefreshTickets() {
  const utils = trpc.useUtils();
  return useCallback(
    () => Promise.all([utils.event.invalidate(), utils.booking.invalidate(), utils.waitlist.invalidate()]),
    [utils],
  );
}
