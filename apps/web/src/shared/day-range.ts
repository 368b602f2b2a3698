import { fromWallTime } from "@foyer/contract/wall-time";
import { readerZone } from "./times";

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** A calendar day as it stands in the URL, "2027-03-12"; undefined for anything else. */
export function calendarDay(value: unknown): string | undefined {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

/**
 * The moments a range of the reader's calendar days spans. A start that is not in the future is left out,
 * since the list begins now by itself and would otherwise show what has already begun today.
 */
export function rangeOfDays(
  days: { from?: string | undefined; to?: string | undefined },
  now: Date,
  zone = readerZone(),
): { from?: Date; to?: Date } {
  const from = days.from ? fromWallTime(`${days.from}T00:00`, zone) : undefined;
  const to = days.to ? fromWallTime(`${days.to}T23:59`, zone) : undefined;
  return {
    ...(from && from > now ? { from } : {}),
    ...(to ? { to: new Date(to.getTime() + 59_999) } : {}),
  };
}

/** @example dayRangeWords({ from: "2027-03-12", to: "2027-03-14" }) // "12 Mar – 14 Mar 2027" */
export function dayRangeWords(days: { from?: string | undefined; to?: string | undefined }): string {
  if (days.from && days.from === days.to) return dayWords(days.from, true);
  if (days.from && days.to) {
    const sameYear = days.from.slice(0, 4) === days.to.slice(0, 4);
    return `${dayWords(days.from, !sameYear)} – ${dayWords(days.to, true)}`;
  }
  if (days.from) return `From ${dayWords(days.from, true)}`;
  if (days.to) return `Until ${dayWords(days.to, true)}`;
  return "Any date";
}

function dayWords(day: string, withYear: boolean): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    ...(withYear ? { year: "numeric" as const } : {}),
  }).format(new Date(`${day}T00:00:00Z`));
}
