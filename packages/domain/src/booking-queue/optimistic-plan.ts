import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { LRUCache } from "lru-cache";
import { findActiveBookings } from "../bookings/active-booking.js";
import { isExpectedAmount } from "../bookings/booking.js";
import { readRecentBookings } from "../bookings/booking-velocity.js";
import { isHoldOver } from "../bookings/hold.js";
import { type Bookability, type EventState, hasTicketsFor, toBookability } from "../events/bookability.js";
import { findRecords } from "../idempotency/idempotency-record.js";
import type { AvailabilityCache } from "./availability-cache.js";
import type { BookingRequest } from "./booking-queue.js";
import {
  type BookingRules,
  recordIdsOf,
  type Snapshot,
  ticketsWanted,
  userIdsOf,
} from "./decide-bookings.js";

/** The maximum age of a cache entry that a batch is planned by, in milliseconds; the write verifies it. */
const MAX_AGE_MS = 10_000;
/** Half a minute of a hot event, with two keys per request. */
const MAX_KEYS = 100_000;
/** The maximum number of batches planned in their transactions after an optimistic plan failed. */
const MAX_BACKOFF = 32;

/** Makes snapshots from cached availability, as long as plans based on them hold. */
export interface OptimisticPlanning {
  /**
   * Makes the snapshot of a batch outside of its transaction, which then only has to write. Safe: the write is a
   * compare-and-set on each event, and unique indexes guard bookings and keys; on a mismatch the batch is planned
   * again inside the transaction. Earlier bookings and records read here were current when the requests arrived,
   * so they are valid answers.
   *
   * The cache is only used if it allows every request: no request is rejected because of it.
   *
   * @returns undefined if the batch has to be planned inside its transaction
   */
  readSnapshot(requests: readonly BookingRequest[], now: Date): Promise<Snapshot | undefined>;
  readonly backoff: OptimismBackoff;
}

/** @param client reads outside of transactions */
export function createOptimisticPlanning(
  client: Pick<Transaction, "booking" | "idempotencyRecord">,
  cache: AvailabilityCache,
  rules: BookingRules,
): OptimisticPlanning {
  const recentKeys = new LRUCache<string, true>({ max: MAX_KEYS });
  const backoff = createOptimismBackoff();

  /**
   * The requests that may be repeats, or of users who requested the same event before: only theirs are looked up.
   * Any other duplicate violates a unique index.
   */
  function takeRepeats(requests: readonly BookingRequest[]): readonly BookingRequest[] {
    const repeats = requests.filter((request) => keysOf(request).some((key) => recentKeys.has(key)));
    for (const key of requests.flatMap(keysOf)) recentKeys.set(key, true);
    return repeats;
  }

  return {
    backoff,
    async readSnapshot(requests, now) {
      const repeats = takeRepeats(requests);
      if (!backoff.isWorthwhile()) return undefined;
      const events = new Map<EventId, Bookability>();
      for (const [eventId, asking] of Map.groupBy(requests, ({ input }) => input.eventId)) {
        const state = cache.entry(eventId, MAX_AGE_MS);
        if (state === undefined || !suitsAll(state, asking, rules, now)) return undefined;
        events.set(eventId, { kind: "open", state });
      }
      const [records, activeBookings, recentBookings] = await Promise.all([
        findRecords(client, recordIdsOf(repeats), now),
        repeats.length === 0 ? [] : findActiveBookings(client, [...events.keys()], userIdsOf(repeats)),
        readRecentBookings(client, userIdsOf(requests), rules.velocity, now),
      ]);
      // Releasing an expired hold needs a transaction.
      if (activeBookings.some((own) => isHoldOver(own, now))) return undefined;
      return { events, activeBookings, records, recentBookings, rules };
    },
  };
}

/** The keys that a request shares with its repeats, and with other requests of its user for the same event. */
function keysOf({ actor, input, keyed }: BookingRequest): string[] {
  const pair = `${actor.id} ${input.eventId}`;
  return keyed === undefined ? [pair] : [pair, keyed.id];
}

/** Whether an event in this state satisfies every request. */
function suitsAll(
  event: EventState,
  requests: readonly BookingRequest[],
  { acceptsOnlinePayment }: BookingRules,
  now: Date,
): boolean {
  const wanted = ticketsWanted(requests);
  // A cached price may be booked at, since the write verifies it, but no request is rejected because of it.
  const isPriceExpected = requests.every(({ input }) =>
    isExpectedAmount(input, input.ticketQuantity * event.price),
  );
  const canPay = requests.every(({ input }) => input.paymentMethod === "cash" || acceptsOnlinePayment);
  return (
    toBookability(event, now).kind === "open" && hasTicketsFor(event, wanted) && isPriceExpected && canPay
  );
}

/**
 * Decides whether optimistic plans are worthwhile: a failed one is a wasted write. If several processes sell one
 * event, nearly all of them fail. So after each failure more batches are planned in their transactions, and fewer
 * again after successes.
 */
export interface OptimismBackoff {
  isWorthwhile(): boolean;
  /** A batch was planned in its transaction. */
  planned(): void;
  /** An optimistic plan was written. */
  succeeded(): void;
  /** An optimistic plan failed. Its batch is then planned in its transaction, which is not counted. */
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
      nextBatches = Math.min(nextBatches * 2, MAX_BACKOFF);
    },
  };
}
