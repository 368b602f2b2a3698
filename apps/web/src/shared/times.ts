import { comesTwice, knownZone, offsetWords, usableZone, zoneOffset, zonePlace } from "@foyer/contract/zone";

/** The interface speaks English, so its dates do too; en-GB gives 24 hours and the day first. */
const LOCALE = "en-GB";

/**
 * The IANA name of the zone this browser lives in, as it says it: some say `Etc/Unknown`, or nothing. Everything
 * here then shows UTC and says so.
 */
export function readerZone(): string {
  try {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone || "Etc/Unknown";
  } catch {
    return "Etc/Unknown";
  }
}

/**
 * Whether clocks in both zones show the same time at a moment: then naming the zone would say nothing. A zone that
 * this browser does not know has no clock of its own.
 */
export function sameClock(moment: Date, zone: string, otherZone: string): boolean {
  if (knownZone(zone) === undefined || knownZone(otherZone) === undefined) return false;
  return zone === otherZone || zoneOffset(moment, zone) === zoneOffset(moment, otherZone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than using it a hundred times; there are as many as zones and styles. */
function formatOf(style: "short" | "long" | "clock", timeZone: string): Intl.DateTimeFormat {
  const key = `${style} ${timeZone}`;
  const made = formats.get(key);
  if (made !== undefined) return made;
  const format = new Intl.DateTimeFormat(LOCALE, {
    timeZone,
    ...(style === "clock"
      ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }
      : { weekday: style, day: "numeric", month: style, year: "numeric" }),
  });
  formats.set(key, format);
  return format;
}

/** @example dayIn(date, "Europe/Berlin") // "Fri 12 Mar 2027" */
export function dayIn(moment: Date, timeZone: string, style: "short" | "long" = "short"): string {
  const parts = formatOf(style, usableZone(timeZone)).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? "";
  return `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}`;
}

/**
 * The clock in a zone, with the offset in the hour that comes twice. It names the zone only when it had to be shown
 * in UTC.
 *
 * @example clockIn(date, "Europe/Berlin") // "19:30", or "02:30 (UTC+1)"
 */
export function clockIn(moment: Date, timeZone: string): string {
  const clock = formatOf("clock", usableZone(timeZone)).format(moment);
  if (knownZone(timeZone) === undefined) return `${clock} ${zonePlace(timeZone)}`;
  return `${clock}${offsetIfTwice(moment, timeZone)}`;
}

/** The clock in the event's zone, with the zone where it is not the reader's. */
export function clockWithZone(moment: Date, timeZone: string, reader = readerZone()): string {
  if (knownZone(timeZone) === undefined || sameClock(moment, timeZone, reader)) {
    return clockIn(moment, timeZone);
  }
  const clock = formatOf("clock", usableZone(timeZone)).format(moment);
  return `${clock} ${zonePlace(timeZone)}${offsetIfTwice(moment, timeZone)}`;
}

function offsetIfTwice(moment: Date, timeZone: string): string {
  return comesTwice(moment, timeZone) ? ` (${offsetWords(moment, timeZone)})` : "";
}

/** @example whenIn(date, "Asia/Tokyo") // "Fri 12 Mar 2027, 19:30 Tokyo time" */
export function whenIn(moment: Date, timeZone: string, reader = readerZone()): string {
  return `${dayIn(moment, timeZone)}, ${clockWithZone(moment, timeZone, reader)}`;
}

/** A moment that belongs to no event, such as when something was booked: the reader's own clock. */
export function whenHere(moment: Date): string {
  return whenIn(moment, readerZone());
}
