/** The most groups that look for themselves after what was foreseen turned out wrong. */
const LONGEST = 32;

/**
 * Whether it is worth foreseeing what groups will find: each time it was wrong, something was written in vain. Where
 * several processes sell one event it is wrong nearly always.
 */
export interface OptimismBackoff {
  isGiven(): boolean;
  /** A group looked for itself. */
  looked(): void;
  wasRight(): void;
  wasWrong(): void;
}

export function createOptimismBackoff(): OptimismBackoff {
  let withheldFor = 0;
  let next = 1;
  return {
    isGiven: () => withheldFor === 0,
    looked() {
      withheldFor = Math.max(0, withheldFor - 1);
    },
    wasRight() {
      next = Math.max(1, next / 2);
    },
    wasWrong() {
      // The group in question looks for itself now, and does not count.
      withheldFor = next + 1;
      next = Math.min(next * 2, LONGEST);
    },
  };
}
