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
   * The cached answer, or else the result of `look`, which is called once for all concurrent requests. Entries
   * that are in use are refreshed ahead of their expiry, so that requests rarely wait. Errors are not cached.
   *
   * @param key identifies the query; equivalent queries should have equal keys
   */
  read(key: string, look: () => Promise<Answer>): Promise<CacheEntry<Answer>>;
  /** Invalidates an entry and any load in flight. */
  forget(key: string): void;
  /**
   * Patches an entry and any load in flight.
   *
   * @param since when the patch's data was read, in milliseconds; the entry's age counts from then at the latest
   */
  amend(key: string, since: number, change: (answer: Answer) => Answer): void;
  /** Invalidates all entries. */
  forgetAll(): void;
}

/** The share of its lifetime after which an entry in use is refreshed. */
const DUE_AFTER = 0.5;

/** An answer that was invalidated while it was loading: only for the requests that were already waiting. */
const OLD = { isFresh: () => false, isDueForRefresh: () => false } as const;

/** The limits of a cache. */
export interface CachePolicy {
  readonly clock: Clock;
  /** The lifetime of an entry in milliseconds, from the start of its load; 0 disables the cache. */
  readonly freshFor: number;
  readonly maxAnswers: number;
  readonly maxBytes: number;
  /** Called whenever an entry is requested or checked for freshness. */
  readonly onAsked?: () => void;
}

/**
 * Creates a cache that evicts the least recently used entries. `null` answers have a space of their own, so that
 * requests for many missing ids do not evict the others.
 */
export function createSingleFlightCache<Answer>(policy: CachePolicy): SingleFlightCache<Answer> {
  const { clock, freshFor, maxAnswers: max, maxBytes: maxSize, onAsked } = policy;
  const kept = new LRUCache<string, Kept<Answer>>({ max, maxSize, sizeCalculation: ({ bytes }) => bytes });
  const absent = new LRUCache<string, Kept<Answer>>({ max });
  const flights = new Map<string, Flight<Answer>>();

  const isYoungerThan = (age: number, since: number) => {
    const own = clock.now().getTime() - since;
    // The clock may have been set back; then the age is unknown.
    return own >= 0 && own < age;
  };
  const isFresh = (since: number) => isYoungerThan(freshFor, since);

  function keep(key: string, answer: Answer, since: number): Kept<Answer> {
    const found: Kept<Answer> = {
      answer,
      since,
      bytes: sizeOf(answer),
      isForgotten: false,
      isFresh() {
        onAsked?.();
        return !found.isForgotten && isFresh(since);
      },
      isDueForRefresh: () => !isYoungerThan(freshFor * DUE_AFTER, since) && !flights.has(key),
    };
    if (freshFor > 0) (answer === null ? absent : kept).set(key, found);
    return found;
  }

  function take(key: string, look: () => Promise<Answer>): Flight<Answer> {
    const flight: Flight<Answer> = {
      since: clock.now().getTime(),
      isOld: false,
      changes: [],
      landing: land(),
    };
    async function land(): Promise<CacheEntry<Answer>> {
      try {
        // Starts after the load can be found by further requests.
        const found: Answer = await Promise.resolve().then(look);
        if (flight.isOld) return { answer: found, ...OLD };
        // The load may have missed changes made since it began.
        const answer = flight.changes.reduce<Answer>((changed, change) => change(changed), found);
        return keep(key, answer, flight.since);
      } finally {
        if (flights.get(key) === flight) flights.delete(key);
      }
    }
    flights.set(key, flight);
    return flight;
  }

  function forget(key: string): void {
    const flight = flights.get(key);
    // Requests already waiting precede the change; later ones load again.
    if (flight !== undefined) flight.isOld = true;
    flights.delete(key);
    for (const store of [kept, absent]) {
      const found = store.peek(key);
      if (found !== undefined) found.isForgotten = true;
      store.delete(key);
    }
  }

  return {
    async read(key, look) {
      onAsked?.();
      const found = kept.get(key) ?? absent.get(key);
      if (found?.isFresh()) {
        // A failed refresh is reported by the next request after expiry.
        if (found.isDueForRefresh()) take(key, look).landing.catch(() => {});
        return found;
      }
      const flight = flights.get(key);
      if (flight !== undefined && isFresh(flight.since)) return flight.landing;
      return take(key, look).landing;
    },
    forget,
    amend(key, since, change) {
      const flight = flights.get(key);
      if (flight !== undefined) {
        flight.since = Math.min(since, flight.since);
        flight.changes.push(change);
      }
      const found = kept.peek(key);
      if (found === undefined) return;
      const wasGood = !found.isForgotten && isFresh(found.since);
      found.isForgotten = true;
      kept.delete(key);
      if (wasGood) keep(key, change(found.answer), Math.min(since, found.since));
    },
    forgetAll() {
      for (const key of [...flights.keys(), ...kept.keys(), ...absent.keys()]) forget(key);
    },
  };
}

interface Kept<Answer> extends CacheEntry<Answer> {
  /** When the load began. */
  readonly since: number;
  readonly bytes: number;
  isForgotten: boolean;
}

interface Flight<Answer> {
  /** When the load began, which is the age of its result. */
  since: number;
  isOld: boolean;
  /** Patches to apply to the result. */
  readonly changes: ((answer: Answer) => Answer)[];
  readonly landing: Promise<CacheEntry<Answer>>;
}

/** The approximate size of an answer in bytes; characters take up to two. */
function sizeOf(answer: unknown): number {
  return 2 * JSON.stringify(answer).length;
}
