import { DAY_MS } from "@foyer/contract/time";

/** Events have no end; by then every one is over. */
const LONGEST_EVENT_MS = DAY_MS;
/** Who was told nothing of their money for so long has seen it on their account. */
const MONEY_NEWS_MS = 60 * DAY_MS;

/** Whether nobody needs a ticket for an event any more. */
export function isEventOver(event: { readonly dateTime: Date }, now: Date): boolean {
  return now.getTime() >= event.dateTime.getTime() + LONGEST_EVENT_MS;
}

/** Whether news about money waited too long in the queue to be worth a mail. */
export function isMoneyNewsOld(queuedAt: Date, now: Date): boolean {
  return now.getTime() >= queuedAt.getTime() + MONEY_NEWS_MS;
}
