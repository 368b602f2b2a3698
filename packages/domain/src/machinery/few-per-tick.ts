import { setImmediate, setTimeout } from "node:timers/promises";

/** After this long results are settled although nothing flushed them, in milliseconds. */
const MAX_DELAY_MS = 10;

/**
 * Processes many items, a few per event-loop tick, so that other work is not delayed by all of them at once.
 *
 * @param few how many items per tick
 */
export async function fewPerTick<Item>(
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
