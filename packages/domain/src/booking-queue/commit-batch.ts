import type { Transaction, TransactionOptions } from "@foyer/db/database";
import type { BookingAnswer } from "../bookings/booking.js";
import type { AppContext } from "../context.js";
import { commitHalving } from "../machinery/commit-halving.js";
import type { Pending } from "../machinery/group-commit.js";
import type { AvailabilityCache } from "./availability-cache.js";
import type { BookingRequest } from "./booking-queue.js";
import { type BookingOutcome, type BookingRules, decideBookings } from "./decide-bookings.js";
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
  readonly cache: Pick<AvailabilityCache, "set" | "invalidate">;
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

  /** Reads, decides and writes a part of a batch in one transaction. */
  async function commit(part: readonly PendingBooking[], options: TransactionOptions): Promise<boolean> {
    const requests = part.map(({ request }) => request);
    const eventIds = [...new Set(requests.map(({ input }) => input.eventId))];
    let opened: WriteLease | undefined;
    const lease = () => (opened ??= openWriteLease(context, processId, eventIds));
    const work = async (tx: Transaction) => {
      const now = context.clock.now();
      const snapshot = await readSnapshot(tx, requests, { rules, releaseExpired }, now);
      const decision = decideBookings(snapshot, requests, now);
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
      // What was cached may have been wrong.
      for (const eventId of eventIds) cache.invalidate(eventId);
      throw error;
    });
    for (const [eventId, { after }] of decision.events) cache.set(eventId, after);
    parts.settle(part, decision.outcomes);
    return isLeaseWanted;
  }

  return async (batch) => {
    let isLeaseWanted = false;
    await commitHalving(batch, {
      async write(part, isLast) {
        // In a part that may be halved, a lost race is isolated by halving.
        isLeaseWanted = await commit(part, { retryOnUnique: isLast });
      },
      reject(part, error) {
        for (const { reject } of part) reject(error);
      },
    });
    return isLeaseWanted;
  };
}
