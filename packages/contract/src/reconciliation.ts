import { z } from "zod";
import { eventId } from "./ids.js";

/** The four invariants of domain rules, Capacity and its log; then those of payments and the waiting list. */
export const invariant = z.enum([
  "CAPACITY_MATCHES_BOOKINGS",
  "AVAILABLE_MATCHES_LOG",
  "CAPACITY_MATCHES_BOOKING_LOG",
  "AVAILABLE_IN_RANGE",
  "PAYMENTS_MATCH_BOOKINGS",
  "WAITING_MATCHES_LIST",
]);
export type Invariant = z.infer<typeof invariant>;

/** What `reconcile` found: every figure that went into it, and the invariants that do not hold. */
export const reconciliation = z.object({
  eventId,
  ok: z.boolean(),
  broken: z.array(invariant),
  capacity: z.int(),
  availableTickets: z.int(),
  /** Tickets of active bookings. */
  bookedTickets: z.int(),
  /** Releases minus reserves over the whole log, the carried balance included. */
  logBalance: z.int(),
  /** Reserves minus releases over the rows that name a booking, the carried ones included. */
  logBooked: z.int(),
  /** Money of payments that stand, in minor units: taken, and neither given back nor to be. */
  moneyHeld: z.int(),
  /** What the confirmed bookings that are paid cost. */
  moneyBooked: z.int(),
  /** People waiting, by the event's own count and by the list. */
  waitingCount: z.int(),
  waitingEntries: z.int(),
});
export type Reconciliation = z.output<typeof reconciliation>;
