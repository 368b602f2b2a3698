import type { EventId } from "@foyer/contract/ids";
import { trpc } from "../api/client";
import { useRefreshTickets } from "../api/refresh";
import { priceChangeOf } from "../bookings/price-change-words";

/** Another process may still answer the event as it was, for so long. */
const OLD_ANSWERS_MS = 1_500;

/**
 * Reads anew what an order depends on, after it was refused: that often means that the page is stale, because the event is
 * sold out, closed, at another price, or booked in another tab.
 */
export function useRefreshSale(eventId: EventId) {
  const refresh = useRefreshTickets();
  const utils = trpc.useUtils();
  return async (error: unknown) => {
    await Promise.all([refresh(), utils.discountCode.check.invalidate()]);
    if (priceChangeOf(error) !== undefined) {
      setTimeout(() => void utils.event.byId.invalidate({ id: eventId }), OLD_ANSWERS_MS);
    }
  };
}
