import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { sweepAccounts } from "@foyer/domain/accounts/sweep-accounts";
import { compactLog } from "@foyer/domain/capacity/compact-log";
import type { AppContext } from "@foyer/domain/context";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { remindOfEvents } from "@foyer/domain/mail/remind-of-events";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { unbundleMails } from "@foyer/domain/mail/unbundle-mails";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
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
  context: AppContext,
  log: Logger,
  { capacityLogRetentionDays }: { readonly capacityLogRetentionDays: number },
): Housekeeping {
  const chores = [
    repeat("expired holds released", PROMPTLY_MS, () => releaseExpiredHolds(context)),
    repeat("payments looked after", PROMPTLY_MS, () => processDuePayments(context)),
    repeat("tickets offered to the waiting list", PROMPTLY_MS, () => offerLeftovers(context)),
    repeat("bookings of cancelled events cancelled", PROMPTLY_MS, () =>
      cancelBookingsOfCancelledEvents(context),
    ),
    repeat("mails queued for everybody with a booking", PROMPTLY_MS, () => fanOutMails(context)),
    repeat("mails queued for bookings made together", PROMPTLY_MS, () => unbundleMails(context)),
    repeat("mails sent", PROMPTLY_MS, () => sendQueuedMails(context)),
    repeat("events reminded of", MINUTE_MS, () => remindOfEvents(context)),
    repeat("waiting lists closed", MINUTE_MS, () => closeWaitlists(context)),
    repeat("capacity log carried", HOUR_MS, () => compactLog(context, capacityLogRetentionDays)),
    repeat("expired locks cleared", MINUTE_MS, () => sweepAccounts(context)),
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
