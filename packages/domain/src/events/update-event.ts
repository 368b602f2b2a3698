import type { UpdateEventInput } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import { type Actor, requireRunsEvent } from "../actor.js";
import { resizeCapacity } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { requireFuture } from "./create-event.js";
import { type EventAnswer, findEventIn } from "./find-event.js";
import { nameKey } from "./name-key.js";

/**
 * Changes what the input names and leaves the rest. A new price holds for new bookings only; the capacity can
 * be lowered down to what is reserved. An event that has begun is history and is not changed.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_IN_PAST, CAPACITY_BELOW_RESERVED
 */
export async function updateEvent(foyer: Foyer, actor: Actor, input: UpdateEventInput): Promise<EventAnswer> {
  const { id, capacity, idempotencyKey: _, ...fields } = input;
  return foyer.db.transaction(async (tx) => {
    const now = foyer.clock.now();
    const event = await findEventIn(tx, id);
    requireRunsEvent(actor, event);
    requireNotBegun(event.dateTime, now);
    if (fields.dateTime !== undefined) requireFuture(fields.dateTime, now);

    if (capacity !== undefined) {
      const fits = await resizeCapacity(tx, { eventId: id, from: event.capacity, to: capacity, at: now });
      if (!fits) {
        const reserved = event.capacity - event.availableTickets;
        throw new DomainError(
          "CAPACITY_BELOW_RESERVED",
          `${reserved} tickets are reserved already, so the capacity cannot be lower than that.`,
          { field: "capacity" },
        );
      }
    }
    await tx.event.update({
      where: { id },
      data: {
        ...fields,
        ...(fields.name !== undefined && { nameKey: nameKey(fields.name) }),
        updatedAt: now,
      },
      select: { id: true },
    });
    return findEventIn(tx, id);
  });
}

/**
 * Opens or closes an event for booking. Bookings that were made stay as they are.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function setEventActive(
  foyer: Foyer,
  actor: Actor,
  input: { readonly id: EventId; readonly isActive: boolean },
): Promise<EventAnswer> {
  return foyer.db.transaction(async (tx) => {
    requireRunsEvent(actor, await findEventIn(tx, input.id));
    await tx.event.update({
      where: { id: input.id },
      data: { isActive: input.isActive, updatedAt: foyer.clock.now() },
      select: { id: true },
    });
    return findEventIn(tx, input.id);
  });
}

function requireNotBegun(dateTime: Date, now: Date): void {
  if (dateTime <= now) {
    throw new DomainError("EVENT_IN_PAST", "This event has begun, so it can no longer be changed.");
  }
}
