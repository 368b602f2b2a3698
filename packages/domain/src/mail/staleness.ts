import { DAY_MS } from "@foyer/contract/time";

/** Events have no end; after this time they are considered over. */
const LONGEST_EVENT_MS = DAY_MS;
/** News about a refund older than this is not mailed. */
const REFUND_NEWS_MS = 60 * DAY_MS;

/** Whether an event is over, so that its tickets are no longer needed. */
export function isEventOver(event: { readonly dateTime: Date }, now: Date): boolean {
  return now.getTime() >= event.dateTime.getTime() + LONGEST_EVENT_MS;
}

/** Whether news about a refund was queued too long ago to be mailed. */
export function isRefundNewsOld(queuedAt: Date, now: Date): boolean {
  return now.getTime() >= queuedAt.getTime() + REFUND_NEWS_MS;
}
