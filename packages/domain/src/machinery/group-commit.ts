import { setImmediate, setTimeout } from "node:timers/promises";

/** A request and the promise that its caller waits for. */
export interface Pending<Request, Answer> {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/** What a {@link GroupCommit} is for. */
export interface GroupCommitParts<Request, Answer> {
  /** The most requests of one batch. */
  readonly batchSize: number;
  /**
   * Processes a batch: every request of it must be resolved or rejected, now or soon. The next one begins when this
   * is done. Must not throw.
   *
   * @returns how long to pause before the next one, in milliseconds
   */
  readonly process: (batch: readonly Pending<Request, Answer>[]) => Promise<number>;
  /** Called when nothing is left to process. */
  readonly onIdle: () => void;
}

/**
 * Group commit: requests are processed batch by batch, one at a time, while the next batch gathers. A request that
 * comes alone does not wait for others; the more there are, the larger the batches.
 */
export interface GroupCommit<Key, Request, Answer> {
  /** Adds a request to its key's queue, and settles with what its batch makes of it. */
  submit(key: Key, request: Request): Promise<Answer>;
  /** How many requests wait under a key. */
  queued(key: Key): number;
  load(): GroupCommitLoad;
}

export interface GroupCommitLoad {
  /** Requests that wait, over all keys. */
  readonly queued: number;
  /** Keys with a queue. */
  readonly keys: number;
}

export function createGroupCommit<Key, Request, Answer>({
  batchSize,
  process,
  onIdle,
}: GroupCommitParts<Request, Answer>): GroupCommit<Key, Request, Answer> {
  const queue = createFairQueue<Key, Pending<Request, Answer>>();
  let isRunning = false;

  async function run(): Promise<void> {
    if (isRunning) return;
    isRunning = true;
    try {
      while (queue.total() > 0) {
        const pause = await process(queue.take(batchSize));
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
    queued: (key) => queue.length(key),
    load: () => ({ queued: queue.total(), keys: queue.keyCount() }),
  };
}

/** After this long results are settled although nothing flushed them, in milliseconds. */
const MAX_DELAY_MS = 10;

/**
 * Processes many items, a few per event-loop tick, so that other work is not delayed by all of them at once.
 *
 * @param few how many items per tick
 */
async function fewPerTick<Item>(
  items: Iterable<Item>,
  few: number,
  work: (item: Item) => void,
): Promise<void> {
  let done = 0;
  for (const item of items) {
    work(item);
    if (++done % few === 0) await setImmediate();
  }
}

/**
 * Settles the results of a batch once the next batch's commands are on their way: serializing hundreds of answers
 * first would leave the database idle meanwhile.
 */
export interface DeferredSettling {
  /** Has `settle` called for each item: at the next flush, or soon without one. */
  defer<Item>(items: Iterable<Item>, settle: (item: Item) => void): void;
  /** Settles what was deferred last, unless that was done. */
  flush(): void;
}

/** @param perTick how many are settled per event-loop tick, as of now */
export function createDeferredSettling(perTick: () => number): DeferredSettling {
  let flush = () => {};
  return {
    defer(items, settle) {
      let isSettled = false;
      const settleAll = () => {
        if (isSettled) return;
        isSettled = true;
        void fewPerTick(items, perTick(), settle);
      };
      flush = settleAll;
      void setTimeout(MAX_DELAY_MS).then(settleAll);
    },
    flush: () => flush(),
  };
}

/** A queue for each key, from which batches are taken so that a long one delays no other. */
export interface FairQueue<Key, Item> {
  /** Adds an item to the end of its key's queue. */
  push(key: Key, item: Item): void;
  /**
   * Takes items from all queues: the same share from each, what short ones leave of it to long ones, and each in the
   * order of arrival. A queue that was served goes behind the others, so that all are served however small a batch is.
   *
   * @param max how many at most
   */
  take(max: number): readonly Item[];
  /** How many items wait under a key. */
  length(key: Key): number;
  /** How many keys have a queue. */
  keyCount(): number;
  /** How many items wait in all. */
  total(): number;
}

export function createFairQueue<Key, Item>(): FairQueue<Key, Item> {
  // In the order in which they are served next.
  const queues = new Map<Key, Item[]>();
  let total = 0;

  function takeShares(max: number, taken: Item[]): void {
    const share = Math.max(1, Math.floor((max - taken.length) / queues.size));
    for (const [key, queue] of [...queues]) {
      if (taken.length === max) return;
      taken.push(...queue.splice(0, Math.min(share, max - taken.length)));
      queues.delete(key);
      if (queue.length > 0) queues.set(key, queue);
    }
  }

  return {
    push(key, item) {
      const queue = queues.get(key);
      if (queue === undefined) queues.set(key, [item]);
      else queue.push(item);
      total++;
    },
    take(max) {
      const taken: Item[] = [];
      while (taken.length < max && queues.size > 0) takeShares(max, taken);
      total -= taken.length;
      return taken;
    },
    length: (key) => queues.get(key)?.length ?? 0,
    keyCount: () => queues.size,
    total: () => total,
  };
}
