import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { LRUCache } from "lru-cache";
import { findActiveBookings } from "../bookings/active-booking.js";
import { readRecentBookings } from "../bookings/booking-velocity.js";
import { isExpectedAmount } from "../bookings/expected-amount.js";
import { isHoldOver } from "../bookings/hold.js";
import { type Bookability, type EventState, hasTicketsFor, toBookability } from "../events/bookability.js";
import { findRecords } from "../idempotency/idempotency-record.js";
import type { AvailabilityCache } from "./availability-cache.js";
import type { BookingRequest } from "./booking-queue.js";
import type { BookingRules, Snapshot } from "./decide-bookings.js";
import { recordIdsOf } from "./read-snapshot.js";

/** For so long a batch is planned by a cache entry, which its write then checks, in milliseconds. */
const MAX_AGE_MS = 10_000;
/** Half a minute of a hot event: two keys for each request. */
const MAX_KEYS = 100_000;
/** The most batches that are planned in their transactions after one optimistic plan failed. */
const MAX_BACKOFF = 32;

/** Makes snapshots from cached availability, as long as the plans that come of them hold. */
export interface OptimisticPlanning {
  /**
   * Makes the snapshot of a batch outside its transaction, which then has only to write. Safe: the write is a
   * compare-and-set on each event, and unique indexes guard bookings and keys; on a mismatch the batch is planned again
   * inside the transaction. What is read here of earlier bookings and records was true when the requests came, and so is
   * a valid answer to them.
   *
   * Only what suits every request is taken from the cache: none is refused because of it.
   *
   * @returns nothing when the batch has to be planned inside its transaction
   */
  readSnapshot(requests: readonly BookingRequest[], now: Date): Promise<Snapshot | undefined>;
  readonly backoff: OptimismBackoff;
}

/** @param client reads outside transactions */
export function createOptimisticPlanning(
  client: Pick<Transaction, "booking" | "idempotencyRecord">,
  cache: AvailabilityCache,
  rules: BookingRules,
): OptimisticPlanning {
  const recentKeys = new LRUCache<string, true>({ max: MAX_KEYS });
  const backoff = createOptimismBackoff();

  /**
   * The requests that may be repeats, or of users who requested the same event before: only theirs are looked up. What
   * that misses of the others, unique indexes refuse.
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
      // Releasing what is over takes a transaction.
      if (activeBookings.some((own) => isHoldOver(own, now))) return undefined;
      return { events, activeBookings, records, recentBookings, rules };
    },
  };
}

function userIdsOf(requests: readonly BookingRequest[]): readonly UserId[] {
  return [...new Set(requests.map(({ actor }) => actor.id))];
}

/** What a request has in common with its repeats, and with other requests of its user for the same event. */
function keysOf({ actor, input, keyed }: BookingRequest): string[] {
  const pair = `${actor.id} ${input.eventId}`;
  return keyed === undefined ? [pair] : [pair, keyed.id];
}

/** Whether an event in this state has what every request asks for. */
function suitsAll(
  event: EventState,
  requests: readonly BookingRequest[],
  { acceptsOnlinePayment }: BookingRules,
  now: Date,
): boolean {
  const wanted = requests.reduce((sum, { input }) => sum + input.ticketQuantity, 0);
  // A cached price is good enough to book by, because the write checks it, but not to refuse by.
  const isPriceExpected = requests.every(({ input }) =>
    isExpectedAmount(input, input.ticketQuantity * event.price),
  );
  const canPay = requests.every(({ input }) => input.paymentMethod === "cash" || acceptsOnlinePayment);
  return (
    toBookability(event, now).kind === "open" && hasTicketsFor(event, wanted) && isPriceExpected && canPay
  );
}

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
      nextBatches = Math.min(nextBatches * 2, MAX_BACKOFF);
    },
  };
}
