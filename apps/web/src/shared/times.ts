import { comesTwice, knownZone, offsetWords, usableZone, zoneOffset, zonePlace } from "@foyer/contract/zone";

/** The interface is English, so its dates are too; en-GB has 24 hours and the day first. */
const LOCALE = "en-GB";

/**
 * The IANA name of the browser's time zone. Some browsers return `Etc/Unknown` or nothing; times are then shown
 * in UTC and say so.
 */
export function browserZone(): string {
  try {
    return new Intl.DateTimeFormat().resolvedOptions().timeZone || "Etc/Unknown";
  } catch {
    return "Etc/Unknown";
  }
}

/**
 * Whether two zones have the same local time at an instant, so that naming the zone is redundant. False for a
 * zone that this browser does not know.
 */
export function sameClock(moment: Date, zone: string, otherZone: string): boolean {
  if (knownZone(zone) === undefined || knownZone(otherZone) === undefined) return false;
  return zone === otherZone || zoneOffset(moment, zone) === zoneOffset(moment, otherZone);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Cached: constructing one costs as much as a hundred uses; there is one per zone and style. */
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
 * The time in a zone, with the UTC offset in an hour that occurs twice. It names the zone only if it had to be
 * shown in UTC.
 *
 * @example clockIn(date, "Europe/Berlin") // "19:30", or "02:30 (UTC+1)"
 */
export function clockIn(moment: Date, timeZone: string): string {
  const clock = formatOf("clock", usableZone(timeZone)).format(moment);
  if (knownZone(timeZone) === undefined) return `${clock} ${zonePlace(timeZone)}`;
  return `${clock}${offsetIfTwice(moment, timeZone)}`;
}

/** The time in the event's zone, with the zone's name if it differs from the browser's. */
export function clockWithZone(moment: Date, timeZone: string, reader = browserZone()): string {
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
export function whenIn(moment: Date, timeZone: string, reader = browserZone()): string {
  return `${dayIn(moment, timeZone)}, ${clockWithZone(moment, timeZone, reader)}`;
}

/** An instant that belongs to no event, such as a booking's creation, in the browser's time zone. */
export function whenHere(moment: Date): string {
  return whenIn(moment, browserZone());
}
