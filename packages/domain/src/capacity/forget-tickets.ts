import type { EventId } from "@foyer/contract/ids";
import { afterCommit, type Transaction } from "@foyer/db/database";
import type { Foyer } from "../foyer.js";

/**
 * Once the transaction is written, has this process forget what it knew of an event's tickets and of who waits for
 * them: the desk looks again before it refuses anybody, and the event's page is read anew.
 */
export function forgetTickets(tx: Transaction, foyer: Foyer, eventId: EventId): void {
  afterCommit(tx, () => {
    foyer.desk.lookAgain(eventId);
    foyer.publicEvents.ticketsMoved(eventId);
  });
}
