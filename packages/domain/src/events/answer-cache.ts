import { LRUCache } from "lru-cache";
import type { Clock } from "../foyer.js";

/** An answer that was looked up, and how long it can be given. What is made from it is as good as it is. */
export interface KeptAnswer<Answer> {
  readonly answer: Answer;
  /** Whether it is still fresh, and nothing that it tells of was changed in this process since. */
  isGood(): boolean;
}

/** Answers to questions that many ask at once. */
export interface AnswerCache<Answer> {
  /**
   * What was kept, or else what `look` finds: it is called once for all who ask meanwhile, and whoever asks when
   * an answer has become old waits for the new one. Errors are not kept.
   *
   * @param key the question; two that mean the same should be the same
   */
  read(key: string, look: () => Promise<Answer>): Promise<KeptAnswer<Answer>>;
  /** Whatever is known about one question, or being looked up, is old. */
  forget(key: string): void;
  /** The same about all. */
  forgetAll(): void;
}

/** How much is kept for how long. */
export interface AnswerCachePolicy {
  readonly clock: Clock;
  /** In milliseconds, from when looking began; 0 keeps nothing. */
  readonly freshFor: number;
  readonly maxAnswers: number;
  readonly maxBytes: number;
}

/**
 * Keeps the answers asked for last. "There is none" (`null`) is kept apart from the others, so that whoever tries
 * one id after the other does not drive out what people look at.
 */
export function createAnswerCache<Answer>(policy: AnswerCachePolicy): AnswerCache<Answer> {
  const { clock, freshFor, maxAnswers: max, maxBytes: maxSize } = policy;
  const kept = new LRUCache<string, Kept<Answer>>({ max, maxSize, sizeCalculation: ({ bytes }) => bytes });
  const absent = new LRUCache<string, Kept<Answer>>({ max });
  const flights = new Map<string, Flight<Answer>>();

  const isFresh = (since: number) => {
    const age = clock.now().getTime() - since;
    // A clock that was set back says nothing about the age.
    return age >= 0 && age < freshFor;
  };

  function take(key: string, look: () => Promise<Answer>): Flight<Answer> {
    const flight: Flight<Answer> = { since: clock.now().getTime(), isOld: false, landing: land() };
    async function land(): Promise<Kept<Answer>> {
      try {
        // Not before this flight can be found by whoever asks next.
        const answer = await Promise.resolve().then(look);
        const isGood = () => !found.isForgotten && isFresh(flight.since);
        const found: Kept<Answer> = { answer, bytes: sizeOf(answer), isForgotten: flight.isOld, isGood };
        if (!flight.isOld && freshFor > 0) (answer === null ? absent : kept).set(key, found);
        return found;
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
      const found = kept.get(key) ?? absent.get(key);
      if (found?.isGood()) return found;
      const flight = flights.get(key);
      if (flight !== undefined && isFresh(flight.since)) return flight.landing;
      return take(key, look).landing;
    },
    forget,
    forgetAll() {
      for (const key of [...flights.keys(), ...kept.keys(), ...absent.keys()]) forget(key);
    },
  };
}

interface Kept<Answer> extends KeptAnswer<Answer> {
  readonly bytes: number;
  isForgotten: boolean;
}

interface Flight<Answer> {
  /** When looking began: what is found is as old as that. */
  readonly since: number;
  isOld: boolean;
  readonly landing: Promise<Kept<Answer>>;
}

/** About what an answer takes; characters take up to two bytes. */
function sizeOf(answer: unknown): number {
  return 2 * JSON.stringify(answer).length;
}
