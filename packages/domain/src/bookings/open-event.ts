import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { DomainError } from "../domain-error.js";
import { acceptsBookings } from "../events/accepts-bookings.js";

const openEventColumns = {
  isActive: true,
  cancelledAt: true,
  dateTime: true,
  capacity: true,
  availableTickets: true,
  waitingCount: true,
  price: true,
  currency: true,
} as const satisfies Prisma.EventSelect;

/** What whoever wants tickets has to know of an event. */
export type OpenEvent = Prisma.EventGetPayload<{ select: typeof openEventColumns }>;

/** @throws DomainError NOT_FOUND, EVENT_CANCELLED, EVENT_NOT_OPEN */
export async function readOpenEvent(tx: Transaction, eventId: EventId, now: Date): Promise<OpenEvent> {
  const event = await tx.event.findUnique({ where: { id: eventId }, select: openEventColumns });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  if (event.cancelledAt !== null) throw new DomainError("EVENT_CANCELLED", "This event was cancelled.");
  if (!acceptsBookings(event, now)) {
    throw new DomainError("EVENT_NOT_OPEN", "This event takes no bookings.");
  }
  return event;
}

/** Why there are no tickets for somebody: none are left, too few, or others come first. */
export function soldOut({
  availableTickets,
  waitingCount,
}: Pick<OpenEvent, "availableTickets" | "waitingCount">): DomainError {
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
