import { comesTwice, offsetWords, usableZone, zonePlace } from "@foyer/contract/zone";

/** Mails are in English, like the interface; en-GB has 24 hours and the day first. */
const LOCALE = "en-GB";

/**
 * An instant in the event's time zone, always with the zone, since the recipient's is unknown. In an hour that
 * occurs twice with the UTC offset.
 *
 * @example timeOf(date, "Europe/Berlin") // "Friday 12 March 2027, 19:30 Berlin time"
 */
export function timeOf(moment: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(LOCALE, {
    timeZone: usableZone(timeZone),
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(moment);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    parts.find((candidate) => candidate.type === type)?.value ?? "";
  const day = `${part("weekday")} ${part("day")} ${part("month")} ${part("year")}`;
  const offset = comesTwice(moment, timeZone) ? ` (${offsetWords(moment, timeZone)})` : "";
  return `${day}, ${part("hour")}:${part("minute")} ${zonePlace(timeZone)}${offset}`;
}
