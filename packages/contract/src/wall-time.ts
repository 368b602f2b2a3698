import { DAY_MS, MINUTE_MS } from "./time.js";

const WALL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;

/** Minutes a zone is ahead of UTC at a moment. */
export function zoneOffset(moment: Date, timeZone: string): number {
  const wall = Object.fromEntries(
    new Intl.DateTimeFormat("en-US", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    })
      .formatToParts(moment)
      .map((part) => [part.type, Number(part.value)]),
  );
  const asUtc = Date.UTC(
    wall.year ?? 0,
    (wall.month ?? 1) - 1,
    wall.day,
    wall.hour,
    wall.minute,
    wall.second,
  );
  return Math.round((asUtc - moment.getTime()) / MINUTE_MS);
}

/** What a `datetime-local` field shows for a moment: the date and clock in a zone, as "2027-03-12T19:30". */
export function toWallTime(moment: Date, timeZone: string): string {
  const shifted = new Date(moment.getTime() + zoneOffset(moment, timeZone) * MINUTE_MS);
  return shifted.toISOString().slice(0, 16);
}

/**
 * The moment a clock in a zone shows this date and time; undefined for what is not a date. A time that the
 * change to summer time skips becomes the moment just as far after the change.
 */
export function fromWallTime(wallTime: string, timeZone: string): Date | undefined {
  if (!WALL_TIME.test(wallTime)) return undefined;
  const asUtc = new Date(`${wallTime.slice(0, 16)}:00Z`);
  if (Number.isNaN(asUtc.getTime())) return undefined;
  const before = zoneOffset(new Date(asUtc.getTime() - DAY_MS), timeZone);
  const first = new Date(asUtc.getTime() - before * MINUTE_MS);
  if (zoneOffset(first, timeZone) === before) return first;
  const second = new Date(asUtc.getTime() - zoneOffset(first, timeZone) * MINUTE_MS);
  // In a gap neither guess shows the wanted time; the one made with the earlier offset lies after the change.
  return toWallTime(second, timeZone) === wallTime.slice(0, 16) ? second : first;
}
