import { isDeepStrictEqual } from "node:util";
import type { EditableEventField, EditedEvent } from "@foyer/contract/event";
import { type EventId, ticketTypeId } from "@foyer/contract/ids";
import { DEFAULT_TICKETS_PER_PERSON } from "@foyer/contract/money";
import type { Transaction } from "@foyer/db/database";
import { z } from "zod";
import { DomainError } from "../domain-error.js";
import type { EventDetailsAnswer } from "./find-event.js";

/** When each field was last changed, in milliseconds; fields never changed are missing. */
type ChangeTimes = Readonly<Partial<Record<string, number>>>;

const changeTimes = z.record(z.string(), z.number()).nullable();

/** An update and the event it applies to. */
interface Wish {
  readonly before: EventDetailsAnswer;
  readonly fields: Partial<EditedEvent>;
  readonly expectedUpdatedAt: Date | undefined;
  readonly now: Date;
}

/**
 * Rejects an update that would overwrite a value its author has not seen: a field in the input was changed to
 * another value after `expectedUpdatedAt`. Other changes, including bookings, are no conflict.
 *
 * Times are strictly increasing per event, whatever the clocks of the processes: a change is later than every
 * earlier one and than the `updatedAt` before it.
 *
 * @returns the time of this change, and the times to store with it
 * @throws DomainError EVENT_CHANGED, with the current values of the conflicting fields and of all others
 */
export async function decideFieldChanges(
  tx: Transaction,
  id: EventId,
  { before, fields, expectedUpdatedAt, now }: Wish,
): Promise<{ readonly at: Date; readonly fieldsChangedAt: ChangeTimes }> {
  const row = await tx.event.findUniqueOrThrow({ where: { id }, select: { fieldsChangedAt: true } });
  const times: ChangeTimes = changeTimes.parse(row.fieldsChangedAt) ?? {};
  const latest = Math.max(before.updatedAt.getTime(), ...Object.values(times).map((time) => time ?? 0));
  const current = toEdited(before);
  const changed = namesOf(fields).filter((name) => !isSame(current[name], fields[name]));
  if (expectedUpdatedAt !== undefined) {
    const since = expectedUpdatedAt.getTime();
    const inConflict = changed.filter((name) => belonging(name).some((other) => (times[other] ?? 0) > since));
    if (inConflict.length > 0) throw eventChanged(before, inConflict, latest);
  }
  const at = Math.max(now.getTime(), latest + 1);
  const fieldsChangedAt = { ...times, ...Object.fromEntries(changed.map((name) => [name, at])) };
  return { at: new Date(at), fieldsChangedAt };
}

function eventChanged(
  before: EventDetailsAnswer,
  inConflict: readonly EditableEventField[],
  latest: number,
): DomainError {
  const all = toEdited(before);
  const pick = (names: readonly EditableEventField[]): Partial<EditedEvent> =>
    Object.fromEntries(names.map((name) => [name, all[name]]));
  return new DomainError("EVENT_CHANGED", "Somebody else has changed this event meanwhile.", {
    current: pick(inConflict.flatMap(belonging)),
    event: { ...all, availableTickets: before.availableTickets, updatedAt: new Date(latest) },
  });
}

/** An event as an update would write it. Fields that an event from before an update lacks have their default. */
function toEdited(event: EventDetailsAnswer): EditedEvent {
  return {
    name: event.name,
    description: event.description,
    venue: event.venue,
    dateTime: event.dateTime,
    timeZone: event.timeZone,
    capacity: event.capacity,
    price: event.price,
    category: event.category,
    cancellationCutoffHours: event.cancellationCutoffHours,
    ticketTypes: event.ticketTypes.map(({ available: _, waitingCount: _waiting, id, ...type }) => ({
      id: ticketTypeId.parse(id),
      ...type,
    })),
    salesFrom: event.salesFrom ?? null,
    salesUntil: event.salesUntil ?? null,
    doorsAt: event.doorsAt ?? null,
    endsAt: event.endsAt ?? null,
    maxTicketsPerPerson: event.maxTicketsPerPerson ?? DEFAULT_TICKETS_PER_PERSON,
    paymentMethods: [...(event.paymentMethods ?? [])],
    cashDueAt: event.cashDueAt ?? null,
    asksForNames: event.asksForNames ?? false,
    answersEditableUntil: event.answersEditableUntil ?? null,
    answersKeptDays: event.answersKeptDays ?? null,
  };
}

/** A local time depends on its zone, so the two are changed together. */
function belonging(name: EditableEventField): readonly EditableEventField[] {
  return name === "dateTime" || name === "timeZone" ? ["dateTime", "timeZone"] : [name];
}

function namesOf(fields: Partial<EditedEvent>): EditableEventField[] {
  return editableNames.filter((name) => fields[name] !== undefined);
}

const editableNames = [
  "name",
  "description",
  "venue",
  "dateTime",
  "timeZone",
  "capacity",
  "price",
  "category",
  "cancellationCutoffHours",
  "ticketTypes",
  "salesFrom",
  "salesUntil",
  "doorsAt",
  "endsAt",
  "maxTicketsPerPerson",
  "paymentMethods",
  "cashDueAt",
  "asksForNames",
  "answersEditableUntil",
  "answersKeptDays",
] as const satisfies readonly EditableEventField[];

function isSame(one: unknown, other: unknown): boolean {
  if (one instanceof Date && other instanceof Date) return one.getTime() === other.getTime();
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return isDeepStrictEqual(one.map(withoutBlanks), other.map(withoutBlanks));
}

/** A list's element without the fields that say nothing, which inputs may leave out. */
function withoutBlanks(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field != null && field !== ""));
}
