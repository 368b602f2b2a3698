import { type CreateEventInput, eventDetails } from "@foyer/contract/event";
import { eventId } from "@foyer/contract/ids";
import { instant } from "@foyer/contract/time";
import { dayKey } from "@foyer/contract/zone";
import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import type { Actor } from "../actor.js";
import { openCapacity } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { announceEventChange } from "../events/event-changes.js";
import { eventKeys } from "../events/event-keys.js";
import { requireOrderedTimes } from "../events/event-times.js";
import { type EventDetailsAnswer, eventColumns, toEventDetails } from "../events/find-event.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { newTicketTypes, priceFields, requireBookable } from "../ticket-types/change-ticket-types.js";
import { newTicketKey } from "../tickets/ticket-code.js";

/**
 * Creates an event with all of its tickets available. Any active user may do so.
 *
 * @throws DomainError EVENT_IN_PAST, INVALID_INPUT (times or limits that contradict each other), IDEMPOTENCY_KEY_REUSED
 */
export async function createEvent(
  context: AppContext,
  actor: Actor,
  input: CreateEventInput,
): Promise<EventDetailsAnswer> {
  const { idempotencyKey, ...fields } = input;
  const category = await context.categories.provide(fields.category);
  return withIdempotency<EventDetailsAnswer>(context, actor, {
    operation: "event.create",
    idempotencyKey,
    input: fields,
    deserialize: (kept) => eventDetails.parse(kept),
    work: (tx) => createEventIn(tx, context, actor, { ...fields, category, isActive: true }),
  });
}

/** The fields of a new event. */
export type NewEvent = Omit<CreateEventInput, "idempotencyKey"> & { readonly isActive: boolean };

/** The same within a transaction. The category gets its established spelling. */
export async function createEventIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "random" | "eventChanges">,
  organizer: Pick<Actor, "id">,
  fields: NewEvent,
): Promise<EventDetailsAnswer> {
  const now = context.clock.now();
  requireFuture(fields.dateTime, now);
  requireOrderedTimes(fields);
  const ticketTypes = newTicketTypes(fields.ticketTypes, () => newObjectId(now));
  requireBookable(ticketTypes, fields.maxTicketsPerPerson);
  const { price, priceDueAt } = priceFields(
    ticketTypes,
    { price: fields.price, availableTickets: fields.capacity },
    now,
  );
  const event = await tx.event.create({
    data: {
      ...fields,
      price,
      ...(priceDueAt !== undefined && { priceDueAt }),
      ticketTypes,
      ...eventKeys(fields),
      localDay: dayKey(fields.dateTime, fields.timeZone),
      availableTickets: fields.capacity,
      organizerId: organizer.id,
      ticketKey: newTicketKey(context),
      createdAt: now,
      updatedAt: now,
    },
    select: eventColumns,
  });
  const id = eventId.parse(event.id);
  await openCapacity(tx, { eventId: id, capacity: event.capacity, at: now });
  announceEventChange(tx, context, id, { kind: "details" });
  return toEventDetails(event, "all");
}

/** @throws DomainError EVENT_IN_PAST if the start is before `now` */
export function requireFuture(dateTime: Date, now: Date): void {
  // Computed starts may be out of range; starts from inputs are validated already.
  if (!instant.safeParse(dateTime).success) {
    throw new DomainError("INVALID_INPUT", "This date is out of range.", { field: "dateTime" });
  }
  if (dateTime <= now) {
    throw new DomainError("EVENT_IN_PAST", "An event has to begin in the future.", { field: "dateTime" });
  }
}
