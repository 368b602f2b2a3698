import { Temporal } from "temporal-polyfill";
import { usableZone } from "./zone.js";

/**
 * The result of reading a local date and time in a zone. When clocks go back an hour occurs twice, when they go
 * forward one does not occur; the caller has to ask which was meant.
 */
export type WallTimeReading =
  | { readonly kind: "once"; readonly moment: Date }
  /** Both instants, the earlier first. */
  | { readonly kind: "twice"; readonly moments: readonly [Date, Date] }
  /** It does not occur: the last minute before the gap and the first one after it. */
  | { readonly kind: "never"; readonly nearest: readonly [Date, Date] }
  | { readonly kind: "unreadable" };

type ReadableTime = Exclude<WallTimeReading, { readonly kind: "unreadable" }>;

const WALL_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?$/;

/** An instant as a `datetime-local` field shows it in a zone: "2027-03-12T19:30". */
export function toWallTime(moment: Date, timeZone: string): string {
  return plainTime(moment, timeZone).toString({ smallestUnit: "minute" });
}

/** An instant in a zone with its UTC offset: "2027-03-12T19:30:00+01:00" (RFC 3339). */
export function toOffsetTime(moment: Date, timeZone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(moment.getTime()).toZonedDateTimeISO(
    usableZone(timeZone),
  );
  return zoned.toString({ smallestUnit: "second", timeZoneName: "never" });
}

/** Reads the value of a `datetime-local` field in a zone. */
export function readWallTime(wallTime: string, timeZone: string): WallTimeReading {
  if (!WALL_TIME.test(wallTime)) return { kind: "unreadable" };
  try {
    return readPlain(Temporal.PlainDateTime.from(wallTime), timeZone);
  } catch {
    return { kind: "unreadable" };
  }
}

/** The next weekly occurrence: the same local time, whole weeks after the first and not before `now`. */
export function nextWeekly(
  first: Date,
  timeZone: string,
  now: Date,
): { readonly wallTime: string; readonly reading: ReadableTime } {
  const plain = plainTime(first, timeZone);
  // One week fewer than have passed, because daylight saving time may have begun or ended since.
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
