import { setTimeout } from "node:timers/promises";
import { createFairQueue } from "./fair-queue.js";

/** A request and the promise that its caller waits for. */
export interface Pending<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** What a {@link GroupCommit} is for. */
export interface GroupCommitParts<Request, Answer, Batch> {
  /** The most requests of one batch. */
  readonly batchSize: number;
  /** Makes a batch of requests that were just taken from the queue. */
  readonly open: (requests: readonly Pending<Request, Answer>[]) => Batch;
  /**
   * Processes a batch: every request of it must be resolved or rejected, now or soon. The next one begins when this
   * is done. Must not throw.
   *
   * @returns how long to pause before the next one, in milliseconds
   */
  readonly process: (batch: Batch) => Promise<number>;
  /** Called when nothing is left to process. */
  readonly onIdle: () => void;
}

/**
 * Group commit: requests are processed batch by batch, one at a time, while the next batch gathers. A request that
 * comes alone does not wait for others; the more there are, the larger the batches.
 */
export interface GroupCommit<Key, Request, Answer, Batch> {
  /** Adds a request to its key's queue, and settles with what its batch makes of it. */
  submit(key: Key, request: Request): Promise<Answer>;
  /** Takes the next batch before its turn, so that work on it can begin; nothing when it was taken, or would not be full. */
  takeEarly(): Batch | undefined;
  /** How many requests wait under a key. */
  queued(key: Key): number;
  load(): GroupCommitLoad<Batch>;
}

export interface GroupCommitLoad<Batch> {
  /** Requests that wait in queues, without those of a batch that was taken early. */
  readonly queued: number;
  /** Keys with a queue. */
  readonly keys: number;
  /** The batch that was taken early, if there is one. */
  readonly early: Batch | undefined;
  /** Whether there is anything to process after the current batch. */
  readonly hasMore: boolean;
}

export function createGroupCommit<Key, Request, Answer, Batch>({
  batchSize,
  open,
  process,
  onIdle,
}: GroupCommitParts<Request, Answer, Batch>): GroupCommit<Key, Request, Answer, Batch> {
  const queue = createFairQueue<Key, Pending<Request, Answer>>();
  let isRunning = false;
  let early: Batch | undefined;

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      while (early !== undefined || queue.total() > 0) {
        const batch = early ?? open(queue.take(batchSize));
        early = undefined;
        const pause = await process(batch);
        if (pause > 0) await setTimeout(pause);
      }
    } finally {
      isRunning = false;
      onIdle();
    }
  }

  return {
    submit(key, request) {
      const { promise, resolve, reject } = Promise.withResolvers<Answer>();
      queue.push(key, { request, resolve, reject });
      void run();
      return promise;
    },
    takeEarly() {
      if (early !== undefined || queue.total() < batchSize) return undefined;
      early = open(queue.take(batchSize));
      return early;
    },
    queued: (key) => queue.length(key),
    load: () => ({
      queued: queue.total(),
      keys: queue.keyCount(),
      early,
      hasMore: early !== undefined || queue.total() > 0,
    }),
  };
}
