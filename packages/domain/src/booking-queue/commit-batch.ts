import type { Transaction, TransactionOptions } from "@foyer/db/database";
import { kindOfFailure } from "@foyer/db/failure";
import type { BookingAnswer } from "../bookings/booking.js";
import { StaleReadError } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { commitHalving, isShared } from "../machinery/commit-halving.js";
import type { Pending } from "../machinery/group-commit.js";
import type { AvailabilityCache, ChangeTracker } from "./availability-cache.js";
import type { BookingRequest } from "./booking-queue.js";
import { type BookingOutcome, type BookingRules, type Decision, decideBookings } from "./decide-bookings.js";
import type { OptimisticPlanning } from "./optimistic-plan.js";
import { type ReleaseExpired, readSnapshot } from "./read-snapshot.js";
import { writeBatch } from "./write-batch.js";
import { openWriteLease, type WriteLease } from "./write-lease.js";

/** A request for tickets with its caller's promise. */
export type PendingBooking = Pending<BookingRequest, BookingAnswer>;

/** The dependencies of committing. */
export interface CommitParts {
  readonly context: Pick<AppContext, "db" | "clock" | "eventChanges" | "failpoint">;
  readonly rules: BookingRules;
  readonly releaseExpired: ReleaseExpired;
  readonly cache: AvailabilityCache;
  readonly optimism: OptimisticPlanning;
  /** Identifies this process to others that write the same events. */
  readonly processId: string;
  /** Settles requests with their outcomes. */
  readonly settle: (pending: readonly PendingBooking[], outcomes: readonly BookingOutcome[]) => void;
  /** Called when a batch's commands were sent, at each attempt. */
  readonly onSent: () => void;
  /** Whether more requests wait. */
  readonly hasMore: () => boolean;
}

/**
 * Creates the function that commits a batch and settles each of its requests. It does not throw.
 *
 * @returns a function that returns whether another process wants to write the same events, as far as that was
 *   checked
 */
export function createBatchCommit(
  parts: CommitParts,
): (batch: readonly PendingBooking[]) => Promise<boolean> {
  const { context, rules, releaseExpired, cache, processId } = parts;
  const { backoff } = parts.optimism;

  /** Commits by an optimistic plan if there is a valid one; otherwise by what the transaction reads. */
  async function commit(batch: readonly PendingBooking[], changes: ChangeTracker): Promise<boolean> {
    const plan = await planOptimistically(batch);
    let mayRetry = true;
    if (plan !== undefined && !isOutdated(plan, changes)) {
      // Every request is a repeat or an error.
      if (plan.bookings.length === 0) {
        parts.settle(batch, plan.outcomes);
        return false;
      }
      try {
        const isLeaseWanted = await transact(batch, changes, () => plan);
        backoff.succeeded();
        return isLeaseWanted;
      } catch (error) {
        const kind = kindOfFailure(error);
        if (isShared(kind)) {
          rejectAll(batch, error);
          return false;
        }
        if (kind === "other" && !(error instanceof StaleReadError)) mayRetry = false;
        backoff.failed();
      }
    }
    backoff.planned();
    return readAndCommit(batch, changes, mayRetry);
  }

  async function planOptimistically(batch: readonly PendingBooking[]): Promise<Decision | undefined> {
    try {
      const now = context.clock.now();
      const requests = requestsOf(batch);
      const snapshot = await parts.optimism.readSnapshot(requests, now);
      return snapshot && decideBookings(snapshot, requests, now);
    } catch {
      // Planning in the transaction meets the same error, and turns it into an outcome.
      return undefined;
    }
  }

  async function readAndCommit(
    batch: readonly PendingBooking[],
    changes: ChangeTracker,
    mayRetry: boolean,
  ): Promise<boolean> {
    let isLeaseWanted = false;
    await commitHalving(batch, {
      mayRetry,
      async write(part, isLast) {
        changes.clear();
        const plan = (tx: Transaction) => planWithin(tx, part);
        // In a part that may be halved, a lost race is isolated by halving.
        isLeaseWanted = await transact(part, changes, plan, { retryOnUnique: isLast });
      },
      reject: rejectAll,
    });
    return isLeaseWanted;
  }

  async function planWithin(tx: Transaction, part: readonly PendingBooking[]): Promise<Decision> {
    const now = context.clock.now();
    const requests = requestsOf(part);
    const snapshot = await readSnapshot(tx, requests, { rules, releaseExpired }, now);
    return decideBookings(snapshot, requests, now);
  }

  async function transact(
    part: readonly PendingBooking[],
    changes: ChangeTracker,
    decide: (tx: Transaction) => Decision | Promise<Decision>,
    options: TransactionOptions = {},
  ): Promise<boolean> {
    const eventIds = [...new Set(part.map(({ request }) => request.input.eventId))];
    let opened: WriteLease | undefined;
    const lease = () => (opened ??= openWriteLease(context, processId, eventIds));
    const work = async (tx: Transaction) => {
      const decision = await decide(tx);
      const sent = Promise.all([
        // Without further requests this process leaves a gap anyway.
        parts.hasMore() && lease().isWantedByOthers(tx),
        opened?.release(tx),
        // Last, because it ends with the events, which other transactions cannot change from then on.
        writeBatch(tx, context, decision),
      ]);
      parts.onSent();
      const [isLeaseWanted] = await sent;
      await context.failpoint?.("booking-batch.written");
      return { decision, isLeaseWanted };
    };
    const committed = context.db.transaction(work, {
      ...options,
      onConflict: (conflicts) => lease().onConflict(conflicts),
    });
    const { decision, isLeaseWanted } = await committed.catch((error) => {
      // The cache entries may contain this batch's changes, or were wrong before.
      for (const eventId of eventIds) cache.invalidate(eventId);
      throw error;
    });
    for (const [eventId, { after }] of decision.events) {
      if (!changes.has(eventId)) cache.set(eventId, after);
    }
    parts.settle(part, decision.outcomes);
    return isLeaseWanted;
  }

  return async (batch) => {
    const changes = cache.track();
    try {
      return await commit(batch, changes);
    } finally {
      changes.close();
    }
  };
}

function requestsOf(pending: readonly PendingBooking[]): readonly BookingRequest[] {
  return pending.map(({ request }) => request);
}

/** Whether a plan's events changed after it was made. */
function isOutdated({ events }: Decision, changes: ChangeTracker): boolean {
  return [...events.keys()].some((eventId) => changes.has(eventId));
}

function rejectAll(pending: readonly PendingBooking[], error: unknown): void {
  for (const { reject } of pending) reject(error);
}
