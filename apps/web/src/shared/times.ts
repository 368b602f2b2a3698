import { zoneOffset } from "@foyer/contract/wall-time";

/** The interface speaks English, so its dates do too; en-GB gives 24 hours and the day first. */
const LOCALE = "en-GB";

/** The IANA name of the zone this browser lives in. */
export function readerZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether clocks in both zones show the same time at a moment: then naming the zone would say nothing. */
export function sameClock(moment: Date, zone: string, otherZone: string): boolean {
  return zone === otherZone || zoneOffset(moment, zone) === zoneOffset(moment, otherZone);
}

/** @example zonePlace("America/New_York") // "New York time" */
export function zonePlace(timeZone: string): string {
  const place = timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? timeZone;
  return /^(UTC|GMT|Etc)/.test(timeZone) ? place : `${place} time`;
}

/** @example dayIn(date, "Europe/Berlin") // "Fri 12 Mar 2027" */
export function dayIn(moment: Date, timeZone: string, style: "short" | "long" = "short"): string {
  const parts = new Intl.DateTimeFormat(LOCALE, {
    timeZone,
    weekday: style,
    day: "numeric",
    month: style,
    year: "numeric",
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}`;
}

/** @example clockIn(date, "Europe/Berlin") // "19:30" */
export function clockIn(moment: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(LOCALE, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(moment);
}

/** The clock in the event's zone, with the zone where it is not the reader's. */
export function clockWithZone(moment: Date, timeZone: string, reader = readerZone()): string {
  const clock = clockIn(moment, timeZone);
  return sameClock(moment, timeZone, reader) ? clock : `${clock} ${zonePlace(timeZone)}`;
}

/** @example whenIn(date, "Asia/Tokyo") // "Fri 12 Mar 2027, 19:30 Tokyo time" */
export function whenIn(moment: Date, timeZone: string, reader = readerZone()): string {
  return `${dayIn(moment, timeZone)}, ${clockWithZone(moment, timeZone, reader)}`;
}

/** A moment that belongs to no event, such as when something was booked: the reader's own clock. */
export function whenHere(moment: Date): string {
  return whenIn(moment, readerZone());
}
