import { setImmediate } from "node:timers/promises";

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
