import { fewPerTick } from "./few-per-tick.js";

/** How much is asked at once, and what is happening now. */
export interface BatchLoad {
  /** Keys asked for in the questions under way. */
  readonly running: number;
  /** Keys that wait for the next question. */
  readonly waiting: number;
}

/** What is asked for together, by its keys. */
export type AskedFor<Item> = ReadonlyMap<string, { readonly item: Item }>;

/** Asks for many keys with one question. */
export interface MicroBatch<Item, Answer> {
  /**
   * Joins the next question. Whatever it finds out was read after this call: a question under way is never joined.
   *
   * @param key whoever waits for the same one shares an answer
   */
  ask(key: string, item: Item): Promise<Answer>;
  load(): BatchLoad;
}

export interface BatchPolicy {
  /** Keys in one question. */
  readonly maxSize: number;
  /** Questions under way at once: a slow one must not hold up everybody. */
  readonly lanes: number;
  /**
   * How long after a question the next one may begin, in milliseconds, as of now: when nobody is in a hurry, more come
   * together, and a question costs hardly more for many than for a few.
   */
  readonly gatherFor: () => number;
  /** How many are told the answer before others have their turn, as of now. */
  readonly toldAtOnce: () => number;
  /**
   * From when on a question under way is taken for stuck, in milliseconds. The next one is then asked without as many
   * keys as that has, for as long as there is a lane; and so that there is one, a question that is still under way ten
   * times later gives its lane back.
   */
  readonly stuckAfter: number;
}

export const DEFAULT_BATCHES: BatchPolicy = {
  maxSize: 150,
  lanes: 2,
  gatherFor: () => 0,
  toldAtOnce: () => 100,
  stuckAfter: 100,
};

/** Times `stuckAfter` until a question gives its lane back. */
const LANE_GIVEN_BACK = 10;

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly answer: Promise<Answer>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is asked for while questions are under way into the next one. Nothing is kept, and unless the policy
 * says so nobody waits for company: alone, a question begins at once, for one key if need be. "At once" is when this
 * turn of the event loop has read what lies on its sockets: requests that came in together are asked for together.
 * Beside a question for many, another one begins when as many wait again, or when that one is stuck.
 *
 * @param work answers for all keys together; when it throws, each of those who asked is told
 * @param pick one key's part of the answer
 */
export function createMicroBatch<Item, Answers, Answer>(
  work: (asked: AskedFor<Item>) => Promise<Answers>,
  pick: (answers: Answers, key: string) => Answer,
  { maxSize, lanes, gatherFor, toldAtOnce, stuckAfter }: BatchPolicy = DEFAULT_BATCHES,
): MicroBatch<Item, Answer> {
  let waiting = new Map<string, Waiting<Item, Answer>>();
  let busyLanes = 0;
  let running = 0;
  /** Those of the keys under way that are not in a stuck question. */
  let moving = 0;
  let isAboutToRun = false;
  let lastBegun = 0;

  function runSoon(): void {
    if (isAboutToRun || !mayRun()) return;
    isAboutToRun = true;
    const wait = lastBegun + gatherFor() - performance.now();
    if (wait > 0) setTimeout(run, wait);
    else setImmediate(run);
  }

  function mayRun(): boolean {
    return waiting.size > 0 && busyLanes < lanes && waiting.size >= Math.min(moving, maxSize);
  }

  function run(): void {
    isAboutToRun = false;
    if (mayRun()) void runNext();
  }

  async function runNext(): Promise<void> {
    lastBegun = performance.now();
    let batch: ReadonlyMap<string, Waiting<Item, Answer>> = waiting;
    if (waiting.size <= maxSize) waiting = new Map();
    else batch = takeFirst(waiting, maxSize);
    running += batch.size;
    const end = occupy(batch.size);
    // More than one question takes may wait already.
    runSoon();
    try {
      const answers = await work(batch);
      void fewPerTick(batch, toldAtOnce(), ([key, one]) => one.resolve(pick(answers, key)));
    } catch (error) {
      void fewPerTick(batch.values(), toldAtOnce(), (one) => one.reject(error));
    } finally {
      running -= batch.size;
      end();
      runSoon();
    }
  }

  /**
   * Takes a lane for a question of so many keys, which others wait for until it is stuck.
   *
   * @returns what ends that
   */
  function occupy(size: number): () => void {
    busyLanes++;
    moving += size;
    const isStuck = once(() => {
      moving -= size;
    });
    const giveLaneBack = once(() => {
      busyLanes--;
    });
    const timers = [
      setTimeout(() => {
        isStuck();
        runSoon();
      }, stuckAfter),
      setTimeout(() => {
        giveLaneBack();
        runSoon();
      }, stuckAfter * LANE_GIVEN_BACK),
    ];
    return () => {
      for (const timer of timers) clearTimeout(timer);
      isStuck();
      giveLaneBack();
    };
  }

  return {
    ask(key, item) {
      const already = waiting.get(key);
      if (already !== undefined) return already.answer;
      const { promise: answer, resolve, reject } = Promise.withResolvers<Answer>();
      waiting.set(key, { item, answer, resolve, reject });
      runSoon();
      return answer;
    },
    load: () => ({ running, waiting: waiting.size }),
  };
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}

/** Takes the entries that came first out of a map. */
function takeFirst<Value>(map: Map<string, Value>, count: number): ReadonlyMap<string, Value> {
  const taken = new Map<string, Value>();
  for (const [key, value] of map) {
    if (taken.size === count) break;
    taken.set(key, value);
    map.delete(key);
  }
  return taken;
}
