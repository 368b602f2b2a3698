import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { sweepAccounts } from "@foyer/domain/accounts/sweep-accounts";
import { carryLog } from "@foyer/domain/capacity/carry-log";
import type { Foyer } from "@foyer/domain/foyer";
import type { Logger } from "pino";

/** Work that is due now and then. Every process does it: each piece is safe to be done by several at once. */
export interface Housekeeping {
  /** Waits for what is running and starts nothing more. */
  stop(): Promise<void>;
}

/** Carries old log rows once an hour and clears expired locks and sessions every minute; both at the start too. */
export function startHousekeeping(
  foyer: Foyer,
  log: Logger,
  { capacityLogRetentionDays }: { readonly capacityLogRetentionDays: number },
): Housekeeping {
  const chores = [
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
    const next = () => {
      running = running.then(round);
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
