/** A queue for each key, from which batches are taken so that a long one delays no other. */
export interface FairQueue<Key, Item> {
  /** Adds an item to the end of its key's queue. */
  push(key: Key, item: Item): void;
  /**
   * Takes items from all queues: the same share from each, what short ones leave of it to long ones, and each in the
   * order of arrival. A queue that was served goes behind the others, so that all are served however small a batch is.
   *
   * @param max how many at most
   */
  take(max: number): readonly Item[];
  /** How many items wait under a key. */
  length(key: Key): number;
  /** How many keys have a queue. */
  keyCount(): number;
  /** How many items wait in all. */
  total(): number;
}

export function createFairQueue<Key, Item>(): FairQueue<Key, Item> {
  // In the order in which they are served next.
  const queues = new Map<Key, Item[]>();
  let total = 0;

  function takeShares(max: number, taken: Item[]): void {
    const share = Math.max(1, Math.floor((max - taken.length) / queues.size));
    for (const [key, queue] of [...queues]) {
      if (taken.length === max) return;
      taken.push(...queue.splice(0, Math.min(share, max - taken.length)));
      queues.delete(key);
      if (queue.length > 0) queues.set(key, queue);
    }
  }

  return {
    push(key, item) {
      const queue = queues.get(key);
      if (queue === undefined) queues.set(key, [item]);
      else queue.push(item);
      total++;
    },
    take(max) {
      const taken: Item[] = [];
      while (taken.length < max && queues.size > 0) takeShares(max, taken);
      total -= taken.length;
      return taken;
    },
    length: (key) => queues.get(key)?.length ?? 0,
    keyCount: () => queues.size,
    total: () => total,
  };
}
