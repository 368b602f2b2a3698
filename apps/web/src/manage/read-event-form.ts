import { createEventInput, type EventView } from "@foyer/contract/event";
import { FALLBACK_ZONE, knownZone } from "@foyer/contract/zone";
import { canonicalZone } from "@foyer/contract/zone-names";
import { counted } from "../shared/counted";
import { fieldErrors } from "../shared/field-errors";
import { priceText, wrongPriceWords } from "../shared/price-input";
import { readPrice } from "../shared/read-price";
import { browserZone } from "../shared/times";
import { type HourChoice, readStart, typedStart } from "./start-time";

/** The values of the event form: local date and time in the event's zone, the price in major units. */
export type EventFormValues = {
  name: string;
  category: string;
  description: string;
  venue: string;
  wallTime: string;
  hour: HourChoice;
  timeZone: string;
  capacity: string | number;
  price: string;
  /** The resolved price in minor units, if the text is ambiguous. */
  priceMeant: number | "";
  currency: string;
  cancellationCutoffHours: string | number;
};

export const NEW_EVENT: EventFormValues = {
  name: "",
  category: "",
  description: "",
  venue: "",
  wallTime: "",
  hour: "",
  timeZone: canonicalZone(browserZone()) ?? FALLBACK_ZONE,
  capacity: "",
  price: "",
  priceMeant: "",
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
    ...typedStart(event.dateTime, timeZone),
    capacity,
    price: priceText(event.price, currency),
    priceMeant: "",
    currency,
    cancellationCutoffHours,
  };
}

type ReadEvent =
  | { ok: true; fields: ReturnType<typeof createEventInput.parse> }
  | { ok: false; errors: Partial<Record<keyof EventFormValues, string>> };

/**
 * Converts the form's values to API input, or returns field errors.
 *
 * @param existing the event being edited: its reserved tickets bound the capacity, and its date may be kept
 */
export function readEventForm(values: EventFormValues, now: Date, existing?: EventView): ReadEvent {
  const { wallTime, hour, price: priceTyped, priceMeant, ...rest } = values;
  const start = readEventStart(values, now, existing);
  const price = readPrice(priceTyped, values.currency, priceMeant === "" ? existing?.price : priceMeant);
  // A zone that this browser does not support is kept unless another one is chosen.
  const isSameZone = values.timeZone === existing?.timeZone;
  const typed = {
    ...rest,
    timeZone: isSameZone ? FALLBACK_ZONE : values.timeZone,
    capacity: toNumber(values.capacity),
    cancellationCutoffHours: toNumber(values.cancellationCutoffHours),
    dateTime: start.ok ? start.moment : undefined,
    price: price.kind === "amount" ? price.amount : 0,
  };
  const { dateTime: wrongDate, ...errors } = fieldErrors(createEventInput, typed);
  const dateWords = start.ok ? wrongDate : start.words;
  if (dateWords) errors.wallTime = dateWords;
  const priceWrong = wrongPriceWords(price, values.currency);
  if (priceWrong !== undefined) errors.price = priceWrong;
  const reserved = existing ? existing.capacity - existing.availableTickets : 0;
  if (!errors.capacity && typed.capacity !== undefined && typed.capacity < reserved) {
    errors.capacity = `${counted(reserved, "ticket")} ${reserved === 1 ? "is" : "are"} reserved. Enter ${reserved.toLocaleString("en")} or more.`;
  }
  const parsed = createEventInput.safeParse(typed);
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, fields: { ...parsed.data, ...(isSameZone && { timeZone: values.timeZone }) } }
    : { ok: false, errors };
}

/** The start as typed; the event's own, to the second, if the text shows the same minute. */
function readEventStart(
  values: EventFormValues,
  now: Date,
  existing?: EventView,
): ReturnType<typeof readStart> {
  const kept = existing && typedStart(existing.dateTime, existing.timeZone);
  const { wallTime, timeZone, hour } = values;
  if (existing && kept?.wallTime === wallTime && kept.timeZone === timeZone && kept.hour === hour) {
    return { ok: true, moment: existing.dateTime };
  }
  if (knownZone(timeZone) === undefined) {
    return {
      ok: false,
      words: "This browser does not know the zone of the event, so it shows UTC. Choose another zone first.",
    };
  }
  const start = readStart(values);
  if (!start.ok) return start;
  if (existing && isSameMinute(existing.dateTime, start.moment)) {
    return { ok: true, moment: existing.dateTime };
  }
  return start.moment > now
    ? start
    : { ok: false, words: "Choose a date and a time that are still to come." };
}

function isSameMinute(one: Date, other: Date): boolean {
  return Math.floor(one.getTime() / 60_000) === Math.floor(other.getTime() / 60_000);
}

/** The value of a number field: empty, a number or text. Undefined makes the schema report it as missing. */
function toNumber(typed: string | number): number | undefined {
  if (typeof typed === "number") return typed;
  return typed.trim() === "" ? undefined : Number(typed);
}

type EventFields = ReturnType<typeof createEventInput.parse>;

/** The fields that differ from the event as it was displayed. */
export function changedFields(event: EventView, fields: EventFields): Partial<Omit<EventFields, "currency">> {
  const { currency: _fixed, dateTime, ...rest } = fields;
  const changed: Partial<Omit<EventFields, "currency">> =
    dateTime.getTime() === event.dateTime.getTime() ? {} : { dateTime };
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
