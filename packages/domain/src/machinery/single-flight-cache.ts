import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.js";

/** An answer that was looked up, and how long it can be given. What is made from it is as good as it is. */
export interface CacheEntry<Answer> {
  readonly answer: Answer;
  /** Whether it is still fresh, and nothing that it tells of was changed in this process since. */
  isFresh(): boolean;
  /** Whether it is time to ask for it once more, so that a newer one is there when this one is old. */
  isDueForRefresh(): boolean;
}

/** Answers to questions that many ask at once. */
export interface SingleFlightCache<Answer> {
  /**
   * What was kept, or else what `look` finds: it is called once for all who ask meanwhile, and whoever asks when
   * an answer has become old waits for the new one. What is asked for often is looked up again before it is old, so
   * that hardly anybody waits. Errors are not kept.
   *
   * @param key the question; two that mean the same should be the same
   */
  read(key: string, look: () => Promise<Answer>): Promise<CacheEntry<Answer>>;
  /** Whatever is known about one question, or being looked up, is old. */
  forget(key: string): void;
  /**
   * The same, but what was kept, or is being looked up, becomes what `change` makes of it.
   *
   * @param since when what is known now was read, in milliseconds: the answer is at least as old as that
   */
  amend(key: string, since: number, change: (answer: Answer) => Answer): void;
  /** The same about all. */
  forgetAll(): void;
}

/** The share of its time after which an answer that is still asked for is looked up again. */
const DUE_AFTER = 0.5;

/** Of what changed while it was being looked up: given to those who asked before, and to nobody else. */
const OLD = { isFresh: () => false, isDueForRefresh: () => false } as const;

/** How much is kept for how long. */
export interface CachePolicy {
  readonly clock: Clock;
  /** In milliseconds, from when looking began; 0 keeps nothing. */
  readonly freshFor: number;
  readonly maxAnswers: number;
  readonly maxBytes: number;
  /** Told whenever an answer is asked for, also by who keeps it and asks whether it is good still. */
  readonly onAsked?: () => void;
}

/**
 * Keeps the answers asked for last. "There is none" (`null`) is kept apart from the others, so that whoever tries
 * one id after the other does not drive out what people look at.
 */
export function createSingleFlightCache<Answer>(policy: CachePolicy): SingleFlightCache<Answer> {
  const { clock, freshFor, maxAnswers: max, maxBytes: maxSize, onAsked } = policy;
  const kept = new LRUCache<string, Kept<Answer>>({ max, maxSize, sizeCalculation: ({ bytes }) => bytes });
  const absent = new LRUCache<string, Kept<Answer>>({ max });
  const flights = new Map<string, Flight<Answer>>();

  const isYoungerThan = (age: number, since: number) => {
    const own = clock.now().getTime() - since;
    // A clock that was set back says nothing about the age.
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
        // Not before this flight can be found by whoever asks next.
        const found: Answer = await Promise.resolve().then(look);
        if (flight.isOld) return { answer: found, ...OLD };
        // Of what changed meanwhile the look may have seen nothing.
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
    // Whoever waits for it asked before the change; nobody else gets it.
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
        // Whoever asks when it is old will find out why it could not be looked up.
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
  /** When looking began. */
  readonly since: number;
  readonly bytes: number;
  isForgotten: boolean;
}

interface Flight<Answer> {
  /** When looking began: what is found is as old as that. */
  since: number;
  isOld: boolean;
  /** What is to be made of what is found. */
  readonly changes: ((answer: Answer) => Answer)[];
  readonly landing: Promise<CacheEntry<Answer>>;
}

/** About what an answer takes; characters take up to two bytes. */
function sizeOf(answer: unknown): number {
  return 2 * JSON.stringify(answer).length;
}
