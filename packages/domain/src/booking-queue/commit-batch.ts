import type { Transaction, TransactionOptions } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import { StaleReadError } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { commitHalving, isShared } from "../machinery/commit-halving.js";
import type { AvailabilityCache } from "./availability-cache.js";
import type { Batch, PendingBooking } from "./batch.js";
import { type BookingOutcome, decideBookings } from "./decide-bookings.js";
import type { OptimismBackoff } from "./optimism-backoff.js";
import { type ReleaseExpired, readSnapshot } from "./read-snapshot.js";
import type { BookingRules } from "./snapshot.js";
import { type BatchPlan, prepareBatch } from "./write-batch.js";
import { openWriteLease } from "./write-lease.js";

/** What batches are committed with. */
export interface CommitParts {
  readonly context: Pick<AppContext, "db" | "clock" | "random" | "eventChanges" | "failpoint">;
  readonly rules: BookingRules;
  readonly releaseExpired: ReleaseExpired;
  readonly cache: AvailabilityCache;
  readonly optimism: OptimismBackoff;
  /** Names this process among those that sell the same events. */
  readonly processId: string;
  /** Makes a batch's plan without its transaction; nothing when that cannot be done. */
  readonly planOptimistically: (batch: Batch) => Promise<BatchPlan | undefined>;
  /** Settles requests with their outcomes. */
  readonly settle: (pending: readonly PendingBooking[], outcomes: readonly BookingOutcome[]) => void;
  /** Called when a batch's commands have been sent, at each try. */
  readonly onSent: (batch: Batch, plan: BatchPlan) => void;
  /** Called when a try to commit came to nothing. */
  readonly onFailure: () => void;
  /** Whether more requests wait. */
  readonly hasMore: () => boolean;
}

/** Commits a batch and settles its requests, each with what came of it. Does not throw. */
export interface BatchCommitter {
  /** @returns whether another process wants to write the same events, as far as that was asked */
  commit(batch: Batch): Promise<boolean>;
}

export function createBatchCommitter(parts: CommitParts): BatchCommitter {
  const { context, rules, releaseExpired, cache, optimism, processId } = parts;

  /** By the optimistic plan if there is one and it holds; else by what is read in the transaction. */
  async function commit(batch: Batch): Promise<boolean> {
    const plan = await parts.planOptimistically(batch);
    let mayRetry = true;
    if (plan !== undefined && !isOutdated(plan, batch)) {
      if (!plan.hasWrites) {
        parts.settle(batch.pending, plan.decision.outcomes);
        return false;
      }
      try {
        const isLeaseWanted = await transact(batch, batch.pending, () => plan);
        optimism.succeeded();
        return isLeaseWanted;
      } catch (error) {
        const kind = kindOfFailure(error);
        if (isShared(kind)) {
          rejectAll(batch.pending, error);
          return false;
        }
        if (kind === "other" && !(error instanceof StaleReadError)) mayRetry = false;
        optimism.failed();
      }
    }
    optimism.planned();
    return readAndCommit(batch, mayRetry);
  }

  async function readAndCommit(batch: Batch, mayRetry: boolean): Promise<boolean> {
    let isLeaseWanted = false;
    await commitHalving(batch.pending, {
      mayRetry,
      async write(part, isLast) {
        batch.changes.clear();
        const plan = (tx: Transaction) => planWithin(tx, part);
        // A part that is going to be halved finds a lost race that way.
        isLeaseWanted = await transact(batch, part, plan, { retryOnUnique: isLast });
      },
      reject: rejectAll,
    });
    return isLeaseWanted;
  }

  async function planWithin(tx: Transaction, pending: readonly PendingBooking[]): Promise<BatchPlan> {
    const now = context.clock.now();
    const requests = pending.map(({ request }) => request);
    const snapshot = await readSnapshot(tx, requests, { rules, releaseExpired }, now);
    return prepareBatch(context, decideBookings(snapshot, requests, now));
  }

  async function transact(
    batch: Batch,
    pending: readonly PendingBooking[],
    toPlan: (tx: Transaction) => BatchPlan | Promise<BatchPlan>,
    options: TransactionOptions = {},
  ): Promise<boolean> {
    const eventIds = [...new Set(pending.map(({ request }) => request.input.eventId))];
    const lease = openWriteLease(context, processId, eventIds);
    const work = async (tx: Transaction) => {
      const plan = await toPlan(tx);
      const sent = Promise.all([
        // With nothing to write next this process leaves a gap anyway.
        parts.hasMore() && lease.isWantedByOthers(tx),
        lease.release(tx),
        // Last, because it ends with the events, which nobody else can change from then on.
        plan.write(tx),
      ]);
      parts.onSent(batch, plan);
      const [isLeaseWanted] = await sent;
      await context.failpoint("booking-batch.written");
      return { decision: plan.decision, isLeaseWanted };
    };
    const committed = context.db.transaction(work, { ...options, onConflict: lease.onConflict });
    const { decision, isLeaseWanted } = await committed.catch((error) => {
      // Entries may be what this batch would have left, or were wrong before: nothing must be planned by them.
      for (const eventId of eventIds) cache.invalidate(eventId);
      parts.onFailure();
      throw error;
    });
    for (const [eventId, { after }] of decision.events) {
      if (!batch.changes.has(eventId)) cache.set(eventId, after);
    }
    parts.settle(pending, decision.outcomes);
    return isLeaseWanted;
  }

  return { commit };
}

/** Whether something happened to a plan's events that it does not know of. */
function isOutdated({ decision }: BatchPlan, { changes }: Batch): boolean {
  return [...decision.events.keys()].some((eventId) => changes.has(eventId));
}

function rejectAll(pending: readonly PendingBooking[], error: unknown): void {
  for (const { reject } of pending) reject(error);
}
