import { z } from "zod";
import { eventId, ticketTypeId } from "./ids.js";

/**
 * The invariants of an event's ledger (domain rules, Capacity and its log): four of the log, then payments,
 * the waiting list, ticket types and discount codes.
 */
export const invariant = z.enum([
  "CAPACITY_MATCHES_BOOKINGS",
  "AVAILABLE_MATCHES_LOG",
  "CAPACITY_MATCHES_BOOKING_LOG",
  "AVAILABLE_IN_RANGE",
  "PAYMENTS_MATCH_BOOKINGS",
  "WAITING_MATCHES_LIST",
  "TICKET_TYPES_MATCH_BOOKINGS",
  "TICKET_TYPES_MATCH_LOG",
  "TICKET_TYPES_WITHIN_QUOTA",
  "TICKET_TYPES_MATCH_WAITING_LIST",
  "CODE_USES_MATCH_BOOKINGS",
]);
export type Invariant = z.infer<typeof invariant>;

/** The figures of one ticket type, in tickets. */
export const ticketTypeReconciliation = z.object({
  ticketTypeId,
  name: z.string(),
  quota: z.int().nullable(),
  /** By the event's own counter. */
  taken: z.int(),
  /** Of active bookings and held additions. */
  booked: z.int(),
  /** Reserves minus releases over the log, including compacted rows. */
  logged: z.int(),
  /** Places on the waiting list: by the counter, and by counting them. */
  waitingCount: z.int(),
  waitingEntries: z.int(),
});

/** The result of `reconcile`: every figure it used, and the invariants that do not hold. */
export const reconciliation = z.object({
  eventId,
  ok: z.boolean(),
  broken: z.array(invariant),
  capacity: z.int(),
  availableTickets: z.int(),
  /** Tickets of active bookings, and of additions to them that are held. */
  bookedTickets: z.int(),
  /** Releases minus reserves over the whole log, including the carried balance. */
  logBalance: z.int(),
  /** Reserves minus releases over the rows that name a booking, including compacted ones. */
  logBooked: z.int(),
  /** Money of succeeded payments that is neither refunded nor due back, in whole or in part, in minor units. */
  moneyHeld: z.int(),
  /** The total price of confirmed, paid bookings less what the organizer gave back of it, in minor units. */
  moneyBooked: z.int(),
  /** People waiting: by the event's counter, and by counting the entries. */
  waitingCount: z.int(),
  waitingEntries: z.int(),
  /** None where the event has one kind of tickets. */
  ticketTypes: z.array(ticketTypeReconciliation),
  /** Discount codes whose counter differs from the number of active bookings that use them. */
  codesOff: z.array(z.object({ code: z.string(), uses: z.int(), bookings: z.int() })),
});
export type Reconciliation = z.output<typeof reconciliation>;
