import { zoneOffset } from "./times";

const WALL_TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})/;

/** What a `datetime-local` field shows for a moment: the date and clock in a zone, as "2027-03-12T19:30". */
export function toWallTime(moment: Date, timeZone: string): string {
  const shifted = new Date(moment.getTime() + zoneOffset(moment, timeZone) * 60_000);
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
  const before = zoneOffset(new Date(asUtc.getTime() - 86_400_000), timeZone);
  const first = new Date(asUtc.getTime() - before * 60_000);
  if (zoneOffset(first, timeZone) === before) return first;
  const second = new Date(asUtc.getTime() - zoneOffset(first, timeZone) * 60_000);
  // In a gap neither guess shows the wanted time; the one made with the earlier offset lies after the change.
  return toWallTime(second, timeZone) === wallTime.slice(0, 16) ? second : first;
}
