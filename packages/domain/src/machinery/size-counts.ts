/** How many sizes fell below each of some bounds. */
export interface SizeCounts {
  /** By upper bound, itself included: each size is counted once, at the lowest bound that holds it. */
  readonly counts: ReadonlyMap<number, number>;
  count(size: number): void;
  /** The sum of all sizes. */
  total(): number;
}

/** @param bounds in ascending order; the last one is the largest size there is */
export function createSizeCounts(bounds: readonly number[]): SizeCounts {
  const counts = new Map(bounds.map((bound) => [bound, 0]));
  const largest = bounds.at(-1) ?? 0;
  let total = 0;
  return {
    counts,
    count(size) {
      const bound = bounds.find((each) => size <= each) ?? largest;
      counts.set(bound, (counts.get(bound) ?? 0) + 1);
      total += size;
    },
    total: () => total,
  };
}
