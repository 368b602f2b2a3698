import { counted } from "../shared/counted";
import type { Draft } from "../shared/draft";
import type { EventFormValues } from "./read-event-form";
import { EVENT_TIMES } from "./sales-terms";
import { readKindsText } from "./typed-kinds";
import { waysWords } from "./ways-words";

/** Fields that are merged together: a time is meaningless without its zone. */
const GROUPS = [
  { label: "Name", fields: ["name"] },
  { label: "Category", fields: ["category"] },
  { label: "Description", fields: ["description"] },
  { label: "Venue", fields: ["venue"] },
  { label: "Date and time", fields: ["wallTime", "hour", "timeZone"] },
  { label: "Capacity", fields: ["capacity"] },
  { label: "Price", fields: ["price", "priceMeant"] },
  { label: "Kinds of tickets", fields: ["kinds"] },
  { label: "Currency", fields: ["currency"] },
  { label: "Cancelling ends", fields: ["cancellationCutoffHours"] },
  { label: "Most tickets per person", fields: ["maxTicketsPerPerson"] },
  { label: "Ways to pay", fields: ["ways"] },
  { label: "A name on each ticket", fields: ["asksForNames"] },
  { label: "Answers are kept", fields: ["answersKeptDays"] },
  { label: EVENT_TIMES.salesFrom, fields: ["salesFrom", "salesFromHour"] },
  { label: EVENT_TIMES.salesUntil, fields: ["salesUntil", "salesUntilHour"] },
  { label: EVENT_TIMES.doorsAt, fields: ["doorsAt", "doorsAtHour"] },
  { label: EVENT_TIMES.endsAt, fields: ["endsAt", "endsAtHour"] },
  { label: EVENT_TIMES.cashDueAt, fields: ["cashDueAt", "cashDueAtHour"] },
  {
    label: EVENT_TIMES.answersEditableUntil,
    fields: ["answersEditableUntil", "answersEditableUntilHour"],
  },
] as const satisfies readonly { label: string; fields: readonly (keyof EventFormValues)[] }[];

/** Fields that this user and another one changed to different values. */
export type Conflict = {
  label: (typeof GROUPS)[number]["label"];
  /** The values before either change. */
  base: Draft;
  /** The values of each of the two. */
  mine: Draft;
  theirs: Draft;
};

/**
 * A three-way merge of the form with a newer version of the event. Unchanged fields take the newer value, fields
 * changed only here are kept, and fields changed by both are conflicts, which keep the user's value until
 * resolved.
 *
 * @param base the values the form began with
 * @param mine the values in the form
 * @param theirs the newer version's values
 */
export function mergeEventForm(
  base: EventFormValues,
  mine: EventFormValues,
  theirs: EventFormValues,
): { values: Draft; conflicts: Conflict[] } {
  const values: Draft = {};
  const conflicts: Conflict[] = [];
  for (const { label, fields } of GROUPS) {
    const of = (form: EventFormValues): Draft => Object.fromEntries(fields.map((name) => [name, form[name]]));
    const [before, own, other] = [of(base), of(mine), of(theirs)];
    const isTouched = !isSame(before, own);
    Object.assign(values, isTouched ? own : other);
    if (isTouched && !isSame(before, other) && !isSame(own, other)) {
      conflicts.push({ label, base: before, mine: own, theirs: other });
    }
  }
  return { values, conflicts };
}

function isSame(one: Draft, other: Draft): boolean {
  return Object.keys(one).every((name) => String(one[name]) === String(other[name]));
}

/** A conflict's value as displayed. */
export function conflictWords({ label }: Conflict, values: Draft, currency: string): string {
  const text = Object.values(values).map(String);
  switch (label) {
    case "Date and time": {
      const [wallTime = "", hour = "", zone = ""] = text;
      const which = hour === "" ? "" : ` (the ${hour} one)`;
      return `${wallTime.replace("T", " ")}${which}, ${zone.replaceAll("_", " ")}`;
    }
    case "Price":
      // The known meaning of an ambiguous price is not displayed.
      return `${currency} ${text[0] ?? ""}`;
    case "Cancelling ends":
      return `${counted(Number(text.join("")), "hour")} before`;
    case "Kinds of tickets":
      return kindsWords(text[0] ?? "", currency);
    case "Ways to pay":
      return waysWords(text[0] ?? "");
    case "A name on each ticket":
      return text[0] === "yes" ? "Yes" : "No";
    case "Answers are kept":
      return text[0] ? counted(Number(text[0]), "day") : "For good";
    case EVENT_TIMES.salesFrom:
    case EVENT_TIMES.salesUntil:
    case EVENT_TIMES.doorsAt:
    case EVENT_TIMES.endsAt:
    case EVENT_TIMES.cashDueAt:
    case EVENT_TIMES.answersEditableUntil: {
      const [wallTime = "", hour = ""] = text;
      return wallTime === "" ? "Not set" : `${wallTime.replace("T", " ")}${hour && ` (the ${hour} one)`}`;
    }
    default:
      return text.join(" ");
  }
}

/** @example kindsWords(text, "EUR") // "Adult EUR 25.00, Child EUR 10.00" */
function kindsWords(text: string, currency: string): string {
  const kinds = readKindsText(text);
  if (kinds.length === 0) return "One kind, at the price";
  return kinds
    .map(({ name, price, isClosed }) => `${name} ${currency} ${price}${isClosed ? " (closed)" : ""}`)
    .join(", ");
}
