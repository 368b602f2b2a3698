import type { EventId } from "@foyer/contract/ids";
import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.js";
import type { EventState } from "../events/bookability.js";
import type { EventChanges } from "../events/event-changes.js";

/** Beyond that the entries that were used longest ago are dropped. */
const MAX_ENTRIES = 10_000;

/** Which events changed since it was opened, other than by the queue's own sales. */
export interface ChangeTracker {
  has(eventId: EventId): boolean;
  /** Starts again: what is read from now on sees the changes so far. */
  clear(): void;
  close(): void;
}

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
