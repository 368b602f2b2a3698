import type { bookedTickets, NameTicketsInput } from "@foyer/contract/ticket";
import type { z } from "zod";
import type { Actor } from "../actor.js";
import { renameTickets, storedTickets, toBookedTickets } from "../bookings/booked-tickets.js";
import { findEditable, requireEditable } from "../bookings/editable.js";
import type { AppContext } from "../context.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";

/** A booking's tickets as input of the contract's `bookedTickets`. */
export type BookedTicketsAnswer = z.input<typeof bookedTickets>;

/**
 * Puts names on tickets; their codes stay. For the booking's owner while it is held, and then until the event's date for
 * changes; for those who run the event at any time.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, BOOKING_NOT_ACTIVE, CHANGES_CLOSED, INVALID_INPUT (a number that
 *   the booking does not have)
 */
export async function nameTickets(
  context: Pick<AppContext, "db" | "clock" | "webhooks">,
  actor: Actor,
  { id, names }: NameTicketsInput,
): Promise<BookedTicketsAnswer> {
  return context.db.transaction(async (tx) => {
    const found = await findEditable(tx, actor, id);
    const { booking } = found;
    const now = context.clock.now();
    requireEditable(found, now);
    const list = renameTickets(booking, names);
    await tx.booking.update({
      where: { id },
      data: { ...storedTickets(list), updatedAt: now },
      select: { id: true },
    });
    await queueWebhooks(tx, context, booking.eventId, [{ type: "booking.changed", bookingId: id }]);
    return { tickets: toBookedTickets({ ...booking, ...list }) };
  });
}
