import { DomainError } from "../domain-error.js";

/** How many requests may wait, and for how long. */
export interface QueueLimits {
  /** For one event. */
  readonly perEvent: number;
  /** For all events together. */
  readonly total: number;
  /** A request that would have to wait longer than this is rejected, in milliseconds. */
  readonly longestWaitMs: number;
}

// Below the limit of requests in flight, so that reads are still accepted.
export const DEFAULT_QUEUE_LIMITS: QueueLimits = { perEvent: 5_000, total: 8_000, longestWaitMs: 5_000 };

/** The weight of the newest batch in the moving average of the duration. */
const NEWEST_WEIGHT = 0.3;

/** The requests that a new one would have to wait for. */
export interface QueueAhead {
  readonly ofEvent: number;
  readonly total: number;
  /** Events with a queue. */
  readonly events: number;
}

/** Decides whether there is room for another request. */
export interface Admission {
  /** @throws DomainError BUSY if too many requests wait, or the wait would be too long; with the time to retry */
  admit(ahead: QueueAhead): void;
  /**
   * Records the duration of a batch, in milliseconds.
   *
   * @returns the moving average
   */
  batchDone(durationMs: number): number;
  /** Sets the current pause after each batch, in milliseconds. */
  setPause(pauseMs: number): void;
  /** The number of requests rejected so far. */
  refused(): number;
}

export function createAdmission(batchSize: number, limits: QueueLimits): Admission {
  let duration = 1;
  let pause = 0;
  let refused = 0;

  function estimatedWait({ ofEvent, total, events }: QueueAhead): number {
    // An event gets its share of each batch, and more if the queues of others are short.
    const batches = Math.ceil(Math.min(ofEvent * Math.max(1, events), total) / batchSize);
    return batches * (duration + pause);
  }

  return {
    admit(ahead) {
      const wait = estimatedWait(ahead);
      if (ahead.ofEvent < limits.perEvent && ahead.total < limits.total && wait < limits.longestWaitMs)
        return;
      refused++;
      const message = "Too many people are booking right now. Try again in a moment.";
      const retryAfterSeconds = Math.max(1, Math.ceil(wait / 1_000));
      throw new DomainError("BUSY", message, { retryAfterSeconds });
    },
    batchDone(durationMs) {
      duration += NEWEST_WEIGHT * (durationMs - duration);
      return duration;
    },
    setPause(pauseMs) {
      pause = pauseMs;
    },
    refused: () => refused,
  };
}
