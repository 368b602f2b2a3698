import { bookingId, type EventId, type UserId } from "@foyer/contract/ids";
import type { NewRow } from "@foyer/db/raw-commands";
import {
  type ActiveBooking,
  alreadyBookedError,
  askedFor,
  type BookingAnswer,
  type NewBooking,
  type NewBookingRow,
  newBooking,
  requireExpectedAmount,
} from "../bookings/booking.js";
import {
  checkVelocity,
  type RecentBooking,
  type VelocityCheck,
  type VelocityLimits,
} from "../bookings/booking-velocity.js";
import { cutoffOf } from "../bookings/cancellation-terms.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
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

/** Everything that the outcomes of a batch depend on, besides its requests and the time. */
export interface Snapshot {
  /** The requested events: the state of each, or why it takes no bookings. */
  readonly events: ReadonlyMap<EventId, Bookability>;
  /** The requesting users' active bookings of these events: at most one per user and event. */
  readonly activeBookings: readonly ActiveBooking[];
  /** The idempotency records of the requests' keys. */
  readonly records: FoundRecords;
  /** The requesting users' bookings within the windows of the velocity limits. */
  readonly recentBookings: readonly RecentBooking[];
  readonly rules: BookingRules;
}

/** The requesting users, each once. */
export function userIdsOf(requests: readonly BookingRequest[]): readonly UserId[] {
  return [...new Set(requests.map(({ actor }) => actor.id))];
}

/** The number of tickets that all requests ask for. */
export function ticketsWanted(requests: readonly BookingRequest[]): number {
  return requests.reduce((sum, { input }) => sum + input.ticketQuantity, 0);
}

/** The ids of the idempotency records for requests with keys. */
export function recordIdsOf(requests: readonly BookingRequest[]): string[] {
  return requests.flatMap(({ keyed }) => keyed?.id ?? []);
}

/** Rules that are the same for every batch. */
export interface BookingRules {
  readonly holdSeconds: number;
  /** Whether there is a payment provider, or only cash. */
  readonly acceptsOnlinePayment: boolean;
  readonly velocity: VelocityLimits | "off";
  /** A new ObjectId in hexadecimal. */
  readonly newId: () => string;
}

/** The outcome of one request. Each succeeds or fails independently. */
export type BookingOutcome =
  | { readonly kind: "booked"; readonly booking: BookingAnswer }
  | { readonly kind: "refused"; readonly error: DomainError }
  /** An unexpected error of this request only, such as a recorded answer that cannot be deserialized. */
  | { readonly kind: "failed"; readonly error: unknown };

/** The decision on a batch: an outcome for each request, and everything to be written. */
export interface Decision {
  readonly now: Date;
  /** In the order of the requests. */
  readonly outcomes: readonly BookingOutcome[];
  readonly bookings: readonly NewBookingRow[];
  readonly capacityLog: readonly NewRow<"EventCapacityLog">[];
  readonly records: readonly NewRow<"IdempotencyRecord">[];
  /** The ids of expired records that new ones replace. */
  readonly expiredRecords: readonly string[];
  /** Every event that takes bookings. */
  readonly events: ReadonlyMap<EventId, EventChange>;
}

/** The change of an event by a batch. */
export interface EventChange {
  /** Its state after the batch. */
  readonly after: EventState;
  /** Tickets taken by the batch. */
  readonly taken: number;
}

/**
 * Decides on requests for tickets, in order. These are the rules of booking, and they are nowhere else (domain
 * rules, Booking). A single request is a batch of one. Tickets taken by an earlier request of the batch are not
 * available to later ones.
 */
export function decideBookings(snapshot: Snapshot, requests: readonly BookingRequest[], now: Date): Decision {
  const { rules } = snapshot;
  const events = eventsOf(snapshot);
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
    const event = eventOf(events, input.eventId);
    const { row, answer } = book(request, event, velocity, rules, now);
    event.availableTickets -= row.ticketQuantity;
    event.holders.add(row.userId);
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
    events: changesOf(events),
  };
}

/** The state of an event in the course of a batch. */
interface EventInBatch {
  readonly event: Bookability;
  availableTickets: number;
  /** Users with an active booking. */
  readonly holders: Set<string>;
}

function eventsOf({ events, activeBookings }: Snapshot): ReadonlyMap<EventId, EventInBatch> {
  const states = new Map<EventId, EventInBatch>();
  for (const [id, event] of events) {
    const availableTickets = event.kind === "open" ? event.state.availableTickets : 0;
    states.set(id, { event, availableTickets, holders: new Set() });
  }
  for (const { eventId, userId } of activeBookings) states.get(eventId)?.holders.add(userId);
  return states;
}

function eventOf(events: ReadonlyMap<EventId, EventInBatch>, eventId: EventId): EventInBatch {
  const event = events.get(eventId);
  if (event === undefined) throw new Error("A snapshot has every event that is asked for.");
  return event;
}

function changesOf(events: ReadonlyMap<EventId, EventInBatch>): ReadonlyMap<EventId, EventChange> {
  const changes = new Map<EventId, EventChange>();
  for (const [id, { event, availableTickets }] of events) {
    if (event.kind === "closed") continue;
    const taken = event.state.availableTickets - availableTickets;
    changes.set(id, { after: { ...event.state, availableTickets }, taken });
  }
  return changes;
}

/**
 * Makes the booking for a request. Has no side effects.
 *
 * @throws DomainError if the rules forbid it
 */
function book(
  { actor, input }: BookingRequest,
  { event: bookability, availableTickets, holders }: EventInBatch,
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
  // Before the payment method, which users do not choose for an event shown as free.
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
