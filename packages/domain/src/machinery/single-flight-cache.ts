import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.js";

/** A cached answer with its validity. Whatever is derived from it is valid as long as the entry is. */
export interface CacheEntry<Answer> {
  readonly answer: Answer;
  /** Whether it has not expired, and was not invalidated. */
  isFresh(): boolean;
  /** Whether it should be loaded again, so that a newer answer is ready when it expires. */
  isDueForRefresh(): boolean;
}

/** A cache whose concurrent misses share one load. */
export interface SingleFlightCache<Answer> {
  /**
   * The cached answer, or else the result of `load`, which is called once for all concurrent requests. Entries
   * that are in use are refreshed ahead of their expiry, so that requests rarely wait. Errors are not cached.
   *
   * @param key identifies the query; equivalent queries should have equal keys
   */
  read(key: string, load: () => Promise<Answer>): Promise<CacheEntry<Answer>>;
  /** Invalidates an entry and any load in flight. */
  invalidate(key: string): void;
  /**
   * Patches an entry and any load in flight.
   *
   * @param readAt when the patch's data was read, in milliseconds; the entry's age counts from then at the latest
   * @param apply makes the patched answer
   */
  patch(key: string, readAt: number, apply: (answer: Answer) => Answer): void;
  /** Invalidates all entries. */
  invalidateAll(): void;
}

/** The share of its lifetime after which an entry in use is refreshed. */
const REFRESH_AFTER = 0.5;

/** An answer that was invalidated while it was loading: only for the requests that were already waiting. */
const EXPIRED = { isFresh: () => false, isDueForRefresh: () => false } as const;

/** The limits of a cache. */
export interface CachePolicy {
  readonly clock: Clock;
  /** The lifetime of an entry in milliseconds, from the start of its load; 0 disables the cache. */
  readonly freshFor: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
  /** Called whenever an entry is requested or checked for freshness. */
  readonly onRequest?: () => void;
}

/**
 * Creates a cache that evicts the least recently used entries. `null` answers have a space of their own, so that
 * requests for many missing ids do not evict the others. Not lru-cache's own `fetch`: a load in flight must be patched by
 * what changes meanwhile, and an answer is as old as the start of its load.
 */
export function createSingleFlightCache<Answer>(policy: CachePolicy): SingleFlightCache<Answer> {
  const { clock, freshFor, maxEntries: max, maxBytes: maxSize, onRequest } = policy;
  const entries = new LRUCache<string, StoredEntry<Answer>>({
    max,
    maxSize,
    sizeCalculation: ({ bytes }) => bytes,
  });
  const absent = new LRUCache<string, StoredEntry<Answer>>({ max });
  const loads = new Map<string, PendingLoad<Answer>>();

  const isYoungerThan = (age: number, loadedAt: number) => {
    const own = clock.now().getTime() - loadedAt;
    // The clock may have been set back; then the age is unknown.
    return own >= 0 && own < age;
  };
  const isFresh = (loadedAt: number) => isYoungerThan(freshFor, loadedAt);

  function store(key: string, answer: Answer, loadedAt: number): StoredEntry<Answer> {
    const found: StoredEntry<Answer> = {
      answer,
      loadedAt,
      bytes: sizeOf(answer),
      isInvalidated: false,
      isFresh() {
        onRequest?.();
        return !found.isInvalidated && isFresh(loadedAt);
      },
      isDueForRefresh: () => !isYoungerThan(freshFor * REFRESH_AFTER, loadedAt) && !loads.has(key),
    };
    if (freshFor > 0) (answer === null ? absent : entries).set(key, found);
    return found;
  }

  function startLoad(key: string, load: () => Promise<Answer>): PendingLoad<Answer> {
    const pending: PendingLoad<Answer> = {
      loadedAt: clock.now().getTime(),
      isInvalidated: false,
      patches: [],
      entry: run(),
    };
    async function run(): Promise<CacheEntry<Answer>> {
      try {
        // Starts after the load can be found by further requests.
        const loaded: Answer = await Promise.resolve().then(load);
        if (pending.isInvalidated) return { answer: loaded, ...EXPIRED };
        // The load may have missed changes made since it began.
        const answer = pending.patches.reduce<Answer>((patched, apply) => apply(patched), loaded);
        return store(key, answer, pending.loadedAt);
      } finally {
        if (loads.get(key) === pending) loads.delete(key);
      }
    }
    loads.set(key, pending);
    return pending;
  }

  function invalidate(key: string): void {
    const pending = loads.get(key);
    // Requests already waiting precede the change; later ones load again.
    if (pending !== undefined) pending.isInvalidated = true;
    loads.delete(key);
    for (const cache of [entries, absent]) {
      const found = cache.peek(key);
      if (found !== undefined) found.isInvalidated = true;
      cache.delete(key);
    }
  }

  return {
    async read(key, load) {
      onRequest?.();
      const found = entries.get(key) ?? absent.get(key);
      if (found?.isFresh()) {
        // A failed refresh is reported by the next request after expiry.
        if (found.isDueForRefresh()) startLoad(key, load).entry.catch(() => {});
        return found;
      }
      const pending = loads.get(key);
      if (pending !== undefined && isFresh(pending.loadedAt)) return pending.entry;
      return startLoad(key, load).entry;
    },
    invalidate,
    patch(key, readAt, apply) {
      const pending = loads.get(key);
      if (pending !== undefined) {
        pending.loadedAt = Math.min(readAt, pending.loadedAt);
        pending.patches.push(apply);
      }
      const found = entries.peek(key);
      if (found === undefined) return;
      const wasFresh = !found.isInvalidated && isFresh(found.loadedAt);
      found.isInvalidated = true;
      entries.delete(key);
      if (wasFresh) store(key, apply(found.answer), Math.min(readAt, found.loadedAt));
    },
    invalidateAll() {
      for (const key of [...loads.keys(), ...entries.keys(), ...absent.keys()]) invalidate(key);
    },
  };
}

interface StoredEntry<Answer> extends CacheEntry<Answer> {
  /** When the load began. */
  readonly loadedAt: number;
  readonly bytes: number;
  isInvalidated: boolean;
}

interface PendingLoad<Answer> {
  /** When the load began, which is the age of its result. */
  loadedAt: number;
  isInvalidated: boolean;
  /** Patches to apply to the result. */
  readonly patches: ((answer: Answer) => Answer)[];
  readonly entry: Promise<CacheEntry<Answer>>;
}

/** The approximate size of an answer in bytes; characters take up to two. */
function sizeOf(answer: unknown): number {
  return 2 * JSON.stringify(answer).length;
}
