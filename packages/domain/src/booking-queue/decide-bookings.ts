import { bookingId, type EventId } from "@foyer/contract/ids";
import type { NewRow } from "@foyer/db/insert-many";
import { type ActiveBooking, alreadyBookedError } from "../bookings/active-booking.js";
import {
  checkVelocity,
  type RecentBooking,
  type VelocityCheck,
  type VelocityLimits,
} from "../bookings/booking-velocity.js";
import {
  askedFor,
  type BookingAnswer,
  type NewBooking,
  type NewBookingRow,
  newBooking,
} from "../bookings/booking-view.js";
import { cutoffOf } from "../bookings/cancellation-terms.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import { requireExpectedAmount } from "../bookings/expected-amount.js";
import { holdUntil } from "../bookings/hold.js";
import { reservationRow } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import { type Bookability, type EventState, hasTicketsFor, soldOutError } from "../events/bookability.js";
import {
  type FoundRecords,
  type IdempotencyRecord,
  replay,
  toRecord,
} from "../idempotency/idempotency-record.js";
import type { BookingRequest } from "./booking-queue.js";

/** What the outcome of a batch depends on, beside its requests and the time. */
export interface Snapshot {
  /** Every event that is asked for: its state, or why it takes no bookings. */
  readonly events: ReadonlyMap<EventId, Bookability>;
  /** The requesting users' active bookings of these events: at most one each. */
  readonly activeBookings: readonly ActiveBooking[];
  /** The idempotency records of the requests' keys. */
  readonly records: FoundRecords;
  /** What the requesting users booked within the windows of the velocity limits. */
  readonly recentBookings: readonly RecentBooking[];
  readonly rules: BookingRules;
}

/** What is the same for every batch. */
export interface BookingRules {
  readonly holdSeconds: number;
  /** Whether anything but cash can be taken. */
  readonly acceptsOnlinePayment: boolean;
  readonly velocity: VelocityLimits | "off";
  /** A new ObjectId in hexadecimal. */
  readonly newId: () => string;
}

/** What came of one request: each succeeds or fails alone. */
export type BookingOutcome =
  | { readonly kind: "booked"; readonly booking: BookingAnswer }
  | { readonly kind: "refused"; readonly error: DomainError }
  /** A fault of ours that is this request's alone, such as a recorded answer that cannot be read. */
  | { readonly kind: "failed"; readonly error: unknown };

/** What comes of a batch: an outcome for each request, and all that is to be written. */
export interface Decision {
  readonly now: Date;
  /** In the order of the requests. */
  readonly outcomes: readonly BookingOutcome[];
  readonly bookings: readonly NewBookingRow[];
  readonly capacityLog: readonly NewRow<"EventCapacityLog">[];
  readonly records: readonly NewRow<"IdempotencyRecord">[];
  /** Ids of expired records that are in the way of new ones. */
  readonly expiredRecords: readonly string[];
  /** Every event that takes bookings, as it was and as the batch leaves it. */
  readonly events: ReadonlyMap<EventId, EventChange>;
}

/** What a batch does to an event. */
export interface EventChange {
  readonly before: EventState;
  readonly after: EventState;
  /** Tickets that are taken of it. */
  readonly taken: number;
}

/**
 * Decides what comes of requests for tickets, in their order: the rules of booking, and the only place that has them.
 * A request that comes alone is a batch of one. What an earlier request of the batch takes, the later ones lack.
 */
export function decideBookings(snapshot: Snapshot, requests: readonly BookingRequest[], now: Date): Decision {
  const { rules } = snapshot;
  const sales = openSales(snapshot);
  const records = new Map(snapshot.records.good);
  const velocity = checkVelocity(snapshot.recentBookings, rules.velocity, now);
  const bookings: NewBookingRow[] = [];
  const capacityLog: NewRow<"EventCapacityLog">[] = [];
  const newRecords: NewRow<"IdempotencyRecord">[] = [];

  function decide(request: BookingRequest): BookingAnswer {
    const { keyed, input } = request;
    const record = keyed && records.get(keyed.id);
    if (keyed !== undefined && record !== undefined) {
      return deserializeBooking(replay(record, keyed.call));
    }
    const sale = saleOf(sales, input.eventId);
    const { row, answer } = book(request, sale, velocity, rules, now);
    sale.availableTickets -= row.ticketQuantity;
    sale.holders.add(row.userId);
    velocity.count(row);
    bookings.push(row);
    capacityLog.push(reservationRow(row, rules.newId(), now));
    if (keyed !== undefined) {
      const own: IdempotencyRecord = toRecord(keyed.id, keyed.call, answer, now);
      // The same key may be in the batch twice.
      records.set(own.id, own);
      newRecords.push(own);
    }
    return answer;
  }

  const outcomes = requests.map((request): BookingOutcome => {
    try {
      return { kind: "booked", booking: decide(request) };
    } catch (error) {
      return error instanceof DomainError ? { kind: "refused", error } : { kind: "failed", error };
    }
  });
  return {
    now,
    outcomes,
    bookings,
    capacityLog,
    records: newRecords,
    expiredRecords: snapshot.records.expired,
    events: changesOf(sales),
  };
}

/** An event as it goes on from request to request of one batch. */
interface Sale {
  readonly event: Bookability;
  availableTickets: number;
  /** Users with an active booking. */
  readonly holders: Set<string>;
}

function openSales({ events, activeBookings }: Snapshot): ReadonlyMap<EventId, Sale> {
  const sales = new Map<EventId, Sale>();
  for (const [id, event] of events) {
    const availableTickets = event.kind === "open" ? event.state.availableTickets : 0;
    sales.set(id, { event, availableTickets, holders: new Set() });
  }
  for (const { eventId, userId } of activeBookings) sales.get(eventId)?.holders.add(userId);
  return sales;
}

function saleOf(sales: ReadonlyMap<EventId, Sale>, eventId: EventId): Sale {
  const sale = sales.get(eventId);
  if (sale === undefined) throw new Error("A snapshot has every event that is asked for.");
  return sale;
}

function changesOf(sales: ReadonlyMap<EventId, Sale>): ReadonlyMap<EventId, EventChange> {
  const changes = new Map<EventId, EventChange>();
  for (const [id, { event, availableTickets }] of sales) {
    if (event.kind === "closed") continue;
    const before = event.state;
    const taken = before.availableTickets - availableTickets;
    changes.set(id, { before, after: { ...before, availableTickets }, taken });
  }
  return changes;
}

/**
 * Makes the booking that a request asks for. Changes nothing.
 *
 * @throws DomainError when the rules forbid it
 */
function book(
  { actor, input }: BookingRequest,
  { event: bookability, availableTickets, holders }: Sale,
  velocity: VelocityCheck,
  rules: BookingRules,
  now: Date,
): NewBooking {
  const { eventId, ticketQuantity, paymentMethod } = input;
  if (bookability.kind === "closed") throw bookability.error;
  const event = bookability.state;
  if (holders.has(actor.id)) throw alreadyBookedError();
  const tooMany = velocity.error(actor.id, eventId);
  if (tooMany !== undefined) throw tooMany;
  const left = { waitingCount: event.waitingCount, availableTickets };
  if (!hasTicketsFor(left, ticketQuantity)) throw soldOutError(left);
  const totalAmount = ticketQuantity * event.price;
  const { currency } = event;
  // Before the payment method: nobody chooses one for an event that was shown as free.
  requireExpectedAmount(input, { totalAmount, currency });
  const isFree = event.price === 0;
  const isConfirmed = isFree || paymentMethod === "cash";
  if (!isConfirmed && !rules.acceptsOnlinePayment) {
    throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", "This event is paid for in cash at the door.", {
      field: "paymentMethod",
    });
  }
  return newBooking(
    {
      ...askedFor(input),
      id: bookingId.parse(rules.newId()),
      userId: actor.id,
      totalAmount,
      currency,
      status: isConfirmed ? "confirmed" : "pending",
      paymentStatus: isFree ? "paid" : "pending",
      cancellableUntil: cutoffOf(event),
      ...(!isConfirmed && { holdExpiresAt: holdUntil(now, rules.holdSeconds, event) }),
    },
    now,
  );
}
