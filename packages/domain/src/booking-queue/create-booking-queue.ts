import { randomUUID } from "node:crypto";
import type { EventId } from "@foyer/contract/ids";
import { velocityLimits } from "../bookings/booking-velocity.js";
import type { BookingAnswer } from "../bookings/booking-view.js";
import type { AppContext } from "../context.js";
import { createDeferredSettling } from "../machinery/deferred-settling.js";
import { createGroupCommit } from "../machinery/group-commit.js";
import { newObjectId } from "../machinery/object-id.js";
import { createAdmission, type QueueLimits } from "./admission.js";
import { createAvailabilityCache } from "./availability-cache.js";
import type { Batch, PendingBooking } from "./batch.js";
import type { BookingQueue } from "./booking-queue.js";
import type { BookingRequest } from "./booking-request.js";
import { createBatchCommitter } from "./commit-batch.js";
import { type BookingOutcome, decideBookings } from "./decide-bookings.js";
import { createOptimismBackoff } from "./optimism-backoff.js";
import { readOptimistically } from "./optimistic-plan.js";
import { createPrefetchedPlan } from "./prefetched-plan.js";
import type { ReleaseExpired } from "./read-snapshot.js";
import { createRecentKeys } from "./recent-keys.js";
import type { BookingRules } from "./snapshot.js";
import { createSoldOutCheck } from "./sold-out-check.js";
import { type BatchPlan, prepareBatch } from "./write-batch.js";

/** The most requests of one batch: MongoDB advises against transactions that change many more than 1,000 documents. */
const BATCH_SIZE = 250;
/** For so long a batch is planned by a cache entry, which its write then checks, in milliseconds. */
const PLANNED_BY_FOR_MS = 10_000;

/** What a booking queue is built with. */
export interface BookingQueueParts {
  readonly context: Pick<
    AppContext,
    | "db"
    | "clock"
    | "random"
    | "failpoint"
    | "eventChanges"
    | "holds"
    | "payments"
    | "rateLimits"
    | "loadPolicy"
  >;
  readonly releaseExpired: ReleaseExpired;
  readonly limits: QueueLimits;
}

/**
 * Puts the parts of the booking queue together. A request is admitted, waits in its event's queue, and is taken with
 * others as a batch. The batch is planned optimistically, while the one before is written if possible, or else in its
 * transaction; it is written, and its requests are settled while the next one is.
 */
export function createBookingQueue({ context, releaseExpired, limits }: BookingQueueParts): BookingQueue {
  const { db, clock, loadPolicy } = context;
  const rules: BookingRules = {
    holdSeconds: context.holds.holdSeconds,
    acceptsOnlinePayment: context.payments !== null,
    velocity: velocityLimits(context.rateLimits),
    newId: () => newObjectId(context),
  };
  const cache = createAvailabilityCache(clock, context.eventChanges);
  const soldOutCheck = createSoldOutCheck(clock, db.prisma, cache);
  const admission = createAdmission(BATCH_SIZE, limits);
  const recentKeys = createRecentKeys();
  const optimism = createOptimismBackoff();
  const settling = createDeferredSettling(loadPolicy.requestsPerTick);
  let current: Batch | undefined;
  let pauses = 0;

  const queue = createGroupCommit<EventId, BookingRequest, BookingAnswer, Batch>({
    batchSize: BATCH_SIZE,
    open(pending) {
      const requests = pending.map(({ request }) => request);
      return { pending, requests, repeats: recentKeys.add(requests), changes: cache.track() };
    },
    process,
    onIdle: settling.flush,
  });
  const prefetched = createPrefetchedPlan({
    takeEarly: queue.takeEarly,
    plan: planOptimistically,
    isWorthwhile: optimism.isWorthwhile,
  });
  const committer = createBatchCommitter({
    context,
    rules,
    releaseExpired,
    cache,
    optimism,
    processId: randomUUID(),
    async planOptimistically(batch) {
      const plan = prefetched.take(batch);
      if (plan !== undefined) return plan;
      return optimism.isWorthwhile() ? planOptimistically(batch) : undefined;
    },
    settle,
    onSent(batch, plan) {
      settling.flush();
      prefetched.begin(batch, plan);
    },
    onFailure: prefetched.invalidate,
    hasMore: () => queue.load().hasMore,
  });

  /** @returns the pause that follows the batch, in milliseconds */
  async function process(batch: Batch): Promise<number> {
    current = batch;
    const begun = performance.now();
    const isLeaseWanted = await committer.commit(batch);
    current = undefined;
    batch.changes.close();
    const isFullWithMore = batch.pending.length === BATCH_SIZE && queue.load().hasMore;
    const averageMs = admission.batchDone(performance.now() - begun);
    const pause = loadPolicy.pauseAfter({ isFullWithMore, isLeaseWanted, averageMs });
    admission.setPause(pause);
    if (pause > 0) pauses++;
    return pause;
  }

  /** @param base the plan that is being written, when the batch is planned ahead */
  async function planOptimistically(batch: Batch, base?: BatchPlan): Promise<BatchPlan | undefined> {
    try {
      const now = clock.now();
      const sources = {
        client: db.prisma,
        rules,
        cached: (id: EventId) => base?.decision.events.get(id)?.after ?? cache.entry(id, PLANNED_BY_FOR_MS),
        inFlight: base?.decision.bookings ?? [],
        repeats: batch.repeats,
      };
      const snapshot = await readOptimistically(batch.requests, sources, now);
      return snapshot && prepareBatch(context, decideBookings(snapshot, batch.requests, now));
    } catch {
      // Whatever it is, planning in the transaction meets it again, and then it is an outcome.
      return undefined;
    }
  }

  function settle(pending: readonly PendingBooking[], outcomes: readonly BookingOutcome[]): void {
    settling.defer(pending.entries(), ([index, { resolve, reject }]) => {
      const outcome = outcomes[index];
      if (outcome?.kind === "booked") resolve(outcome.booking);
      else reject(outcome?.error ?? new Error("Every request has an outcome."));
    });
  }

  return {
    async book(request) {
      const { eventId } = request.input;
      const { queued, keys } = queue.load();
      admission.admit({ ofEvent: queue.queued(eventId), total: queued, events: keys });
      return queue.submit(eventId, request);
    },
    soldOut: soldOutCheck.check,
    load() {
      const { queued, early, keys } = queue.load();
      return {
        waiting: queued + (early?.pending.length ?? 0),
        writing: current?.pending.length ?? 0,
        events: keys,
        pauses,
        refused: admission.refused(),
        refusedAsSoldOut: soldOutCheck.refused(),
      };
    },
  };
}
