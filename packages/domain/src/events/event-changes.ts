import type { EventId } from "@foyer/contract/ids";
import { afterCommit, type Transaction } from "@foyer/db/database";
import type { EventAnswer } from "./find-event.js";

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
      readonly left: Pick<EventAnswer, "availableTickets" | "waitingCount">;
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
