import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Clock } from "../clock.js";
import type { DomainError } from "../domain-error.js";
import {
  type Bookability,
  hasTicketsFor,
  readBookability,
  soldOutError,
  toBookability,
} from "../events/bookability.js";
import { type BatchItems, createMicroBatch } from "../machinery/micro-batch.js";
import type { AvailabilityCache } from "./availability-cache.js";

/** For so long an entry lets requests be refused without queueing, in milliseconds. */
const MAX_AGE_MS = 1_000;

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
    (asked: BatchItems<EventId>) => {
      const ids = Array.from(asked.values(), ({ item }) => item);
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
      const cached = cache.entry(eventId, MAX_AGE_MS);
      if (cached === undefined || hasTicketsFor(cached, ticketQuantity)) return undefined;
      return checkByRead(eventId, ticketQuantity);
    },
    refused: () => refused,
  };
}
