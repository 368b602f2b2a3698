import { DomainError } from "../domain-error.js";

/**
 * Refuses what a cancelled event has none of any more. Whoever calls this has read the event in the transaction that
 * writes: then nothing is done from the moment `event.cancel` has answered, in any process (decision 0024).
 *
 * @throws DomainError EVENT_CANCELLED
 */
export function requireNotCancelled(event: { readonly cancelledAt: Date | null }): void {
  if (event.cancelledAt !== null) throw eventCancelled();
}

/** The refusal of whoever wants something of a cancelled event. */
export function eventCancelled(): DomainError {
  return new DomainError("EVENT_CANCELLED", "This event was cancelled.");
}
