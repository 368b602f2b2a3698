import { z } from "zod";

/** The years an instant may lie in: what MongoDB, JavaScript and people agree on. */
const EARLIEST = new Date("1900-01-01T00:00:00Z");
const LATEST = new Date("2200-01-01T00:00:00Z");

/** A moment: a `Date`, or an ISO 8601 string with its offset. Always a `Date` once parsed, stored in UTC. */
export const instant = z
  .union([z.date(), z.iso.datetime({ offset: true }).transform((text) => new Date(text))])
  .refine((moment) => moment >= EARLIEST && moment <= LATEST, "This date is out of range.");

/** A calendar day without a zone, as "2027-05-14". */
export const calendarDay = z.iso
  .date()
  // The latest instant is that of the first of January where clocks are ahead of UTC.
  .refine((day) => day >= "1900-01-01" && day <= "2200-01-01", "This date is out of range.");

/** An instant in an answer: always a `Date`; read back from JSON too, for answers that were kept. */
export const answeredInstant = z.coerce.date<Date>();

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
