import { z } from "zod";

/** The range of instants that MongoDB and JavaScript both support and that is plausible. */
const EARLIEST = new Date("1900-01-01T00:00:00Z");
const LATEST = new Date("2200-01-01T00:00:00Z");

/** An instant: a `Date`, or an ISO 8601 string with an offset. Parsed into a `Date`. */
export const instant = z
  .union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))], {
    error: "Give a date with time and offset, such as 2027-05-14T19:30:00+02:00.",
  })
  .refine((moment) => moment >= EARLIEST && moment <= LATEST, "This date is out of range.");

/** A calendar day without a time zone, such as "2027-05-14". */
export const calendarDay = z.iso
  .date()
  // The latest instant is on 1 January in zones ahead of UTC.
  .refine((day) => day >= "1900-01-01" && day <= "2200-01-01", "This date is out of range.");

/**
 * An instant in an output: a `Date`. Also parses its JSON form, for recorded answers (domain rules, Idempotency).
 */
export const answeredInstant = z.coerce.date<Date>();

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
