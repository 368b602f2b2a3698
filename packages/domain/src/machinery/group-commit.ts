import { setImmediate, setTimeout } from "node:timers/promises";
import { type FailureKind, kindOfFailure } from "@foyer/db/failure";

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

/**
 * The maximum number of transactions per batch. Finding one bad request among 250 takes 17, finding four about
 * 55; requests in a part that may not be halved further are rejected with it.
 */
export const MAX_TRANSACTIONS = 64;

/** How a batch is written. */
export interface PartWriter<Request> {
  /** Writes some requests in one transaction. `isLast` when a part that fails is not going to be halved. */
  write(part: readonly Request[], isLast: boolean): Promise<void>;
  /** Called with requests that could not be written. */
  reject(part: readonly Request[], error: unknown): void;
}

/**
 * Writes a batch in one transaction; if that fails, in as few as the kind of failure allows (decision 0025):
 * - a failure that the next transaction would meet as well (the database is busy, unreachable or in conflict)
 *   fails all remaining requests;
 * - a failure that a single request may have caused, with invalid data or by a unique index, is isolated by
 *   halving, so that the other requests succeed;
 * - any other failure says nothing about a request: the batch is retried once as a whole, and then fails.
 *
 * Requests are written in order.
 */
export async function commitHalving<Request>(
  requests: readonly Request[],
  { write, reject }: PartWriter<Request>,
): Promise<void> {
  const parts = [requests];
  let isRetryLeft = true;
  for (let done = 1; ; done++) {
    const part = parts.shift();
    if (part === undefined) return;
    try {
      await write(part, part === requests || part.length === 1);
    } catch (error) {
      const kind = kindOfFailure(error);
      if (isShared(kind)) {
        for (const left of [part, ...parts.splice(0)]) reject(left, error);
      } else if (isAttributable(kind) && part.length > 1 && done + parts.length + 2 <= MAX_TRANSACTIONS) {
        const half = Math.ceil(part.length / 2);
        parts.unshift(part.slice(0, half), part.slice(half));
      } else if (kind === "other" && isRetryLeft) {
        isRetryLeft = false;
        parts.unshift(part);
      } else reject(part, error);
    }
  }
}

/** Whether no single request is to blame: the next try would meet the same. */
function isShared(kind: FailureKind): boolean {
  return kind === "busy" || kind === "conflict" || kind === "unreachable";
}

/** Whether one request of many can have caused it. */
function isAttributable(kind: FailureKind): boolean {
  return kind === "unique" || kind === "aborted" || kind === "missing" || kind === "invalid";
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
