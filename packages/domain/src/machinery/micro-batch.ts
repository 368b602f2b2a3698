/** The items to be looked up together, by key. */
export type BatchItems<Item> = ReadonlyMap<string, { readonly item: Item }>;

/** How much a {@link MicroBatch} has to do. */
export interface BatchLoad {
  /** Keys of the batches in flight. */
  readonly running: number;
  /** Keys that wait for the next batch. */
  readonly waiting: number;
}

/** Looks up many keys with one query. */
export interface MicroBatch<Item, Result> {
  /**
   * Adds a key to the next batch. Whatever it finds was read after this call: a batch in flight is never joined.
   *
   * @param key requests for the same one share a result
   */
  request(key: string, item: Item): Promise<Result>;
  load(): BatchLoad;
}

export interface BatchLimits {
  /** Keys of one batch. */
  readonly maxSize: number;
  /** Batches in flight. More than one, so that one that hangs holds up its own keys and no others. */
  readonly maxInFlight: number;
}

const DEFAULT_LIMITS: BatchLimits = { maxSize: 150, maxInFlight: 4 };

interface Waiting<Item, Result> extends PromiseWithResolvers<Result> {
  readonly item: Item;
}

/**
 * Gathers the requests that arrive within one event-loop tick, or while as many batches as may be are in flight, into
 * one query. Nothing is cached, and no request waits for others: alone, it is a batch of one.
 *
 * @param work looks up all keys of a batch; what it throws rejects each of them
 * @param pick one key's part of what `work` found
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

  /** Not before the tick has read all its sockets: what arrived together is looked up together. */
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
