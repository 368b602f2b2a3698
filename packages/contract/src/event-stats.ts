import { z } from "zod";
import { eventId } from "./ids.js";
import { minorUnits } from "./money-fields.js";

/** What was sold on one day, in the event's time zone. */
export const salesOfDay = z.object({
  /** `2026-11-22` */
  day: z.string(),
  bookings: z.int(),
  tickets: z.int(),
  /** What they cost, whether paid yet or not, in minor units. */
  amount: minorUnits,
});

/** An event's figures, for those who run it. Tickets where nothing else is said, money in minor units. */
export const eventStats = z.object({
  eventId,
  currency: z.string(),
  capacity: z.int(),
  available: z.int(),
  /** Tickets of confirmed bookings. */
  sold: z.int(),
  /** Tickets of pending bookings. */
  held: z.int(),
  /** Tickets wanted by those on the waiting list. */
  waiting: z.int(),
  /** How many people are on it. */
  waitingPeople: z.int(),
  /** Tickets inside. */
  checkIns: z.int(),
  /** Active and cancelled bookings. */
  bookings: z.object({ pending: z.int(), confirmed: z.int(), cancelled: z.int() }),
  /** Money that was paid for bookings that stand. */
  revenue: minorUnits,
  /** Money still to be collected in cash for confirmed bookings. */
  outstanding: minorUnits,
  /** Money that was given back. */
  refunds: minorUnits,
  /** Money that is being given back. */
  refundsDue: minorUnits,
  /** Refunds that failed at least once and are tried again. */
  failingRefunds: z.int(),
  /** Confirmed bookings by the day they were made, oldest first. */
  salesPerDay: z.array(salesOfDay),
  /** How far the cancellation of the event is; null while it is not cancelled. */
  cancellation: z
    .object({ state: z.enum(["running", "done"]), cancelledBookings: z.int(), remainingBookings: z.int() })
    .nullable(),
});
export type EventStats = z.output<typeof eventStats>;
