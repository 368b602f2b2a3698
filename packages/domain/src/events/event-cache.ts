import type { CategoryCount, EventCount } from "@foyer/contract/event";
import type { Clock } from "../clock.js";
import type { Page } from "../machinery/pagination.js";
import { createSingleFlightCache, type SingleFlightCache } from "../machinery/single-flight-cache.js";
import type { EventChanges } from "./event-changes.js";
import type { EventAnswer } from "./find-event.js";

/** How long public reads are cached, in milliseconds: an upper bound for a stale "sold out". */
export const PUBLIC_READS_FRESH_FOR = 1_000;

/**
 * The cached public reads of events. Changes by this process take effect at once, except for availability in
 * lists, which would otherwise be read again for every booking of a hot event; changes by other processes when
 * entries expire.
 */
export interface EventCache {
  /** By id; `null` for a missing event. */
  readonly events: SingleFlightCache<EventAnswer | null>;
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
