import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.js";
import type { DomainError } from "../domain-error.js";
import {
  type Bookability,
  type EventState,
  hasTicketsFor,
  readBookability,
  soldOutError,
  toBookability,
} from "../events/bookability.js";
import type { EventChanges } from "../events/event-changes.js";
import { type BatchItems, createMicroBatch } from "../machinery/micro-batch.js";

/** Beyond this number the least recently used entries are dropped. */
const MAX_ENTRIES = 10_000;
/**
 * The maximum age of an entry that lets requests be checked for being sold out before they are queued, in
 * milliseconds.
 */
const SOLD_OUT_FOR_MS = 1_000;

/**
 * The availability of events as this process last saw it. Sales of other processes are missing, so everything
 * based on an entry has to be verified, by a read or by the condition of a write.
 */
export interface AvailabilityCache {
  /** @param maxAgeMs the maximum age of the entry, in milliseconds */
  entry(eventId: EventId, maxAgeMs: number): EventState | undefined;
  set(eventId: EventId, state: EventState): void;
  invalidate(eventId: EventId): void;
  track(): ChangeTracker;
}

/** Tracks which events changed since it was opened, other than by the queue's own sales. */
export interface ChangeTracker {
  has(eventId: EventId): boolean;
  /** Starts over: later reads see the changes so far. */
  clear(): void;
  close(): void;
}

export function createAvailabilityCache(
  clock: Clock,
  changes: Pick<EventChanges, "subscribe">,
): AvailabilityCache {
  const entries = new LRUCache<EventId, { readonly state: EventState; readonly since: number }>({
    max: MAX_ENTRIES,
  });
  const trackers = new Set<Set<EventId>>();

  changes.subscribe((eventId, { kind }) => {
    // The queue's own sales, after which it sets the entry itself.
    if (kind === "sold") return;
    entries.delete(eventId);
    for (const changed of trackers) changed.add(eventId);
  });

  return {
    entry(eventId, maxAgeMs) {
      const found = entries.get(eventId);
      // The clock may have been set back; then the age is unknown.
      if (found === undefined || Math.abs(clock.now().getTime() - found.since) > maxAgeMs) return undefined;
      return found.state;
    },
    set: (eventId, state) => void entries.set(eventId, { state, since: clock.now().getTime() }),
    invalidate: (eventId) => void entries.delete(eventId),
    track() {
      const changed = new Set<EventId>();
      trackers.add(changed);
      return {
        has: (eventId) => changed.has(eventId),
        clear: () => changed.clear(),
        close: () => void trackers.delete(changed),
      };
    },
  };
}

/**
 * Rejects requests for more tickets than an event has left, before they are queued. The cache only selects which
 * events are worth a read, which concurrent requests share; it rejects nothing by itself. So a cancelled event,
 * or one with tickets again, is noticed at once, whichever process changed it.
 */
export interface SoldOutCheck {
  /**
   * The error for a request that cannot be served.
   *
   * @returns undefined if it should be queued; synchronously if the cache suggests no error
   */
  check(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> | undefined;
  /** The number of requests rejected so far. */
  refused(): number;
}

/** @param client reads events outside of transactions */
export function createSoldOutCheck(
  clock: Clock,
  client: Pick<Transaction, "event">,
  cache: AvailabilityCache,
): SoldOutCheck {
  const reads = createMicroBatch(
    (items: BatchItems<EventId>) => {
      const ids = Array.from(items.values(), ({ item }) => item);
      return readBookability(client, ids, clock.now());
    },
    (found: ReadonlyMap<string, Bookability>, id) => found.get(id) ?? toBookability(undefined, clock.now()),
  );
  let refused = 0;

  async function checkByRead(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> {
    const event = await reads.request(eventId, eventId);
    if (event.kind === "open" && hasTicketsFor(event.state, ticketQuantity)) return undefined;
    refused++;
    return event.kind === "closed" ? event.error : soldOutError(event.state);
  }

  return {
    check(eventId, ticketQuantity) {
      const cached = cache.entry(eventId, SOLD_OUT_FOR_MS);
      if (cached === undefined || hasTicketsFor(cached, ticketQuantity)) return undefined;
      return checkByRead(eventId, ticketQuantity);
    },
    refused: () => refused,
  };
}
