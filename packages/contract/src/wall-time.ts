import { Temporal } from "temporal-polyfill";
import { usableZone } from "./zone.js";

/**
 * What a date and a clock on the wall mean in a zone. When clocks are put back an hour comes twice, when they are
 * put forward one is left out; neither is decided here for whoever typed it.
 */
export type WallTimeReading =
  | { readonly kind: "once"; readonly moment: Date }
  /** Both moments, the earlier first. */
  | { readonly kind: "twice"; readonly moments: readonly [Date, Date] }
  /** No clock shows it: the last minute before it and the first one after. */
  | { readonly kind: "never"; readonly nearest: readonly [Date, Date] }
  | { readonly kind: "unreadable" };

type ReadableTime = Exclude<WallTimeReading, { readonly kind: "unreadable" }>;

const WALL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/;

/** What a `datetime-local` field shows for a moment: the date and clock in a zone, as "2027-03-12T19:30". */
export function toWallTime(moment: Date, timeZone: string): string {
  return plainTime(moment, timeZone).toString({ smallestUnit: "minute" });
}

/** A moment by the clocks of a zone, with how far they are from UTC: "2027-03-12T19:30:00+01:00" (RFC 3339). */
export function toOffsetTime(moment: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(
    usableZone(timeZone),
  );
  return zoned.toString({ smallestUnit: "second", timeZoneName: "never" });
}

/** Reads a date and a clock as a `datetime-local` field writes them, in a zone. */
export function readWallTime(wallTime: string, timeZone: string): WallTimeReading {
  if (!WALL_TIME.test(wallTime)) return { kind: "unreadable" };
  try {
    return readPlain(Temporal.PlainDateTime.from(wallTime), timeZone);
  } catch {
    return { kind: "unreadable" };
  }
}

/**
 * When something that is held weekly is held again: by the clock where it is, whole weeks after the first time and
 * not before `now`.
 */
export function nextWeekly(
  first: Date,
  timeZone: string,
  now: Date,
): { readonly wallTime: string; readonly reading: ReadableTime } {
  const plain = plainTime(first, timeZone);
  // One week less than have passed, because the clocks may have been changed meanwhile.
  const weeksPast = Math.floor((now.getTime() - first.getTime()) / WEEK_MS);
  for (let weeks = Math.max(1, weeksPast); ; weeks++) {
    const next = plain.add({ weeks });
    const reading = readPlain(next, timeZone);
    if (latestOf(reading) > now) return { wallTime: next.toString({ smallestUnit: "minute" }), reading };
  }
}

const WEEK_MS = 7 * 86_400_000;
const MINUTE_MS = 60_000;

function plainTime(moment: Date, timeZone: string): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(moment.getTime())
    .toZonedDateTimeISO(usableZone(timeZone))
    .toPlainDateTime();
}

function readPlain(plain: Temporal.PlainDateTime, timeZone: string): ReadableTime {
  const zone = usableZone(timeZone);
  const earlier = plain.toZonedDateTime(zone, { disambiguation: "earlier" });
  const later = plain.toZonedDateTime(zone, { disambiguation: "later" });
  const [first, second] = [new Date(earlier.epochMilliseconds), new Date(later.epochMilliseconds)];
  if (earlier.equals(later)) return { kind: "once", moment: first };
  if (earlier.toPlainDateTime().equals(plain)) return { kind: "twice", moments: [first, second] };
  const change = earlier.getTimeZoneTransition("next");
  const after = change === null ? second : new Date(change.epochMilliseconds);
  return { kind: "never", nearest: [new Date(after.getTime() - MINUTE_MS), after] };
}

function latestOf(reading: ReadableTime): Date {
  switch (reading.kind) {
    case "once":
      return reading.moment;
    case "twice":
      return reading.moments[1];
    case "never":
      return reading.nearest[1];
  }
}
