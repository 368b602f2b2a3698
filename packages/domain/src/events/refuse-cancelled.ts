import { DomainError } from "../domain-error.js";

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
