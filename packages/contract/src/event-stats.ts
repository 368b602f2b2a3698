import { z } from "zod";
import { eventId } from "./ids.js";
import { minorUnits } from "./money-fields.js";

/** The tickets sold on one day of the event's time zone. */
export const salesOfDay = z.object({
  /** `2026-11-22` */
  day: z.string(),
  bookings: z.int(),
  tickets: z.int(),
  /** Their price in minor units, whether paid yet or not. */
  amount: minorUnits,
});

/** An event's figures for its organizer. Counts are tickets unless stated otherwise, money is in minor units. */
export const eventStats = z.object({
  eventId,
  currency: z.string(),
  capacity: z.int(),
  available: z.int(),
  /** Tickets of confirmed bookings. */
  sold: z.int(),
  /** Tickets of pending bookings. */
  held: z.int(),
  /** Tickets requested by the entries of the waiting list. */
  waiting: z.int(),
  /** The number of entries of the waiting list. */
  waitingPeople: z.int(),
  /** Tickets that are checked in. */
  checkIns: z.int(),
  /** Active and cancelled bookings. */
  bookings: z.object({ pending: z.int(), confirmed: z.int(), cancelled: z.int() }),
  /** Money received for active bookings. */
  revenue: minorUnits,
  /** Cash still to be collected for confirmed bookings. */
  outstanding: minorUnits,
  /** Money refunded. */
  refunds: minorUnits,
  /** Refunds that are due and not completed. */
  refundsDue: minorUnits,
  /** Refunds that failed at least once and are being retried. */
  failingRefunds: z.int(),
  /** Confirmed bookings by the day they were made, oldest first. */
  salesPerDay: z.array(salesOfDay),
  /** Progress of the event's cancellation; null if it is not cancelled. */
  cancellation: z
    .object({ state: z.enum(["running", "done"]), cancelledBookings: z.int(), remainingBookings: z.int() })
    .nullable(),
});
export type EventStats = z.output<typeof eventStats>;
