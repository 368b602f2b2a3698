import { LRUCache } from "lru-cache";
import type { BookingRequest } from "./booking-request.js";

/** Half a minute of a hot event: two keys for each request. */
const MAX_KEYS = 100_000;

/**
 * Remembers which idempotency keys, and which pairs of user and event, were requested not long ago: those requests may
 * be repeats, and an optimistic plan looks their earlier bookings up. Of the others it need not: unique indexes refuse
 * what it then misses.
 */
export interface RecentKeys {
  /** Adds the keys of requests, and returns those requests of which a key had been added before. */
  add(requests: readonly BookingRequest[]): ReadonlySet<BookingRequest>;
}

export function createRecentKeys(): RecentKeys {
  const recent = new LRUCache<string, true>({ max: MAX_KEYS });
  return {
    add(requests) {
      const repeats = requests.filter((request) => keysOf(request).some((key) => recent.has(key)));
      for (const key of requests.flatMap(keysOf)) recent.set(key, true);
      return new Set(repeats);
    },
  };
}

/** What a request has in common with its repeats, and with other requests of its user for the same event. */
export function keysOf({ actor, input, repeatable }: BookingRequest): string[] {
  const pair = `${actor.id} ${input.eventId}`;
  return repeatable === undefined ? [pair] : [pair, repeatable.id];
}
