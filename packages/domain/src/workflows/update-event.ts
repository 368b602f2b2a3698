import { type EventReach, type UpdateEventInput, updatedEventView } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { TicketTypeInput } from "@foyer/contract/ticket-type";
import { dayKey } from "@foyer/contract/zone";
import type { Transaction } from "@foyer/db/database";
import { date, newObjectId, oid } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
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
import { requireOrderedTimes, timesAfter, timesColumns } from "../events/event-times.js";
import { type EventDetailsAnswer, findEventIn } from "../events/find-event.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { queueFanOut } from "../outbox/queue-mails.js";
import { changeTicketTypes, priceFields, requireBookable } from "../ticket-types/change-ticket-types.js";
import type { TicketType } from "../ticket-types/ticket-type.js";
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
 * Ticket types are the whole list, in its order; those that were sold can be closed and not removed. Tickets booked before an
 * event had ticket types are of none of them.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, EVENT_IN_PAST, EVENT_CHANGED,
 *   CAPACITY_BELOW_RESERVED, TICKET_TYPE_IN_USE, INVALID_INPUT (times or limits that contradict each other), IDEMPOTENCY_KEY_REUSED
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
  { id, expectedUpdatedAt, ...input }: Omit<UpdateEventInput, "idempotencyKey">,
): Promise<UpdatedEvent> {
  const now = context.clock.now();
  const before = await findEventIn(tx, id);
  // Where there are kinds the price is no field: it changes with sales.
  const hasTypes = (input.ticketTypes ?? before.ticketTypes).length > 0;
  const sent = hasTypes ? { ...input, price: undefined } : input;
  requireRunsEvent(actor, before);
  requireNotCancelled(before);
  requireNotBegun(before.dateTime, now);
  const { at, fieldsChangedAt } = await decideFieldChanges(tx, id, {
    before,
    fields: sent,
    expectedUpdatedAt,
    now,
  });
  const { capacity, ticketTypes: sentTypes, price: sentPrice, ...fields } = sent;
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
  // After the change of the capacity, which the kinds are measured by.
  const { cancellationFloors, ...stored } = await tx.event.findUniqueOrThrow({
    where: { id },
    select: {
      cancellationFloors: true,
      ...timesColumns,
      ticketTypes: true,
      availableTickets: true,
      price: true,
      maxTicketsPerPerson: true,
    },
  });
  requireOrderedTimes(timesAfter(stored, fields));
  const ticketTypes = await typesAfter(tx, id, stored.ticketTypes, sentTypes, now);
  const { maxTicketsPerPerson = stored.maxTicketsPerPerson } = fields;
  if (sentTypes !== undefined || fields.maxTicketsPerPerson !== undefined)
    requireBookable(ticketTypes, maxTicketsPerPerson);
  const { price, priceDueAt = { unset: true } } = priceFields(
    ticketTypes,
    { ...stored, price: sentPrice ?? stored.price },
    now,
  );
  await tx.event.update({
    where: { id },
    data: {
      ...fields,
      price,
      priceDueAt,
      ...(sentTypes !== undefined && { ticketTypes }),
      ...priceBeforeTypes(stored, ticketTypes),
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

/** Kept when an event gets its first ticket types, and until it has none. */
function priceBeforeTypes(
  before: { readonly ticketTypes: readonly TicketType[]; readonly price: number },
  after: readonly TicketType[],
) {
  if (after.length === 0) return { priceBeforeTypes: { unset: true } };
  return before.ticketTypes.length === 0 ? { priceBeforeTypes: before.price } : {};
}

/** The kinds that the event has after the update, with their current counters. */
async function typesAfter(
  tx: Transaction,
  eventId: EventId,
  before: readonly TicketType[],
  sent: readonly TicketTypeInput[] | undefined,
  now: Date,
): Promise<TicketType[]> {
  if (sent === undefined) return [...before];
  const removed = before.filter(({ id }) => !sent.some((type) => type.id === id));
  const sold = await soldTypes(
    tx,
    eventId,
    removed.map(({ id }) => id),
  );
  return changeTicketTypes(before, sent, {
    newId: () => newObjectId(now),
    wasSold: (id) => sold.has(id),
  });
}

/** Which of some kinds were ever booked, also by bookings that are cancelled, or have tickets of other kinds by now. */
async function soldTypes(
  tx: Transaction,
  eventId: EventId,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const sold = new Set<string>();
  for (const ticketTypeId of ids) {
    const ofKind = { where: { eventId, items: { some: { ticketTypeId } } }, select: { id: true } } as const;
    // The log knows what bookings had, and forgets it after a year or so; bookings stay.
    const found = (await tx.booking.findFirst(ofKind)) ?? (await tx.eventCapacityLog.findFirst(ofKind));
    if (found !== null) sold.add(ticketTypeId);
  }
  return sold;
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
  return [...ids, ...(await cutAdditions(tx, eventId, start, now))];
}

/** Additions to bookings are held no longer than holds are. */
async function cutAdditions(tx: Transaction, eventId: EventId, start: Date, now: Date): Promise<string[]> {
  const held = await heldAdditions.find(tx.booking, {
    eventId: oid(eventId),
    "addition.holdExpiresAt": { $gt: date(start) },
  });
  for (const { id, addition } of held) {
    if (addition === null) continue;
    await tx.booking.update({
      where: { id },
      data: { addition: { set: { ...addition, holdExpiresAt: start } }, updatedAt: now },
      select: { id: true },
    });
  }
  return held.map(({ id }) => id);
}

const heldAdditions = rawModel("Booking", { id: true, addition: true });

type UpdatedEvent = EventDetailsAnswer & { readonly mailed: EventReach };

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
): Promise<EventDetailsAnswer> {
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
