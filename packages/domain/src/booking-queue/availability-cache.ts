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

/** Beyond that the entries that were used longest ago are dropped. */
const MAX_ENTRIES = 10_000;
/** For so long an entry lets requests be refused as sold out without being queued, in milliseconds. */
const SOLD_OUT_FOR_MS = 1_000;

/**
 * What is left of events, as this process saw them last. Other processes' sales are not in it: whoever acts by an
 * entry has to check it, by a read or by the condition of a write.
 */
export interface AvailabilityCache {
  /** @param maxAgeMs an older entry is none, in milliseconds */
  entry(eventId: EventId, maxAgeMs: number): EventState | undefined;
  set(eventId: EventId, state: EventState): void;
  invalidate(eventId: EventId): void;
  track(): ChangeTracker;
}

/** Which events changed since it was opened, other than by the queue's own sales. */
export interface ChangeTracker {
  has(eventId: EventId): boolean;
  /** Starts again: what is read from now on sees the changes so far. */
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
      // A clock that was set back says nothing about the age.
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
 * Refuses requests that ask for more than is left of an event without queueing them. The cache alone refuses nobody:
 * it only says which events are worth a read, and that is shared by all requests of the moment. So an event that was
 * cancelled, or has tickets again, is seen at once, whichever process changed it.
 */
export interface SoldOutCheck {
  /**
   * The error for a request that cannot be served.
   *
   * @returns nothing when it is worth queueing: not even a promise when the cache has nothing against it
   */
  check(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> | undefined;
  /** Requests refused so far. */
  refused(): number;
}

/** @param client reads events outside transactions */
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
