/** Items to be looked up together, by key. */
export type BatchItems<Item> = ReadonlyMap<string, { readonly item: Item }>;

/** The load of a {@link MicroBatch}. */
export interface BatchLoad {
  /** Keys in batches in flight. */
  readonly running: number;
  /** Keys waiting for the next batch. */
  readonly waiting: number;
}

/** Looks up many keys with one query. */
export interface MicroBatch<Item, Result> {
  /**
   * Adds a key to the next batch. Its result is read after this call: a batch in flight is never joined.
   *
   * @param key requests for the same key share a result
   */
  request(key: string, item: Item): Promise<Result>;
  load(): BatchLoad;
}

export interface BatchLimits {
  /** The maximum number of keys per batch. */
  readonly maxSize: number;
  /** The maximum number of batches in flight. More than one, so that a slow batch delays only its own keys. */
  readonly maxInFlight: number;
}

const DEFAULT_LIMITS: BatchLimits = { maxSize: 150, maxInFlight: 4 };

interface Waiting<Item, Result> extends PromiseWithResolvers<Result> {
  readonly item: Item;
}

/**
 * Combines requests that arrive within one event-loop tick, or while the maximum number of batches is in flight,
 * into one query. Nothing is cached, and a single request is not delayed: it is a batch of one.
 *
 * @param work looks up all keys of a batch; its error rejects each of them
 * @param pick one key's part of the result of `work`
 */
export function createMicroBatch<Item, Results, Result>(
  work: (items: BatchItems<Item>) => Promise<Results>,
  pick: (results: Results, key: string) => Result,
  limits: Partial<BatchLimits> = {},
): MicroBatch<Item, Result> {
  const { maxSize, maxInFlight } = { ...DEFAULT_LIMITS, ...limits };
  let waiting = new Map<string, Waiting<Item, Result>>();
  let inFlight = 0;
  let running = 0;
  let isScheduled = false;

  /** After the tick has read all its sockets, so that requests that arrived together share a batch. */
  function schedule(): void {
    if (isScheduled || waiting.size === 0 || inFlight >= maxInFlight) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      void runNext();
    });
  }

  async function runNext(): Promise<void> {
    const batch = takeBatch();
    inFlight++;
    running += batch.size;
    schedule();
    try {
      const results = await work(batch);
      for (const [key, { resolve }] of batch) resolve(pick(results, key));
    } catch (error) {
      for (const { reject } of batch.values()) reject(error);
    } finally {
      inFlight--;
      running -= batch.size;
      schedule();
    }
  }

  function takeBatch(): ReadonlyMap<string, Waiting<Item, Result>> {
    if (waiting.size <= maxSize) {
      const all = waiting;
      waiting = new Map();
      return all;
    }
    const entries = [...waiting];
    waiting = new Map(entries.slice(maxSize));
    return new Map(entries.slice(0, maxSize));
  }

  return {
    request(key, item) {
      const earlier = waiting.get(key);
      if (earlier !== undefined) return earlier.promise;
      const own = { item, ...Promise.withResolvers<Result>() };
      waiting.set(key, own);
      schedule();
      return own.promise;
    },
    load: () => ({ running, waiting: waiting.size }),
  };
}
