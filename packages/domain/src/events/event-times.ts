import { DomainError } from "../domain-error.js";

/** The times that an organizer sets. */
export interface EventTimes {
  readonly dateTime: Date;
  readonly salesFrom: Date | null;
  readonly salesUntil: Date | null;
  readonly doorsAt: Date | null;
  readonly endsAt: Date | null;
  readonly cashDueAt: Date | null;
}

/** The columns of {@link EventTimes}. */
export const timesColumns = {
  dateTime: true,
  salesFrom: true,
  salesUntil: true,
  doorsAt: true,
  endsAt: true,
  cashDueAt: true,
} as const satisfies Record<keyof EventTimes, true>;

/** The times after a change; those that are left out stay. */
export function timesAfter(
  before: EventTimes,
  sent: { readonly [Name in keyof EventTimes]?: EventTimes[Name] | undefined },
): EventTimes {
  const after = <Name extends keyof EventTimes>(name: Name): EventTimes[Name] => {
    const value = sent[name];
    return value === undefined ? before[name] : value;
  };
  return {
    dateTime: after("dateTime"),
    salesFrom: after("salesFrom"),
    salesUntil: after("salesUntil"),
    doorsAt: after("doorsAt"),
    endsAt: after("endsAt"),
    cashDueAt: after("cashDueAt"),
  };
}

/**
 * Rejects times that contradict each other.
 *
 * @throws DomainError INVALID_INPUT with the field
 */
export function requireOrderedTimes(times: EventTimes): void {
  const { dateTime, salesFrom, salesUntil, doorsAt, endsAt, cashDueAt } = times;
  const complain = (field: keyof EventTimes, message: string) => {
    throw new DomainError("INVALID_INPUT", message, { field });
  };
  if (endsAt !== null && endsAt <= dateTime) complain("endsAt", "The event has to end after it begins.");
  if (doorsAt !== null && doorsAt > dateTime) complain("doorsAt", "Doors open before the event begins.");
  if (salesFrom !== null && salesFrom >= dateTime)
    complain("salesFrom", "Sales have to begin before the event does.");
  if (salesFrom !== null && salesUntil !== null && salesUntil <= salesFrom)
    complain("salesUntil", "Sales have to end after they begin.");
  if (cashDueAt !== null && cashDueAt > dateTime)
    complain("cashDueAt", "Cash has to be paid before the event begins, or at the door.");
}
