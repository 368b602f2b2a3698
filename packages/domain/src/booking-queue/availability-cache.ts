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
  toBookability,
} from "../events/bookability.js";
import type { EventChanges } from "../events/event-changes.js";
import { type BatchItems, createMicroBatch } from "../machinery/micro-batch.js";
import type { WantedTickets } from "../ticket-types/wanted-tickets.js";
import type { BookingRequest } from "./booking-queue.js";
import { refusalForLackOfTickets } from "./decide-bookings.js";

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
   * The error for a request that cannot be served, of anybody but those who run the event.
   *
   * @returns undefined if it should be queued; synchronously if no entry suggests an error
   */
  check(input: BookingRequest["input"]): Promise<DomainError | undefined> | undefined;
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

  function isWorthReading(eventId: EventId, wanted: WantedTickets): boolean {
    const found = entries.get(eventId);
    if (found === undefined || hasTicketsFor(found.state, wanted)) return false;
    // The clock may have been set back; then the age is unknown.
    return Math.abs(clock.now().getTime() - found.since) <= MAX_AGE_MS;
  }

  async function checkByRead(input: BookingRequest["input"]): Promise<DomainError | undefined> {
    const { eventId } = input;
    const event = await reads.request(eventId, eventId);
    const refusal =
      event.kind === "open" ? refusalForLackOfTickets(event.state, input, clock.now()) : event.error;
    if (refusal !== undefined) refused++;
    return refusal;
  }

  return {
    set: (eventId, state) => void entries.set(eventId, { state, since: clock.now().getTime() }),
    invalidate: (eventId) => void entries.delete(eventId),
    check: (input) => (isWorthReading(input.eventId, input) ? checkByRead(input) : undefined),
    refused: () => refused,
  };
}
