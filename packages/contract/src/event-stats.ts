import { z } from "zod";
import { discountCodeId, eventId, ticketTypeId } from "./ids.js";
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

/** What confirmed bookings add up to, by a kind of tickets or a discount code. */
const salesFigures = {
  bookings: z.int(),
  tickets: z.int(),
  /** Their price in minor units after the discount, whether paid yet or not. */
  amount: minorUnits,
  /** What codes took off, in minor units. */
  discount: minorUnits,
};

/**
 * The sales of one ticket type. A booking's discount is divided among the kinds that its code applies to by their price, so
 * that the amounts of all kinds, and of tickets of none, add up to what the bookings cost.
 */
export const salesOfTicketType = z.object({
  ticketTypeId,
  name: z.string(),
  quota: z.int().nullable(),
  ...salesFigures,
});
export type SalesOfTicketType = z.output<typeof salesOfTicketType>;

/** The sales with one discount code. Its tickets are those that it applies to; of a code that opens kinds, all of the booking's. */
export const salesOfCode = z.object({ codeId: discountCodeId, code: z.string(), ...salesFigures });
export type SalesOfCode = z.output<typeof salesOfCode>;

/** An event's figures for its organizer. Counts are tickets unless stated otherwise, money is in minor units. */
export const eventStats = z.object({
  eventId,
  currency: z.string(),
  capacity: z.int(),
  available: z.int(),
  /** Tickets of confirmed bookings. */
  sold: z.int(),
  /** Tickets of pending bookings, and those that are held in addition to confirmed ones. */
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
  /** Confirmed bookings by kind, in the order of the kinds; none where the event has one kind. */
  byTicketType: z.array(salesOfTicketType).default([]),
  /**
   * Tickets of no kind in confirmed bookings: those from before the event had kinds. Null where there are none, and where the
   * event has one kind.
   */
  withoutTicketType: z.object(salesFigures).nullable().default(null),
  /** Confirmed bookings by discount code, the most used first; codes without any are missing. */
  byCode: z.array(salesOfCode).default([]),
  /** Progress of the event's cancellation; null if it is not cancelled. */
  cancellation: z
    .object({ state: z.enum(["running", "done"]), cancelledBookings: z.int(), remainingBookings: z.int() })
    .nullable(),
});
export type EventStats = z.output<typeof eventStats>;
