import type { EventId } from "@foyer/contract/ids";
import { afterCommit, type Transaction } from "@foyer/db/database";
import type { EventAnswer } from "./find-event.js";

/** How an event has changed. */
export type EventChange =
  /** It is new, or says something else about itself: also when it was closed, opened again or cancelled. */
  | { readonly kind: "details" }
  /** Tickets were taken or given back, or people began or ceased to wait for them. */
  | { readonly kind: "tickets" }
  /** A batch of the booking queue sold tickets, and knows what it left. */
  | {
      readonly kind: "sold";
      /** When that was so, in milliseconds. */
      readonly since: number;
      /** Without `updatedAt`, which stays that of the other values: whoever edits the event expects it. */
      readonly left: Pick<EventAnswer, "availableTickets" | "waitingCount">;
    };

/** Called after the commit of a change. Must not throw. */
export type EventChangeListener = (eventId: EventId, change: EventChange) => void;

/** Where this process announces changes of events to whatever keeps something of them in memory. */
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
 * Announces that a transaction changes an event, once it is committed, to everything in this process that remembers
 * events: the booking queue and the cache of public reads, with the answers that were made from it. To be called by
 * whatever writes an event. Other processes do not hear of it: what they remember is bounded in time, or is checked
 * by what they write (decision 0024).
 */
export function announceEventChange(
  tx: Transaction,
  { eventChanges }: { readonly eventChanges: Pick<EventChanges, "publish"> },
  eventId: EventId,
  change: EventChange,
): void {
  afterCommit(tx, () => eventChanges.publish(eventId, change));
}
