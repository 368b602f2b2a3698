import type { CategoryCount, EventCount } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import { afterCommit, type Transaction } from "@foyer/db/database";
import type { Clock } from "../clock.js";
import type { Page } from "../machinery/pagination.js";
import { createSingleFlightCache, type SingleFlightCache } from "../machinery/single-flight-cache.js";
import type { Availability } from "./bookability.js";
import type { EventAnswer, EventDetailsAnswer } from "./find-event.js";

/** A change of an event. */
export type EventChange =
  /** It was created or edited, or opened, closed or cancelled. */
  | { readonly kind: "details" }
  /** Tickets were taken or returned, or the waiting list changed. */
  | { readonly kind: "tickets" }
  /** A batch of the booking queue sold tickets, and knows the remaining availability. */
  | {
      readonly kind: "sold";
      /** When that was the availability, in milliseconds. */
      readonly since: number;
      /** Without `updatedAt`, which belongs to the other values: edits expect it. */
      readonly left: Availability;
    };

/** Called after the commit of a change. Must not throw. */
export type EventChangeListener = (eventId: EventId, change: EventChange) => void;

/** Announces this process's changes of events to its caches. */
export interface EventChanges {
  subscribe(listener: EventChangeListener): void;
  publish: EventChangeListener;
}

export function createEventChanges(): EventChanges {
  const listeners: EventChangeListener[] = [];
  return {
    subscribe: (listener) => void listeners.push(listener),
    publish(eventId, change) {
      for (const listener of listeners) listener(eventId, change);
    },
  };
}

/**
 * Announces, after the commit of a transaction, that it changed an event: to this process's booking queue and
 * cache of public reads. To be called by every write to an event. Other processes are not notified: their caches
 * are bounded in time, or checked by the writes based on them (decision 0024).
 */
export function announceEventChange(
  tx: Transaction,
  { eventChanges }: { readonly eventChanges: Pick<EventChanges, "publish"> },
  eventId: EventId,
  change: EventChange,
): void {
  afterCommit(tx, () => eventChanges.publish(eventId, change));
}

/** How long public reads are cached, in milliseconds: an upper bound for a stale "sold out". */
export const PUBLIC_READS_FRESH_FOR = 1_000;

/**
 * The cached public reads of events. Changes by this process take effect at once, except for availability in
 * lists, which would otherwise be read again for every booking of a hot event; changes by other processes when
 * entries expire.
 */
export interface EventCache {
  /** By id; `null` for a missing event. */
  readonly events: SingleFlightCache<EventDetailsAnswer | null>;
  readonly lists: SingleFlightCache<Page<EventAnswer>>;
  readonly counts: SingleFlightCache<EventCount>;
  readonly categories: SingleFlightCache<CategoryCount[]>;
}

const MEGABYTE = 1_024 * 1_024;

/** @param onRequest called whenever an event or a list is read */
export function createEventCache(
  clock: Clock,
  changes: Pick<EventChanges, "subscribe">,
  onRequest: () => void,
  freshFor = PUBLIC_READS_FRESH_FOR,
): EventCache {
  const policy = { clock, freshFor, onRequest };
  const events: EventCache["events"] = createSingleFlightCache({
    ...policy,
    maxEntries: 2_000,
    maxBytes: 16 * MEGABYTE,
  });
  const lists: EventCache["lists"] = createSingleFlightCache({
    ...policy,
    maxEntries: 500,
    maxBytes: 32 * MEGABYTE,
  });
  const counts: EventCache["counts"] = createSingleFlightCache({
    ...policy,
    maxEntries: 500,
    maxBytes: MEGABYTE,
  });
  const categories: EventCache["categories"] = createSingleFlightCache({
    ...policy,
    maxEntries: 1,
    maxBytes: 4 * MEGABYTE,
  });
  changes.subscribe((id, change) => {
    switch (change.kind) {
      case "sold":
        events.patch(id, change.since, (event) => event && { ...event, ...change.left });
        return;
      case "tickets":
        events.invalidate(id);
        return;
      case "details":
        events.invalidate(id);
        lists.invalidateAll();
        counts.invalidateAll();
        categories.invalidateAll();
    }
  });
  return { events, lists, counts, categories };
}
