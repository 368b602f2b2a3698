import { setImmediate } from "node:timers/promises";

/**
 * Does something for each of many items, so many per event-loop tick: all in one would delay every other request.
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
