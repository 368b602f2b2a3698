import { setImmediate } from "node:timers/promises";
import type { Batch } from "./batch.js";
import { keysOf } from "./recent-keys.js";
import type { BatchPlan } from "./write-batch.js";

/** What a {@link PrefetchedPlan} is made with. */
export interface PrefetchParts {
  /** Takes the next batch before its turn; nothing when it would not be full. */
  readonly takeEarly: () => Batch | undefined;
  /** Plans a batch optimistically, on what the plan of another one leaves. */
  readonly plan: (batch: Batch, base: BatchPlan) => Promise<BatchPlan | undefined>;
  /** Whether optimistic plans are worth making. */
  readonly isWorthwhile: () => boolean;
}

/**
 * The plan of the next batch, made while the one before it (its base) is being written: then all that is left to do in
 * its own turn is writing it.
 */
export interface PrefetchedPlan {
  /** To be called when the writes of a batch have been sent, at each try. */
  begin(batch: Batch, base: BatchPlan): void;
  /** What the plan was based on was not written. */
  invalidate(): void;
  /** The plan of a batch whose turn it is, if it has one. */
  take(batch: Batch): Promise<BatchPlan | undefined> | undefined;
}

export function createPrefetchedPlan({ takeEarly, plan, isWorthwhile }: PrefetchParts): PrefetchedPlan {
  let next: { batch: Batch; base: BatchPlan; plan: ReturnType<PrefetchedPlan["take"]> } | undefined;

  function invalidate(): void {
    if (next !== undefined) next.plan = undefined;
  }

  return {
    begin(current, base) {
      if (next !== undefined) {
        // The try before was not written, and so what it left is not there.
        if (next.base !== base) invalidate();
        return;
      }
      const batch = isWorthwhile() ? takeEarly() : undefined;
      if (batch === undefined) return;
      next = { batch, base, plan: undefined };
      // What is only being written cannot be found by a read yet.
      if (hasRepeatsOf(batch, current)) return;
      // First the commands of the current batch have to be on their way.
      next.plan = setImmediate().then(() => plan(batch, base));
    },
    invalidate,
    take(batch) {
      if (next?.batch !== batch) return undefined;
      const own = next.plan;
      next = undefined;
      return own;
    },
  };
}

function hasRepeatsOf(batch: Batch, current: Batch): boolean {
  const present = new Set(current.requests.flatMap(keysOf));
  return [...batch.repeats].some((request) => keysOf(request).some((key) => present.has(key)));
}
