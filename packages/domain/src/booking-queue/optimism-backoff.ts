/** The most batches that are planned in their transactions after one optimistic plan failed. */
const MAX_BATCHES = 32;

/**
 * Whether optimistic plans are worth making: each one that fails was written in vain. Where several processes sell one
 * event nearly all of them fail; so after each failure more batches are planned in their transactions, and fewer again
 * after successes.
 */
export interface OptimismBackoff {
  isWorthwhile(): boolean;
  /** A batch was planned in its transaction. */
  planned(): void;
  /** An optimistic plan was written. */
  succeeded(): void;
  /** An optimistic plan did not hold. The batch in question is then planned in its transaction, and does not count. */
  failed(): void;
}

export function createOptimismBackoff(): OptimismBackoff {
  let batchesLeft = 0;
  let nextBatches = 1;
  return {
    isWorthwhile: () => batchesLeft === 0,
    planned() {
      batchesLeft = Math.max(0, batchesLeft - 1);
    },
    succeeded() {
      nextBatches = Math.max(1, nextBatches / 2);
    },
    failed() {
      batchesLeft = nextBatches + 1;
      nextBatches = Math.min(nextBatches * 2, MAX_BATCHES);
    },
  };
}
