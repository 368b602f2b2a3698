/** Lines of people who wait, one for each thing that is waited for. */
export interface FairQueue<Key, Item> {
  /** Stands at the end of a line. */
  join(key: Key, item: Item): void;
  /**
   * Takes the next ones from all lines: each line in the order of arrival, as many from each while there are, and the
   * line that is next when not all can have their turn.
   *
   * @param most how many at most
   * @param fits whether one may go together with the first one; whoever may not stays, and so does their line
   */
  take(most: number, fits: (item: Item, first: Item) => boolean): readonly Item[];
  /** How many stand in a line. */
  length(key: Key): number;
  /** How many lines there are. */
  count(): number;
  /** How many wait in all. */
  total(): number;
}

export function createFairQueue<Key, Item>(): FairQueue<Key, Item> {
  // In the order of their turns: a line that had its turn goes to the end.
  const lines = new Map<Key, Item[]>();
  let total = 0;

  function share(most: number, taken: Item[], fits: (item: Item, first: Item) => boolean): void {
    const each = Math.max(1, Math.floor((most - taken.length) / lines.size));
    for (const [key, line] of [...lines]) {
      if (taken.length === most) return;
      const [first = line[0]] = taken;
      const stays = line.findIndex((item) => first !== undefined && !fits(item, first));
      const count = Math.min(each, most - taken.length, stays === -1 ? line.length : stays);
      if (count === 0) continue;
      taken.push(...line.splice(0, count));
      lines.delete(key);
      if (line.length > 0) lines.set(key, line);
    }
  }

  return {
    join(key, item) {
      const line = lines.get(key);
      if (line === undefined) lines.set(key, [item]);
      else line.push(item);
      total++;
    },
    take(most, fits) {
      const taken: Item[] = [];
      for (let before = -1; before < taken.length && taken.length < most && lines.size > 0; ) {
        before = taken.length;
        share(most, taken, fits);
      }
      total -= taken.length;
      return taken;
    },
    length: (key) => lines.get(key)?.length ?? 0,
    count: () => lines.size,
    total: () => total,
  };
}
