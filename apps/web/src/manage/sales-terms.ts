import type { EventView } from "@foyer/contract/event";
import { DEFAULT_TICKETS_PER_PERSON } from "@foyer/contract/money";
import { type PaymentMethod, paymentMethod } from "@foyer/contract/payment";
import { readOptionalTime, type TypedTime, typedTime } from "./optional-time";
import type { HourChoice } from "./start-time";

/** The times of an event that may be left out, with their labels. */
export const EVENT_TIMES = {
  salesFrom: "Sales begin",
  salesUntil: "Sales end",
  doorsAt: "Doors open",
  endsAt: "The event ends",
  cashDueAt: "Cash is due",
  answersEditableUntil: "Names and answers can be changed until",
} as const;
export type EventTime = keyof typeof EVENT_TIMES;

/** How attendees may pay. `as_it_is` stands for methods that the form cannot express, and leaves them. */
export type WaysToPay = "any" | "online" | "cash" | "as_it_is";

const ONLINE = paymentMethod.options.filter((method) => method !== "cash");

/** What the section about sales holds. */
export type SalesTerms = Record<EventTime, string> &
  Record<`${EventTime}Hour`, HourChoice> & {
    maxTicketsPerPerson: string | number;
    ways: WaysToPay;
    asksForNames: "" | "yes";
    answersKeptDays: string | number;
  };

export const NEW_TERMS: SalesTerms = {
  salesFrom: "",
  salesFromHour: "",
  salesUntil: "",
  salesUntilHour: "",
  doorsAt: "",
  doorsAtHour: "",
  endsAt: "",
  endsAtHour: "",
  cashDueAt: "",
  cashDueAtHour: "",
  answersEditableUntil: "",
  answersEditableUntilHour: "",
  maxTicketsPerPerson: DEFAULT_TICKETS_PER_PERSON,
  ways: "any",
  asksForNames: "",
  answersKeptDays: "",
};

/** An event's terms as the section shows them. */
export function termsOf(event: EventView): SalesTerms {
  const of = (name: EventTime) => typedTime(event[name], event.timeZone);
  return {
    salesFrom: of("salesFrom").wallTime,
    salesFromHour: of("salesFrom").hour,
    salesUntil: of("salesUntil").wallTime,
    salesUntilHour: of("salesUntil").hour,
    doorsAt: of("doorsAt").wallTime,
    doorsAtHour: of("doorsAt").hour,
    endsAt: of("endsAt").wallTime,
    endsAtHour: of("endsAt").hour,
    cashDueAt: of("cashDueAt").wallTime,
    cashDueAtHour: of("cashDueAt").hour,
    answersEditableUntil: of("answersEditableUntil").wallTime,
    answersEditableUntilHour: of("answersEditableUntil").hour,
    maxTicketsPerPerson: event.maxTicketsPerPerson,
    ways: waysOf(event.paymentMethods),
    asksForNames: event.asksForNames ? "yes" : "",
    answersKeptDays: event.answersKeptDays ?? "",
  };
}

/** One of the times as typed. */
export function timeIn(terms: SalesTerms, name: EventTime): TypedTime {
  return { wallTime: terms[name], hour: terms[`${name}Hour`] };
}

function waysOf(methods: readonly PaymentMethod[]): WaysToPay {
  if (methods.length === 0) return "any";
  const hasCash = methods.includes("cash");
  const hasOnline = ONLINE.every((method) => methods.includes(method));
  if (hasCash && methods.length === 1) return "cash";
  if (!hasOnline || (hasCash && methods.length < paymentMethod.options.length)) return "as_it_is";
  return hasCash ? "any" : "online";
}

function methodsOf(ways: WaysToPay, before: readonly PaymentMethod[]): PaymentMethod[] {
  switch (ways) {
    case "any":
      return [];
    case "online":
      return ONLINE;
    case "cash":
      return ["cash"];
    case "as_it_is":
      return [...before];
  }
}

/** Whether cash is among the ways to pay. */
export function takesCash(ways: WaysToPay, before: readonly PaymentMethod[] = []): boolean {
  const methods = methodsOf(ways, before);
  return methods.length === 0 || methods.includes("cash");
}

/** The terms as input of the API, and what is wrong with their times, by field. */
export function readTerms(
  terms: SalesTerms,
  timeZone: string,
  existing?: EventView,
): {
  times: Record<EventTime, Date | null>;
  paymentMethods: PaymentMethod[];
  asksForNames: boolean;
  errors: Partial<Record<EventTime, string>>;
} {
  const errors: Partial<Record<EventTime, string>> = {};
  const hasCash = takesCash(terms.ways, existing?.paymentMethods);
  const read = (name: EventTime): Date | null => {
    if (name === "cashDueAt" && !hasCash) return null;
    const kept = existing && { moment: existing[name], timeZone: existing.timeZone };
    const time = readOptionalTime(timeIn(terms, name), timeZone, kept);
    if (time.ok) return time.moment;
    errors[name] = time.words;
    return null;
  };
  return {
    times: {
      salesFrom: read("salesFrom"),
      salesUntil: read("salesUntil"),
      doorsAt: read("doorsAt"),
      endsAt: read("endsAt"),
      cashDueAt: read("cashDueAt"),
      answersEditableUntil: read("answersEditableUntil"),
    },
    paymentMethods: methodsOf(terms.ways, existing?.paymentMethods ?? []),
    asksForNames: terms.asksForNames === "yes",
    errors,
  };
}
