import { z } from "zod";

/** The years an instant may lie in: what MongoDB, JavaScript and people agree on. */
const EARLIEST = new Date("1900-01-01T00:00:00Z");
const LATEST = new Date("2200-01-01T00:00:00Z");

/** A moment: a `Date`, or an ISO 8601 string with its offset. Always a `Date` once parsed, stored in UTC. */
export const instant = z
  .union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))])
  .refine((moment) => moment >= EARLIEST && moment <= LATEST, "This date is out of range.");

/** An instant in an answer: always a `Date`; read back from JSON too, for answers that were kept. */
export const answeredInstant = z.coerce.date<Date>();

/** An IANA time zone such as `Europe/Berlin`. Only for display (domain rules, Money and time). */
export const timeZone = z.string().max(64).refine(isTimeZone, "This is not a time zone.");

function isTimeZone(name: string): boolean {
  // Offsets such as "+02:00" are zones to Intl, but no zone of the IANA database.
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
