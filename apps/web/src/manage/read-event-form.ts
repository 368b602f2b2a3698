import { createEventInput, type EventView } from "@foyer/contract/event";
import { fromWallTime, toWallTime } from "@foyer/contract/wall-time";
import { parsePrice, priceText } from "../shared/price-input";
import { readerZone } from "../shared/times";
import { fieldErrors } from "../shared/words-for-issues";

/** The event form as it is typed: date and clock in the event's zone, the price in major units. */
export type EventFormValues = {
  name: string;
  category: string;
  description: string;
  venue: string;
  wallTime: string;
  timeZone: string;
  capacity: string | number;
  price: string;
  currency: string;
  cancellationCutoffHours: string | number;
};

export const NEW_EVENT: EventFormValues = {
  name: "",
  category: "",
  description: "",
  venue: "",
  wallTime: "",
  timeZone: readerZone(),
  capacity: "",
  price: "",
  currency: "EUR",
  cancellationCutoffHours: 24,
};

export function formOfEvent(event: EventView): EventFormValues {
  const { name, category, description, venue, timeZone, capacity, currency, cancellationCutoffHours } = event;
  return {
    name,
    category,
    description,
    venue,
    wallTime: toWallTime(event.dateTime, timeZone),
    timeZone,
    capacity,
    price: priceText(event.price, currency),
    currency,
    cancellationCutoffHours,
  };
}

type ReadEvent =
  | { ok: true; fields: ReturnType<typeof createEventInput.parse> }
  | { ok: false; errors: Partial<Record<keyof EventFormValues, string>> };

/**
 * Turns what was typed into what the API takes, or says what is wrong beside each field.
 *
 * @param existing the event being changed: its reserved tickets bound the capacity, its date may stay
 */
export function readEventForm(values: EventFormValues, now: Date, existing?: EventView): ReadEvent {
  const { wallTime, price: priceTyped, ...rest } = values;
  const dateTime = fromWallTime(wallTime, values.timeZone);
  const price = parsePrice(priceTyped, values.currency);
  const typed = {
    ...rest,
    capacity: toNumber(values.capacity),
    cancellationCutoffHours: toNumber(values.cancellationCutoffHours),
    dateTime,
    price: price.ok ? price.amount : 0,
  };
  const { dateTime: wrongDate, ...errors } = fieldErrors(createEventInput, typed);
  const dateWords = wrongDateWords(dateTime, now, existing) ?? wrongDate;
  if (dateWords) errors.wallTime = dateWords;
  if (!price.ok) errors.price = price.words;
  const reserved = existing ? existing.capacity - existing.availableTickets : 0;
  if (!errors.capacity && typed.capacity !== undefined && typed.capacity < reserved) {
    errors.capacity = `${reserved.toLocaleString("en")} tickets are reserved. Enter at least that many.`;
  }
  const parsed = createEventInput.safeParse(typed);
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, fields: parsed.data }
    : { ok: false, errors };
}

function wrongDateWords(dateTime: Date | undefined, now: Date, existing?: EventView): string | undefined {
  if (!dateTime) return "Choose a date and a time.";
  const isUnchanged =
    existing !== undefined &&
    Math.floor(existing.dateTime.getTime() / 60_000) === Math.floor(dateTime.getTime() / 60_000);
  return dateTime > now || isUnchanged ? undefined : "Choose a date and a time that are still to come.";
}

/** A number field is empty, a number, or still text; undefined makes the schema ask for it. */
function toNumber(typed: string | number): number | undefined {
  if (typeof typed === "number") return typed;
  return typed.trim() === "" ? undefined : Number(typed);
}

type EventFields = ReturnType<typeof createEventInput.parse>;

/** Only the fields that differ from the event as it is, so that an edit never undoes someone else's. */
export function changedFields(event: EventView, fields: EventFields): Partial<Omit<EventFields, "currency">> {
  const { currency: _fixed, dateTime, ...rest } = fields;
  const sameMinute =
    Math.floor(event.dateTime.getTime() / 60_000) === Math.floor(dateTime.getTime() / 60_000);
  const changed: Partial<Omit<EventFields, "currency">> = sameMinute ? {} : { dateTime };
  if (rest.name !== event.name) changed.name = rest.name;
  if (rest.category !== event.category) changed.category = rest.category;
  if (rest.description !== event.description) changed.description = rest.description;
  if (rest.venue !== event.venue) changed.venue = rest.venue;
  if (rest.timeZone !== event.timeZone) changed.timeZone = rest.timeZone;
  if (rest.capacity !== event.capacity) changed.capacity = rest.capacity;
  if (rest.price !== event.price) changed.price = rest.price;
  if (rest.cancellationCutoffHours !== event.cancellationCutoffHours) {
    changed.cancellationCutoffHours = rest.cancellationCutoffHours;
  }
  return changed;
}
