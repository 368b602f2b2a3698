import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { DomainError } from "../domain-error.js";

const events = rawModel("Event", {
  id: true,
  isActive: true,
  cancelledAt: true,
  dateTime: true,
  capacity: true,
  availableTickets: true,
  waitingCount: true,
  price: true,
  currency: true,
  cancellationCutoffHours: true,
});

/** An event, as far as booking its tickets depends on it. */
export type EventState = Omit<RowOf<typeof events>, "id">;

/** Whether an event takes bookings, or the error that says why not. */
export type Bookability =
  | { readonly kind: "open"; readonly state: EventState }
  | { readonly kind: "closed"; readonly error: DomainError };

/** Whether an event takes new bookings: open, not cancelled, not begun (domain rules, Event). */
export function acceptsBookings(
  event: { readonly isActive: boolean; readonly cancelledAt: Date | null; readonly dateTime: Date },
  now: Date,
): boolean {
  return event.isActive && event.cancelledAt === null && event.dateTime > now;
}

/** Reads whether events take bookings. The errors are NOT_FOUND, EVENT_CANCELLED and EVENT_NOT_OPEN. */
export async function readBookability(
  tx: Pick<Transaction, "event">,
  eventIds: readonly EventId[],
  now: Date,
): Promise<ReadonlyMap<EventId, Bookability>> {
  const found = await events.find(tx.event, { _id: { $in: eventIds.map(oid) } });
  const states = new Map(found.map(({ id, ...state }) => [id, state]));
  return new Map(eventIds.map((id) => [id, toBookability(states.get(id), now)]));
}

/** Whether an event in such a state takes bookings; undefined is one that is not there. */
export function toBookability(state: EventState | undefined, now: Date): Bookability {
  const closed = (error: DomainError) => ({ kind: "closed", error }) as const;
  if (state === undefined) return closed(new DomainError("NOT_FOUND", "There is no such event."));
  if (state.cancelledAt !== null) return closed(eventCancelled());
  if (!acceptsBookings(state, now)) {
    return closed(new DomainError("EVENT_NOT_OPEN", "This event takes no bookings."));
  }
  return { kind: "open", state };
}

/** @throws DomainError NOT_FOUND, EVENT_CANCELLED, EVENT_NOT_OPEN */
export async function readBookableEvent(tx: Transaction, eventId: EventId, now: Date): Promise<EventState> {
  const bookability = (await readBookability(tx, [eventId], now)).get(eventId);
  if (bookability === undefined) throw new Error("Every event that is asked for is answered.");
  if (bookability.kind === "closed") throw bookability.error;
  return bookability.state;
}

/** Whether open sale has so many tickets of an event: nothing is sold past a waiting list. */
export function hasTicketsFor(
  { waitingCount, availableTickets }: Pick<EventState, "availableTickets" | "waitingCount">,
  ticketQuantity: number,
): boolean {
  return waitingCount === 0 && availableTickets >= ticketQuantity;
}

/** Why there are no tickets: none are left, too few, or the waiting list comes first. */
export function soldOutError({
  availableTickets,
  waitingCount,
}: Pick<EventState, "availableTickets" | "waitingCount">): DomainError {
  if (waitingCount > 0) {
    const message = "This event is sold out, and others are waiting for tickets already.";
    return new DomainError("EVENT_SOLD_OUT", message, { availableTickets: 0, waitingCount });
  }
  const message =
    availableTickets === 0
      ? "This event is sold out."
      : `Only ${availableTickets} ${availableTickets === 1 ? "ticket is" : "tickets are"} left.`;
  return new DomainError("EVENT_SOLD_OUT", message, { availableTickets });
}

/**
 * Rejects a change that a cancelled event does not allow. The caller has read the event in the transaction that
 * writes, so that nothing happens after `event.cancel` has answered, in any process (decision 0024).
 *
 * @throws DomainError EVENT_CANCELLED
 */
export function requireNotCancelled(event: { readonly cancelledAt: Date | null }): void {
  if (event.cancelledAt !== null) throw eventCancelled();
}

/** The error for changes to a cancelled event. */
export function eventCancelled(): DomainError {
  return new DomainError("EVENT_CANCELLED", "This event was cancelled.");
}
