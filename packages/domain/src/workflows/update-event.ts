import { type EventReach, type UpdateEventInput, updatedEventView } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import { dayKey } from "@foyer/contract/zone";
import type { Transaction } from "@foyer/db/database";
import { type Actor, requireRunsEvent } from "../actor.js";
import { floorsAfterChange } from "../bookings/cancellation-terms.js";
import { resizeCapacity } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { decideFieldChanges } from "../events/changed-since.js";
import { announceEventChange } from "../events/event-changes.js";
import { changeDetails } from "../events/event-details-change.js";
import { eventKeys } from "../events/event-keys.js";
import { readEventReach } from "../events/event-reach.js";
import { type EventAnswer, findEventIn } from "../events/find-event.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { queueFanOut } from "../outbox/queue-mails.js";
import { closeLargerPlaces } from "../waitlist/close-waitlists.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { requireFuture } from "./create-event.js";
import { offerReturnedTickets } from "./offer-tickets.js";

/**
 * Changes the fields in the input. A new price applies to new bookings; the capacity can be lowered to what is
 * reserved, and added tickets are offered to the waiting list first. Holds and offers end no later than an
 * earlier start. A changed name, place or time is mailed to everyone with a booking or place, and a changed place
 * or time extends the cancellation period; no change shortens it (domain rules, Event). An
 * event that has begun cannot be changed. With `expectedUpdatedAt`, concurrent changes are not overwritten.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, EVENT_IN_PAST, EVENT_CHANGED,
 *   CAPACITY_BELOW_RESERVED, IDEMPOTENCY_KEY_REUSED
 */
export async function updateEvent(
  context: AppContext,
  actor: Actor,
  input: UpdateEventInput,
): Promise<UpdatedEvent> {
  const { idempotencyKey, ...request } = input;
  const { category } = request;
  const spelling = category === undefined ? {} : { category: await context.categories.provide(category) };
  return withIdempotency<UpdatedEvent>(context, actor, {
    operation: "event.update",
    idempotencyKey,
    input: request,
    deserialize: (kept) => updatedEventView.parse(kept),
    work: (tx) => updateIn(tx, context, actor, { ...request, ...spelling }),
  });
}

async function updateIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  { id, expectedUpdatedAt, ...sent }: Omit<UpdateEventInput, "idempotencyKey">,
): Promise<UpdatedEvent> {
  const now = context.clock.now();
  const before = await findEventIn(tx, id);
  requireRunsEvent(actor, before);
  requireNotCancelled(before);
  requireNotBegun(before.dateTime, now);
  const { at, fieldsChangedAt } = await decideFieldChanges(tx, id, {
    before,
    fields: sent,
    expectedUpdatedAt,
    now,
  });
  const { capacity, ...fields } = sent;
  if (fields.dateTime !== undefined) requireFuture(fields.dateTime, now);

  if (capacity !== undefined) {
    await resizeCapacity(tx, context, { eventId: id, from: before, to: capacity, at: now });
  }
  // Places above the capacity could never be offered tickets, and would keep open sale closed.
  if (capacity !== undefined && capacity < before.capacity)
    await closeLargerPlaces(tx, context, id, capacity);
  // Holds never last beyond the start: existing ones are cut to the new one.
  const cut = fields.dateTime === undefined ? [] : await cutHolds(tx, id, fields.dateTime, now);
  const after = { ...before, ...fields };
  const details = changeDetails(before, after);
  const { cancellationFloors } = await tx.event.findUniqueOrThrow({
    where: { id },
    select: { cancellationFloors: true },
  });
  await tx.event.update({
    where: { id },
    data: {
      ...fields,
      ...eventKeys(after),
      cancellationFloors: floorsAfterChange({ ...before, cancellationFloors }, after, now),
      localDay: dayKey(after.dateTime, after.timeZone),
      ...(details !== undefined && { calendarVersion: { increment: 1 } }),
      fieldsChangedAt,
      updatedAt: at,
    },
    select: { id: true },
  });
  if (details !== undefined) {
    await queueFanOut(tx, context, { eventId: id, template: "event_changed", details });
    await queueFanOut(tx, context, { eventId: id, template: "waitlist_event_changed", details });
  }
  const soldOutByThis = before.availableTickets > 0 && capacity !== undefined && capacity < before.capacity;
  await queueWebhooks(tx, context, id, [
    ...cut.map((bookingId) => ({ type: "booking.changed", bookingId }) as const),
    { type: "event.updated" },
    ...(soldOutByThis ? [{ type: "event.sold_out" } as const] : []),
  ]);
  const mailed = details === undefined ? NOBODY : await readEventReach(tx, id);
  announceEventChange(tx, context, id, { kind: "details" });
  await offerReturnedTickets(tx, context, id);
  return { ...(await findEventIn(tx, id)), mailed };
}

/** @returns the bookings whose holds end sooner */
async function cutHolds(tx: Transaction, eventId: EventId, start: Date, now: Date): Promise<string[]> {
  const holds = await tx.booking.findMany({
    where: { eventId, status: "pending", holdExpiresAt: { gt: start } },
    select: { id: true },
  });
  const ids = holds.map(({ id }) => id);
  if (ids.length > 0) {
    await tx.booking.updateMany({
      where: { id: { in: ids } },
      data: { holdExpiresAt: start, updatedAt: now },
    });
  }
  return ids;
}

type UpdatedEvent = EventAnswer & { readonly mailed: EventReach };

const NOBODY: EventReach = { booked: 0, waiting: 0 };

/**
 * Opens or closes sales of an event. Bookings and places stay; those who wait are mailed of a closing once. When
 * sales open again, the waiting list comes first.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED
 */
export async function setEventActive(
  context: AppContext,
  actor: Actor,
  input: { readonly id: EventId; readonly isActive: boolean },
): Promise<EventAnswer> {
  return context.db.transaction(async (tx) => {
    const event = await findEventIn(tx, input.id);
    requireRunsEvent(actor, event);
    requireNotCancelled(event);
    await tx.event.update({
      where: { id: input.id },
      data: { isActive: input.isActive, updatedAt: context.clock.now() },
      select: { id: true },
    });
    if (event.isActive && !input.isActive) {
      await queueFanOut(tx, context, { eventId: input.id, template: "waitlist_sales_closed" });
    }
    announceEventChange(tx, context, input.id, { kind: "details" });
    await queueWebhooks(tx, context, input.id, [{ type: "event.updated" }]);
    await offerReturnedTickets(tx, context, input.id);
    return findEventIn(tx, input.id);
  });
}

function requireNotBegun(dateTime: Date, now: Date): void {
  if (dateTime <= now) {
    throw new DomainError("EVENT_IN_PAST", "This event has begun, so it can no longer be changed.");
  }
}
