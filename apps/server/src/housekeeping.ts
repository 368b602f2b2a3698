import { HOUR_MS } from "@foyer/contract/time";
import { carryLog } from "@foyer/domain/capacity/carry-log";
import type { Foyer } from "@foyer/domain/foyer";
import type { Logger } from "pino";

/** Work that is due now and then. Every process does it: each piece is safe to be done by several at once. */
export interface Housekeeping {
  /** Waits for what is running and starts nothing more. */
  stop(): Promise<void>;
}

/** Carries old log rows once an hour, and once at the start. */
export function startHousekeeping(
  foyer: Foyer,
  log: Logger,
  { capacityLogRetentionDays }: { readonly capacityLogRetentionDays: number },
): Housekeeping {
  let running: Promise<void> = Promise.resolve();

  async function sweep(): Promise<void> {
    try {
      const rows = await carryLog(foyer, capacityLogRetentionDays);
      if (rows > 0) log.info({ rows }, "capacity log carried");
    } catch (error) {
      // The next round does what this one could not.
      log.warn({ err: error }, "housekeeping failed");
    }
  }

  const next = () => {
    running = running.then(sweep);
  };
  next();
  const timer = setInterval(next, HOUR_MS);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
