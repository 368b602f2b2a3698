/** Mails speak English, as the interface does; en-GB gives 24 hours and the day first. */
const LOCALE = "en-GB";

/**
 * A moment on an event's own clock, always with its zone: nobody knows where a mail is read.
 *
 * @example timeOf(date, "Europe/Berlin") // "Friday 12 March 2027, 19:30 Berlin time"
 */
export function timeOf(moment: Date, timeZone: string): string {
  const parts = new Intl.DateTimeFormat(LOCALE, {
    timeZone,
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
  return `${day}, ${part("hour")}:${part("minute")} ${zonePlace(timeZone)}`;
}

/** As the web app names zones: by their place. */
function zonePlace(timeZone: string): string {
  const place = timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? timeZone;
  return /^(UTC|GMT|Etc)/.test(timeZone) ? place : `${place} time`;
}
