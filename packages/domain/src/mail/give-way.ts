import type { BookingDesk } from "../bookings/booking-desk.js";
import type { AppContext } from "../context.js";

/** So many who want tickets at once are a sale that mails give way to: they can wait, the line cannot. */
const BUSY_LINE = 20;
/**
 * A sale is on until nobody saw such a line for so long, in milliseconds: it is empty for a moment whenever a group
 * was taken from it. Longer than from one round of the mails to the next.
 */
const LULL_MS = 2_500;

/** When each desk was last seen busy, by the clock that no test moves. */
const seenBusy = new WeakMap<BookingDesk, number>();

/** Whether so many are being sold tickets, or were a moment ago, that whatever can wait should. */
export function isSaleOn({ desk }: Pick<AppContext, "desk">): boolean {
  const now = performance.now();
  const { waiting, writing } = desk.load();
  if (waiting + writing >= BUSY_LINE) {
    seenBusy.set(desk, now);
    return true;
  }
  const since = seenBusy.get(desk);
  return since !== undefined && now - since < LULL_MS;
}
