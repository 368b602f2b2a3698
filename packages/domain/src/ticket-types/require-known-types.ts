import type { Transaction } from "@foyer/db/database";
import { DomainError } from "../domain-error.js";

/**
 * Rejects what is to be for kinds of tickets that an event does not have.
 *
 * @param before the kinds it was for: those that the event has not any more may stay
 * @throws DomainError INVALID_INPUT
 */
export async function requireKnownTypes(
  tx: Pick<Transaction, "event">,
  eventId: string,
  ticketTypeIds: readonly string[],
  before: readonly string[],
): Promise<void> {
  const { ticketTypes } = await tx.event.findUniqueOrThrow({
    where: { id: eventId },
    select: { ticketTypes: true },
  });
  if (ticketTypeIds.every((one) => before.includes(one) || ticketTypes.some(({ id }) => id === one))) return;
  const message = "This event has no such kind of tickets.";
  throw new DomainError("INVALID_INPUT", message, { field: "ticketTypeIds" });
}
