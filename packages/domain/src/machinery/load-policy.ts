/**
 * The one place that says who yields to whom when a process has more to do than it can. Bookings go first, because they
 * are scarce and wait in a queue; but reads of events have to stay fast beside them, and mail can wait.
 *
 * Parts of the process report what they do, and ask. Times are of `performance.now()`, in milliseconds, so that no test
 * that moves the domain's clock changes them.
 */

/** Reads are expected for so long after one. */
const READERS_ACTIVE_FOR_MS = 250;

/** Requests settled or prepared per event-loop tick; fewer while events are being read, to bound read latency. */
const REQUESTS_PER_TICK = { alone: 25, besideReaders: 4 };

/** The longest pause between batches. */
const MAX_PAUSE_MS = 250;

/** Queue length from which the queue is saturated. */
const SATURATED_FROM = 20;
/**
 * The queue counts as saturated for so long after it was: it is empty for a moment whenever a batch was taken from it.
 * Longer than from one round of the mails to the next.
 */
const SATURATED_FOR_MS = 2_500;
/** Mails of one round while the queue is saturated: a sale that never ends must not hold mail up for good. */
const MAILS_WHILE_SATURATED = 1;

/** What the booking queue has to do. */
export interface QueueState {
  /** Requests in the queue. */
  readonly waiting: number;
  /** Requests of the batch that is being written. */
  readonly writing: number;
}

/** A batch that was written. */
export interface FinishedBatch {
  /** Another process wants to write the same events. */
  readonly isLeaseWanted: boolean;
  /** It was as large as batches get, and more requests wait. */
  readonly isBehind: boolean;
}

/** Answers every question of load. */
export interface LoadPolicy {
  /** Reports a read of an event or a list of events. */
  noteRead(): void;
  /** Whether events are being read. */
  hasActiveReaders(): boolean;
  /** How many requests may be settled or prepared in one event-loop tick. */
  requestsPerTick(): number;
  /**
   * How long to pause between two batches, in milliseconds: as long as a batch takes, which leaves half of the time to
   * others, or not at all. Others are a process that wants to write the same events and, while batches are full, readers.
   *
   * @param averageMs how long batches take
   */
  pauseMs(after: FinishedBatch, averageMs: number): number;
  /** Whether bookings queue up, or did a moment ago: then what can wait should. */
  isSaturated(): boolean;
  /**
   * Whether another mail may be sent now.
   *
   * @param sent how many this round has begun
   */
  maySendMail(sent: number): boolean;
}

/** @param queue what the booking queue has to do now */
export function createLoadPolicy(queue: () => QueueState): LoadPolicy {
  let lastRead = Number.NEGATIVE_INFINITY;
  let lastSaturated = Number.NEGATIVE_INFINITY;

  const hasActiveReaders = () => performance.now() - lastRead < READERS_ACTIVE_FOR_MS;

  function isSaturated(): boolean {
    const { waiting, writing } = queue();
    if (waiting + writing >= SATURATED_FROM) lastSaturated = performance.now();
    return performance.now() - lastSaturated < SATURATED_FOR_MS;
  }

  return {
    noteRead() {
      lastRead = performance.now();
    },
    hasActiveReaders,
    requestsPerTick: () => (hasActiveReaders() ? REQUESTS_PER_TICK.besideReaders : REQUESTS_PER_TICK.alone),
    pauseMs: ({ isLeaseWanted, isBehind }, averageMs) =>
      isLeaseWanted || (isBehind && hasActiveReaders()) ? Math.min(averageMs, MAX_PAUSE_MS) : 0,
    isSaturated,
    maySendMail: (sent) => sent < MAILS_WHILE_SATURATED || !isSaturated(),
  };
}
