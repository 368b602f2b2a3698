import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { findActiveBookings } from "../bookings/active-booking.js";
import { type RecentBooking, readRecentBookings } from "../bookings/booking-velocity.js";
import { isExpectedAmount } from "../bookings/expected-amount.js";
import { isHoldOver } from "../bookings/hold.js";
import { type Bookability, type EventState, hasTicketsFor, toBookability } from "../events/bookability.js";
import { findRecords } from "../idempotency/idempotency-record.js";
import { type BookingRequest, recordIdsOf } from "./booking-request.js";
import type { BookingRules, Snapshot } from "./snapshot.js";

/** What an optimistic snapshot is made from. */
export interface OptimisticSources {
  /** Reads outside transactions. */
  readonly client: Pick<Transaction, "booking" | "idempotencyRecord">;
  readonly rules: BookingRules;
  /** An event as it was seen last, less what was sold of it since. */
  readonly cached: (eventId: EventId) => EventState | undefined;
  /** Bookings that are being written: the database may have them already or not. */
  readonly inFlight: readonly RecentBooking[];
  /** Requests that may be repeats, or of users who requested the same event before. */
  readonly repeats: ReadonlySet<BookingRequest>;
}

/**
 * Makes the snapshot of a batch from cached availability, outside its transaction, which then has only to write. Safe:
 * the write is a compare-and-set on each event, and unique indexes guard bookings and keys; on a mismatch the batch is
 * planned again inside the transaction. What is found here of earlier bookings and records was true when the requests
 * came, and so is a valid answer to them.
 *
 * Only what suits every request is taken from the cache: none is refused because of it.
 *
 * @returns nothing when the batch has to be planned inside its transaction
 */
export async function readOptimistically(
  requests: readonly BookingRequest[],
  { client, rules, cached, inFlight, repeats }: OptimisticSources,
  now: Date,
): Promise<Snapshot | undefined> {
  const events = new Map<EventId, Bookability>();
  for (const [eventId, asking] of Map.groupBy(requests, ({ input }) => input.eventId)) {
    const state = cached(eventId);
    if (state === undefined || !suitsAll(state, asking, rules, now)) return undefined;
    events.set(eventId, { kind: "open", state });
  }
  const userIds = [...new Set(requests.map(({ actor }) => actor.id))];
  const repeated = requests.filter((request) => repeats.has(request));
  const repeating = [...new Set(repeated.map(({ actor }) => actor.id))];
  const [records, activeBookings, recentBookings] = await Promise.all([
    findRecords(client, recordIdsOf(repeated), now),
    repeating.length === 0 ? [] : findActiveBookings(client, [...events.keys()], repeating),
    readRecentBookings(client, userIds, rules.velocity, now),
  ]);
  // Releasing what is over takes a transaction.
  if (activeBookings.some((own) => isHoldOver(own, now))) return undefined;
  return { events, activeBookings, records, recentBookings: [...inFlight, ...recentBookings], rules };
}

/** Whether an event in this state has what every request asks for. */
function suitsAll(
  event: EventState,
  requests: readonly BookingRequest[],
  { acceptsOnlinePayment }: BookingRules,
  now: Date,
): boolean {
  const wanted = requests.reduce((sum, { input }) => sum + input.ticketQuantity, 0);
  // A cached price is good enough to book by, because the write checks it, but not to refuse by.
  const isPriceExpected = requests.every(({ input }) =>
    isExpectedAmount(input, input.ticketQuantity * event.price),
  );
  const canPay = requests.every(({ input }) => input.paymentMethod === "cash" || acceptsOnlinePayment);
  return (
    toBookability(event, now).kind === "open" && hasTicketsFor(event, wanted) && isPriceExpected && canPay
  );
}
