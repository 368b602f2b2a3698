import { setImmediate } from "node:timers/promises";

/**
 * Does something for each of many, a few in one turn of the event loop: hundreds at once would keep everybody else
 * waiting for it.
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
