import type { CreateEventInput } from "@foyer/contract/event";
import { eventId } from "@foyer/contract/ids";
import type { Actor } from "../actor.js";
import { openCapacity } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { type EventAnswer, eventColumns, toEventView } from "./find-event.js";
import { nameKey } from "./name-key.js";

/**
 * Creates an event with all of its tickets available. Any active user may organize.
 *
 * @throws DomainError EVENT_IN_PAST
 */
export async function createEvent(foyer: Foyer, actor: Actor, input: CreateEventInput): Promise<EventAnswer> {
  const now = foyer.clock.now();
  requireFuture(input.dateTime, now);
  return foyer.db.transaction(async (tx) => {
    const event = await tx.event.create({
      data: {
        ...input,
        nameKey: nameKey(input.name),
        availableTickets: input.capacity,
        organizerId: actor.id,
        createdAt: now,
        updatedAt: now,
      },
      select: eventColumns,
    });
    await openCapacity(tx, { eventId: eventId.parse(event.id), capacity: event.capacity, at: now });
    return toEventView(event);
  });
}

/** @throws DomainError EVENT_IN_PAST when an event would begin before now */
export function requireFuture(dateTime: Date, now: Date): void {
  if (dateTime <= now) {
    throw new DomainError("EVENT_IN_PAST", "An event has to begin in the future.", { field: "dateTime" });
  }
}
