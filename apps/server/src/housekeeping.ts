import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { sweepAccounts } from "@foyer/domain/accounts/sweep-accounts";
import { releaseExpiredHolds } from "@foyer/domain/bookings/release-expired";
import { carryLog } from "@foyer/domain/capacity/carry-log";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/events/cancel-event";
import type { Foyer } from "@foyer/domain/foyer";
import { unbundleMails } from "@foyer/domain/mail/bundled-mails";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { remindOfEvents } from "@foyer/domain/mail/remind-of-events";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { lookAfterPayments } from "@foyer/domain/payments/look-after-payments";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { offerLeftovers } from "@foyer/domain/waitlist/offer-tickets";
import type { Logger } from "pino";

/** Work that is due now and then. Every process does it: each piece is safe to be done by several at once. */
export interface Housekeeping {
  /** Waits for what is running and starts nothing more. */
  stop(): Promise<void>;
}

/** How soon what is due is seen to: holds are to be released within 5 seconds of running out. */
const PROMPTLY_MS = 1_000;

/**
 * Does everything that nobody asks for: what bookings are waiting for every second, what can wait every minute or
 * every hour. All of it at the start too, so that whatever a process left that died is taken up at once.
 */
export function startHousekeeping(
  foyer: Foyer,
  log: Logger,
  { capacityLogRetentionDays }: { readonly capacityLogRetentionDays: number },
): Housekeeping {
  const chores = [
    repeat("expired holds released", PROMPTLY_MS, () => releaseExpiredHolds(foyer)),
    repeat("payments looked after", PROMPTLY_MS, () => lookAfterPayments(foyer)),
    repeat("tickets offered to the waiting list", PROMPTLY_MS, () => offerLeftovers(foyer)),
    repeat("bookings of cancelled events cancelled", PROMPTLY_MS, () =>
      cancelBookingsOfCancelledEvents(foyer),
    ),
    repeat("mails queued for everybody with a booking", PROMPTLY_MS, () => fanOutMails(foyer)),
    repeat("mails queued for bookings made together", PROMPTLY_MS, () => unbundleMails(foyer)),
    repeat("mails sent", PROMPTLY_MS, () => sendQueuedMails(foyer)),
    repeat("events reminded of", MINUTE_MS, () => remindOfEvents(foyer)),
    repeat("waiting lists closed", MINUTE_MS, () => closeWaitlists(foyer)),
    repeat("capacity log carried", HOUR_MS, () => carryLog(foyer, capacityLogRetentionDays)),
    repeat("expired locks cleared", MINUTE_MS, () => sweepAccounts(foyer)),
  ];

  /** Does a chore now and at every interval, one at a time. What one round cannot do, the next one does. */
  function repeat(what: string, interval: number, chore: () => Promise<number>) {
    let running: Promise<void> = Promise.resolve();
    const round = async () => {
      try {
        const count = await chore();
        if (count > 0) log.info({ count }, what);
      } catch (error) {
        log.warn({ err: error }, `not done: ${what}`);
      }
    };
    let isRunning = false;
    const next = () => {
      // A round that takes longer than the interval is not followed by those that were due meanwhile.
      if (isRunning) return;
      isRunning = true;
      running = round().finally(() => {
        isRunning = false;
      });
    };
    next();
    const timer = setInterval(next, interval);
    return {
      async stop() {
        clearInterval(timer);
        await running;
      },
    };
  }

  return {
    async stop() {
      await Promise.all(chores.map((chore) => chore.stop()));
    },
  };
}
