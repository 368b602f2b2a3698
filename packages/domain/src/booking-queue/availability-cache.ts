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
/** The maximum age of an entry, in milliseconds. */
const MAX_AGE_MS = 1_000;

/**
 * The availability of events as this process's batches left it. Rejects requests for more tickets than an event has
 * left, before they are queued. An entry only selects which events are worth a read, which concurrent requests share; it
 * rejects nothing by itself. So a cancelled event, or one with tickets again, is noticed at once, whichever process
 * changed it.
 */
export interface AvailabilityCache {
  set(eventId: EventId, state: EventState): void;
  invalidate(eventId: EventId): void;
  /**
   * The error for a request that cannot be served.
   *
   * @returns undefined if it should be queued; synchronously if no entry suggests an error
   */
  check(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> | undefined;
  /** The number of requests rejected so far. */
  refused(): number;
}

/** @param client reads events outside of transactions */
export function createAvailabilityCache(
  clock: Clock,
  client: Pick<Transaction, "event">,
  changes: Pick<EventChanges, "subscribe">,
): AvailabilityCache {
  const entries = new LRUCache<EventId, { readonly state: EventState; readonly since: number }>({
    max: MAX_ENTRIES,
  });
  const reads = createMicroBatch(
    (items: BatchItems<EventId>) => {
      const ids = Array.from(items.values(), ({ item }) => item);
      return readBookability(client, ids, clock.now());
    },
    (found: ReadonlyMap<string, Bookability>, id) => found.get(id) ?? toBookability(undefined, clock.now()),
  );
  let refused = 0;

  changes.subscribe((eventId, { kind }) => {
    // After the queue's own sales it sets the entry itself.
    if (kind !== "sold") entries.delete(eventId);
  });

  function isWorthReading(eventId: EventId, ticketQuantity: number): boolean {
    const found = entries.get(eventId);
    if (found === undefined || hasTicketsFor(found.state, ticketQuantity)) return false;
    // The clock may have been set back; then the age is unknown.
    return Math.abs(clock.now().getTime() - found.since) <= MAX_AGE_MS;
  }

  async function checkByRead(eventId: EventId, ticketQuantity: number): Promise<DomainError | undefined> {
    const event = await reads.request(eventId, eventId);
    if (event.kind === "open" && hasTicketsFor(event.state, ticketQuantity)) return undefined;
    refused++;
    return event.kind === "closed" ? event.error : soldOutError(event.state);
  }

  return {
    set: (eventId, state) => void entries.set(eventId, { state, since: clock.now().getTime() }),
    invalidate: (eventId) => void entries.delete(eventId),
    check: (eventId, ticketQuantity) =>
      isWorthReading(eventId, ticketQuantity) ? checkByRead(eventId, ticketQuantity) : undefined,
    refused: () => refused,
  };
}
