import { counted } from "../shared/counted";
import type { Draft } from "../shared/draft";
import type { EventFormValues } from "./read-event-form";

/** Fields that are merged together: a time is meaningless without its zone. */
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
    default:
      return text.join(" ");
  }
}
