import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { sweepAccounts } from "@foyer/domain/accounts/sweep-accounts";
import { compactLog } from "@foyer/domain/capacity/compact-log";
import type { AppContext } from "@foyer/domain/context";
import { renewDuePrices } from "@foyer/domain/events/renew-due-prices";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { remindOfEvents } from "@foyer/domain/mail/remind-of-events";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { unbundleMails } from "@foyer/domain/mail/unbundle-mails";
import { forgetAnswers } from "@foyer/domain/questions/forget-answers";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { giveUpOldWebhooks } from "@foyer/domain/webhooks/give-up";
import { mailFailures } from "@foyer/domain/webhooks/mail-failures";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { finishDeletions } from "@foyer/domain/workflows/finish-deletions";
import { forgetUnfinishedGuests } from "@foyer/domain/workflows/forget-unfinished-guests";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { releaseExpiredHolds, releaseUnpaidCash } from "@foyer/domain/workflows/release-expired";
import type { Logger } from "pino";

/** The background jobs of a process (domain rules, Background work). */
export interface Jobs {
  /** Starts no further runs and waits for those in progress. */
  stop(): Promise<void>;
}

/** Holds have to be released within 5 seconds after they expire. */
const SECOND_MS = 1_000;

/**
 * Starts all background jobs. Every process runs them: each one may run in several processes at once. Each also runs
 * at the start, to continue what a crashed process left.
 */
export function startJobs(
  context: AppContext,
  log: Logger,
  { capacityLogRetentionDays }: { readonly capacityLogRetentionDays: number },
): Jobs {
  const jobs = [
    repeat("expired holds released", SECOND_MS, () => releaseExpiredHolds(context)),
    repeat("additions that were not paid released", SECOND_MS, () => releaseExpiredAdditions(context)),
    repeat("unpaid cash bookings released", SECOND_MS, () => releaseUnpaidCash(context)),
    repeat("lowest prices renewed", SECOND_MS, () => renewDuePrices(context)),
    repeat("due payments processed", SECOND_MS, () => processDuePayments(context)),
    repeat("tickets offered to the waiting list", SECOND_MS, () => offerLeftovers(context)),
    repeat("bookings of cancelled events cancelled", SECOND_MS, () =>
      cancelBookingsOfCancelledEvents(context),
    ),
    repeat("deletions of accounts finished", SECOND_MS, () => finishDeletions(context)),
    repeat("mails queued for everyone with a booking", SECOND_MS, () => fanOutMails(context)),
    repeat("mails queued for batches of bookings", SECOND_MS, () => unbundleMails(context)),
    repeat("mails sent", SECOND_MS, () => sendQueuedMails(context)),
    repeat("webhooks delivered", SECOND_MS, () => context.webhookSender.run()),
    repeat("webhooks given up", MINUTE_MS, () => giveUpOldWebhooks(context)),
    repeat("mails queued about failing webhooks", MINUTE_MS, () => mailFailures(context)),
    repeat("reminders queued", MINUTE_MS, () => remindOfEvents(context)),
    repeat("waiting lists closed", MINUTE_MS, () => closeWaitlists(context)),
    repeat("answers deleted that were kept long enough", HOUR_MS, () => forgetAnswers(context)),
    repeat("guests forgotten who never confirmed a booking", HOUR_MS, () => forgetUnfinishedGuests(context)),
    repeat("capacity log rows compacted", HOUR_MS, () => compactLog(context, capacityLogRetentionDays)),
    repeat("expired locks cleared", MINUTE_MS, () => sweepAccounts(context)),
  ];

  /**
   * Runs a job now and at every interval (milliseconds), never twice at once. Failures are logged; the next run tries
   * again.
   */
  function repeat(what: string, interval: number, job: () => Promise<number>) {
    let running: Promise<void> = Promise.resolve();
    const run = async () => {
      try {
        const count = await job();
        if (count > 0) log.info({ count }, what);
      } catch (error) {
        log.warn({ err: error }, `not done: ${what}`);
      }
    };
    let isRunning = false;
    const next = () => {
      // Runs that come due while a longer one is in progress are skipped.
      if (isRunning) return;
      isRunning = true;
      running = run().finally(() => {
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
      await Promise.all([...jobs.map((job) => job.stop()), context.webhookSender.stop()]);
    },
  };
}
