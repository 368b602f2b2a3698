import type { EditableEventField, EditedEvent } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { z } from "zod";
import { DomainError } from "../domain-error.js";
import type { EventAnswer } from "./find-event.js";

/** When each field was last changed, in milliseconds; fields never changed are missing. */
type ChangeTimes = Readonly<Partial<Record<string, number>>>;

const changeTimes = z.record(z.string(), z.number()).nullable();

/** An update and the event it applies to. */
interface Wish {
  readonly before: EventAnswer;
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
  const changed = namesOf(fields).filter((name) => !isSame(before[name], fields[name]));
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
  before: EventAnswer,
  inConflict: readonly EditableEventField[],
  latest: number,
): DomainError {
  const pick = (names: readonly EditableEventField[]): Partial<EditedEvent> =>
    Object.fromEntries(names.map((name) => [name, before[name]]));
  const all: EditedEvent = {
    name: before.name,
    description: before.description,
    venue: before.venue,
    dateTime: before.dateTime,
    timeZone: before.timeZone,
    capacity: before.capacity,
    price: before.price,
    category: before.category,
    cancellationCutoffHours: before.cancellationCutoffHours,
  };
  return new DomainError("EVENT_CHANGED", "Somebody else has changed this event meanwhile.", {
    current: pick(inConflict.flatMap(belonging)),
    event: { ...all, availableTickets: before.availableTickets, updatedAt: new Date(latest) },
  });
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
] as const satisfies readonly EditableEventField[];

function isSame(one: unknown, other: unknown): boolean {
  return one instanceof Date && other instanceof Date ? one.getTime() === other.getTime() : one === other;
}
