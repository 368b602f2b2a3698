import { createEventInput, type EventView } from "@foyer/contract/event";
import { FALLBACK_ZONE, knownZone } from "@foyer/contract/zone";
import { canonicalZone } from "@foyer/contract/zone-names";
import { counted } from "../shared/counted";
import { fieldErrors } from "../shared/field-errors";
import { priceText, wrongPriceWords } from "../shared/price-input";
import { readPrice } from "../shared/read-price";
import { browserZone } from "../shared/times";
import { EVENT_TIMES, type EventTime, NEW_TERMS, readTerms, type SalesTerms, termsOf } from "./sales-terms";
import { type HourChoice, readStart, typedStart } from "./start-time";
import { asWritten, type KnownKind, kindsOf, readKinds, readKindsText } from "./typed-kinds";

/** An event that is edited, with all of its kinds of tickets; none where it has one. */
export type EditedEvent = EventView & { ticketTypes?: readonly KnownKind[] };

/** The values of the event form: local dates and times in the event's zone, prices in major units. */
export type EventFormValues = SalesTerms & {
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
  /** The kinds of tickets as one text; empty for an event with one kind, at the price. */
  kinds: string;
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
  kinds: "",
  currency: "EUR",
  cancellationCutoffHours: 24,
  ...NEW_TERMS,
};

export function formOfEvent(event: EditedEvent): EventFormValues {
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
    kinds: kindsOf(event.ticketTypes ?? [], timeZone, currency),
    currency,
    cancellationCutoffHours,
    ...termsOf(event),
  };
}

type ReadEvent =
  | { ok: true; fields: ReturnType<typeof createEventInput.parse> }
  | { ok: false; errors: Record<string, string> };

/**
 * Converts the form's values to API input, or returns field errors: by the form's field, or by the path of a kind's
 * (`ticketTypes.0.quota`).
 *
 * @param existing the event being edited: its reserved tickets bound the capacity, and its date may be kept
 */
export function readEventForm(values: EventFormValues, now: Date, existing?: EditedEvent): ReadEvent {
  const { timeZone, currency, priceMeant } = values;
  const start = readEventStart(values, now, existing);
  const typedKinds = readKindsText(values.kinds);
  const kinds = readKinds(typedKinds, {
    timeZone,
    currency,
    existing: existing && { kinds: existing.ticketTypes ?? [], timeZone: existing.timeZone },
  });
  const price = readPrice(values.price, currency, priceMeant === "" ? existing?.price : priceMeant);
  const terms = readTerms(values, timeZone, existing);
  // A zone that this browser does not support is kept unless another one is chosen.
  const isSameZone = timeZone === existing?.timeZone;
  const typed = {
    name: values.name,
    category: values.category,
    description: values.description,
    venue: values.venue,
    currency,
    timeZone: isSameZone ? FALLBACK_ZONE : timeZone,
    capacity: toNumber(values.capacity),
    cancellationCutoffHours: toNumber(values.cancellationCutoffHours),
    dateTime: start.ok ? start.moment : undefined,
    ticketTypes: kinds.inputs,
    ...(typedKinds.length === 0 && { price: price.kind === "amount" ? price.amount : 0 }),
    ...terms.times,
    maxTicketsPerPerson: toNumber(values.maxTicketsPerPerson),
    paymentMethods: terms.paymentMethods,
    asksForNames: terms.asksForNames,
    answersKeptDays: toNumber(values.answersKeptDays) ?? null,
  };
  const { dateTime: wrongDate, ...wrong } = fieldErrors(createEventInput, typed);
  const errors: Record<string, string> = { ...wrong, ...kinds.errors, ...terms.errors };
  // A default of the schema would stand for what is missing.
  if (typed.maxTicketsPerPerson === undefined) errors.maxTicketsPerPerson = "Fill this in.";
  const dateWords = start.ok ? wrongDate : start.words;
  if (dateWords) errors.wallTime = dateWords;
  const priceWrong = typedKinds.length === 0 ? wrongPriceWords(price, currency) : undefined;
  if (priceWrong !== undefined) errors.price = priceWrong;
  const reserved = existing ? existing.capacity - existing.availableTickets : 0;
  if (!errors.capacity && typed.capacity !== undefined && typed.capacity < reserved) {
    errors.capacity = `${counted(reserved, "ticket")} ${reserved === 1 ? "is" : "are"} reserved. Enter ${reserved.toLocaleString("en")} or more.`;
  }
  const parsed = createEventInput.safeParse(typed);
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, fields: { ...parsed.data, ...(isSameZone && { timeZone }) } }
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

type Changes = Partial<Omit<EventFields, "currency" | "idempotencyKey">>;

/** The fields that differ from the event as it was displayed. */
export function changedFields(event: EditedEvent, fields: EventFields): Changes {
  const { dateTime, ...rest } = fields;
  const changed: Changes = dateTime.getTime() === event.dateTime.getTime() ? {} : { dateTime };
  if (rest.name !== event.name) changed.name = rest.name;
  if (rest.category !== event.category) changed.category = rest.category;
  if (rest.description !== event.description) changed.description = rest.description;
  if (rest.venue !== event.venue) changed.venue = rest.venue;
  if (rest.timeZone !== event.timeZone) changed.timeZone = rest.timeZone;
  if (rest.capacity !== event.capacity) changed.capacity = rest.capacity;
  // Of an event with kinds, the system keeps it.
  if (rest.price !== undefined && rest.price !== event.price) changed.price = rest.price;
  if (rest.cancellationCutoffHours !== event.cancellationCutoffHours) {
    changed.cancellationCutoffHours = rest.cancellationCutoffHours;
  }
  if (rest.ticketTypes.map(asWritten).join() !== (event.ticketTypes ?? []).map(asWritten).join()) {
    changed.ticketTypes = rest.ticketTypes;
  }
  for (const name of TIME_NAMES) {
    if (rest[name]?.getTime() !== event[name]?.getTime()) changed[name] = rest[name];
  }
  if (rest.maxTicketsPerPerson !== event.maxTicketsPerPerson) {
    changed.maxTicketsPerPerson = rest.maxTicketsPerPerson;
  }
  if (rest.paymentMethods.join() !== event.paymentMethods.join())
    changed.paymentMethods = rest.paymentMethods;
  if (rest.asksForNames !== event.asksForNames) changed.asksForNames = rest.asksForNames;
  if (rest.answersKeptDays !== event.answersKeptDays) changed.answersKeptDays = rest.answersKeptDays;
  return changed;
}

const TIME_NAMES = Object.keys(EVENT_TIMES).filter(isEventTime);

function isEventTime(name: string): name is EventTime {
  return name in EVENT_TIMES;
}
