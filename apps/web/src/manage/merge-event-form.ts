import { counted } from "../shared/counted";
import type { Draft } from "../shared/draft";
import type { EventFormValues } from "./read-event-form";

/** What stands or falls together: a clock means nothing without its zone. */
const GROUPS = [
  { label: "Name", fields: ["name"] },
  { label: "Category", fields: ["category"] },
  { label: "Description", fields: ["description"] },
  { label: "Venue", fields: ["venue"] },
  { label: "Date and time", fields: ["wallTime", "hour", "timeZone"] },
  { label: "Capacity", fields: ["capacity"] },
  { label: "Price", fields: ["price", "priceMeant"] },
  { label: "Currency", fields: ["currency"] },
  { label: "Cancelling ends", fields: ["cancellationCutoffHours"] },
] as const satisfies readonly { label: string; fields: readonly (keyof EventFormValues)[] }[];

/** A field that its author and somebody else have changed to different values. */
export type Conflict = {
  label: (typeof GROUPS)[number]["label"];
  /** What stood in the fields before either changed them. */
  base: Draft;
  /** What stands in them for each of the two. */
  mine: Draft;
  theirs: Draft;
};

/**
 * Brings a form onto another version of its event: what its author has not touched becomes what it is now, what only
 * they have changed stays, and what both have changed is a conflict, in which the author's value stays until they
 * decide.
 *
 * @param base what the form stood on
 * @param mine what is in it
 * @param theirs what the event is now
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

/** A conflict's value as it is read. */
export function conflictWords({ label }: Conflict, values: Draft, currency: string): string {
  const text = Object.values(values).map(String);
  switch (label) {
    case "Date and time": {
      const [wallTime = "", hour = "", zone = ""] = text;
      const which = hour === "" ? "" : ` (the ${hour} one)`;
      return `${wallTime.replace("T", " ")}${which}, ${zone.replaceAll("_", " ")}`;
    }
    case "Price":
      // What it is known to mean is not shown.
      return `${currency} ${text[0] ?? ""}`;
    case "Cancelling ends":
      return `${counted(Number(text.join("")), "hour")} before`;
    default:
      return text.join(" ");
  }
}
