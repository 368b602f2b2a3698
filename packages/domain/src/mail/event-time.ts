import { comesTwice, offsetWords, usableZone, zonePlace } from "@foyer/contract/zone";

/** Mails speak English, as the interface does; en-GB gives 24 hours and the day first. */
const LOCALE = "en-GB";

/**
 * A moment on an event's own clock, always with its zone: nobody knows where a mail is read. In the hour that comes
 * twice the offset says which is meant.
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
