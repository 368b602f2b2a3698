import { z } from "zod";
import { eventId } from "./ids.js";

/**
 * The invariants of an event's ledger (domain rules, Capacity and its log): four of the log, then payments and
 * the waiting list.
 */
export const invariant = z.enum([
  "CAPACITY_MATCHES_BOOKINGS",
  "AVAILABLE_MATCHES_LOG",
  "CAPACITY_MATCHES_BOOKING_LOG",
  "AVAILABLE_IN_RANGE",
  "PAYMENTS_MATCH_BOOKINGS",
  "WAITING_MATCHES_LIST",
]);
export type Invariant = z.infer<typeof invariant>;

/** The result of `reconcile`: every figure it used, and the invariants that do not hold. */
export const reconciliation = z.object({
  eventId,
  ok: z.boolean(),
  broken: z.array(invariant),
  capacity: z.int(),
  availableTickets: z.int(),
  /** Tickets of active bookings. */
  bookedTickets: z.int(),
  /** Releases minus reserves over the whole log, including the carried balance. */
  logBalance: z.int(),
  /** Reserves minus releases over the rows that name a booking, including compacted ones. */
  logBooked: z.int(),
  /** Money of succeeded payments that is neither refunded nor due back, in minor units. */
  moneyHeld: z.int(),
  /** The total price of confirmed, paid bookings, in minor units. */
  moneyBooked: z.int(),
  /** People waiting: by the event's counter, and by counting the entries. */
  waitingCount: z.int(),
  waitingEntries: z.int(),
});
export type Reconciliation = z.output<typeof reconciliation>;
