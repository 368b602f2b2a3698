import { useEffect } from "react";
import { useRefreshTickets } from "../api/refresh";
import { useIsPast } from "../shared/seconds-left";

/** The server releases a hold within this time after its end. */
const RELEASED_WITHIN_MS = 5_000;

/**
 * Refetches when a hold ends while the page is open: at once, and when the server has released it.
 *
 * @returns whether it has ended
 */
export function useRefreshOnceOver(until: Date | null): boolean {
  const refresh = useRefreshTickets();
  const isOver = useIsPast(until);
  useEffect(() => {
    if (!isOver) return;
    void refresh();
    const timer = setTimeout(() => void refresh(), RELEASED_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [isOver, refresh]);
  return isOver;
}
