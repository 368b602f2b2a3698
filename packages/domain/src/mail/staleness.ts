import { DAY_MS } from "@foyer/contract/time";
import type { MailContext } from "./mail-context.js";
import { reminderDetails } from "./reminder-details.js";

/** An event is not over sooner than this after its start, and many have no end. */
const SHORTEST_EVENT_MS = DAY_MS;
/** News about a refund older than this is not mailed. */
const REFUND_NEWS_MS = 60 * DAY_MS;

/** Whether an event is over, so that its tickets are no longer needed. */
export function isEventOver(
  { dateTime, endsAt }: { readonly dateTime: Date; readonly endsAt?: Date | null },
  now: Date,
): boolean {
  return now.getTime() >= Math.max(dateTime.getTime() + SHORTEST_EVENT_MS, endsAt?.getTime() ?? 0);
}

/** Whether news about a refund was queued too long ago to be mailed. */
export function isRefundNewsOld(queuedAt: Date, now: Date): boolean {
  return now.getTime() >= queuedAt.getTime() + REFUND_NEWS_MS;
}

/** Whether a reminder is stale: the event was moved, cancelled or has begun, or the booking is not confirmed any more. */
export function isReminderStale({ booking, event, details, now }: MailContext): boolean {
  const start = Date.parse(reminderDetails.parse(details).dateTime);
  if (booking.status !== "confirmed" || event.cancelledAt !== null) return true;
  return event.dateTime.getTime() !== start || event.dateTime <= now;
}
