import { bookingId, type EventId, type UserId } from "@foyer/contract/ids";
import type { AnswerInput } from "@foyer/contract/question";
import type { NewRow } from "@foyer/db/raw-commands";
import { ticketsOf } from "../bookings/booked-tickets.js";
import {
  type ActiveBooking,
  alreadyBookedError,
  askedFor,
  type BookingAnswer,
  type BookingTerms,
  type NewBooking,
  type NewBookingRow,
  newBooking,
  pricedTerms,
  priceOf,
  requireExpectedAmount,
} from "../bookings/booking.js";
import {
  checkVelocity,
  type RecentBooking,
  type VelocityCheck,
  type VelocityLimits,
} from "../bookings/booking-velocity.js";
import { cutoffOf } from "../bookings/cancellation-terms.js";
import { deserializeBooking, toRecordedBooking } from "../bookings/deserialize-booking.js";
import { holdUntil } from "../bookings/hold.js";
import { requirePayable } from "../bookings/payable.js";
import { reservationRow, type TypeTaking } from "../capacity/change-capacity.js";
import {
  applyCode,
  type CodeUse,
  codeIndex,
  type DiscountCode,
  opensType,
  requireUsable,
  type TypedCode,
} from "../discount-codes/discount-code.js";
import { DomainError } from "../domain-error.js";
import {
  type Bookability,
  type EventState,
  hasTicketsFor,
  refusalOfSale,
  soldOutError,
  wantedByType,
} from "../events/bookability.js";
import {
  type FoundRecords,
  type IdempotencyRecord,
  replay,
  toRecord,
} from "../idempotency/idempotency-record.js";
import { type FirstAnswers, firstAnswers } from "../questions/first-answers.js";
import { hasToAnswer, type Question } from "../questions/question.js";
import { orderTickets } from "../ticket-types/order-tickets.js";
import { lowestPrice, sumByType, withTaken } from "../ticket-types/ticket-type.js";
import { asWanted, quantityOf } from "../ticket-types/wanted-tickets.js";
import type { BookingRequest, Sale } from "./booking-queue.js";

/** Everything that the outcomes of a batch depend on, besides its requests and the time. */
export interface Snapshot {
  /** The requested events: the state of each, or why it takes no bookings. */
  readonly events: ReadonlyMap<EventId, Bookability>;
  /** The requesting users' active bookings of these events: at most one per user and event. */
  readonly activeBookings: readonly ActiveBooking[];
  /** The discount codes that are asked for and exist, by {@link codeIndex}. */
  readonly codes: ReadonlyMap<string, DiscountCode>;
  /** The questions of the events for which a request has answers. */
  readonly questions: ReadonlyMap<EventId, readonly Question[]>;
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
  return requests.reduce((sum, { input }) => sum + quantityOf(input), 0);
}

/** The discount codes that requests use. */
export function codesWanted(requests: readonly BookingRequest[]): readonly TypedCode[] {
  return requests.flatMap(({ input: { eventId, code } }) => (code === undefined ? [] : [{ eventId, code }]));
}

/** The answers to the event's questions that a request has with it. */
function answersIn({ sale }: BookingRequest): readonly AnswerInput[] {
  return (sale.kind === "by_organizer" && sale.answers) || [];
}

/** The events for which a request has answers. */
export function eventsAnswered(requests: readonly BookingRequest[]): readonly EventId[] {
  const answering = requests.filter((request) => answersIn(request).length > 0);
  return [...new Set(answering.map(({ input }) => input.eventId))];
}

/** The ids of the idempotency records for requests with keys. */
export function recordIdsOf(requests: readonly BookingRequest[]): string[] {
  return requests.flatMap(({ keyed }) => keyed?.id ?? []);
}

/** Rules that are the same for every batch. */
export interface BookingRules {
  readonly holdSeconds: number;
  /** How long a guest's booking that costs nothing now waits to be proved. */
  readonly proofSeconds: number;
  /** Whether there is a payment provider, or only cash. */
  readonly acceptsOnlinePayment: boolean;
  /** Whether guests can be mailed a link. */
  readonly mailsLinks: boolean;
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
  readonly answers: readonly FirstAnswers[];
  readonly capacityLog: readonly NewRow<"EventCapacityLog">[];
  readonly records: readonly NewRow<"IdempotencyRecord">[];
  /** The ids of expired records that new ones replace. */
  readonly expiredRecords: readonly string[];
  /** Every event that takes bookings, of those who run it at least. */
  readonly events: ReadonlyMap<EventId, EventChange>;
  /** The uses of discount codes. */
  readonly codeUses: readonly CodeUse[];
}

/** The change of an event by a batch. */
export interface EventChange {
  /** Its state after the batch. */
  readonly after: EventState;
  /** Tickets taken by the batch. */
  readonly taken: number;
  /** The same by kind; empty where the event has one. */
  readonly types: readonly TypeTaking[];
}

/**
 * Decides on requests for tickets, in order. These are the rules of booking, and they are nowhere else (domain
 * rules, Booking). A single request is a batch of one. Tickets taken by an earlier request of the batch are not
 * available to later ones.
 */
export function decideBookings(snapshot: Snapshot, requests: readonly BookingRequest[], now: Date): Decision {
  const { rules } = snapshot;
  const events = eventsOf(snapshot);
  const codes = new Map(snapshot.codes);
  const records = new Map(snapshot.records.good);
  const velocity = checkVelocity(snapshot.recentBookings, rules.velocity, now);
  const bookings: NewBookingRow[] = [];
  const answers: FirstAnswers[] = [];
  const capacityLog: NewRow<"EventCapacityLog">[] = [];
  const newRecords: NewRow<"IdempotencyRecord">[] = [];

  function decide(request: BookingRequest): BookingAnswer {
    const { keyed, input } = request;
    const record = keyed && records.get(keyed.id);
    if (keyed !== undefined && record !== undefined) {
      return deserializeBooking(replay(record, keyed.call));
    }
    const event = eventOf(events, input.eventId);
    const { row, answer } = book(request, { ...event, codes }, velocity, rules, now);
    const answered = answersOf(request, row, snapshot, now);
    event.state = event.state && afterBooking(event.state, row);
    event.holders.add(row.userId);
    countUse(codes, input);
    velocity.count(row);
    bookings.push(row);
    if (answered !== undefined) answers.push(answered);
    capacityLog.push(reservationRow(row, rules.newId(), now));
    if (keyed !== undefined) {
      const own: IdempotencyRecord = toRecord(keyed.id, keyed.call, toRecordedBooking(answer), now);
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
    answers,
    capacityLog,
    records: newRecords,
    expiredRecords: snapshot.records.expired,
    events: changesOf(events, now),
    codeUses: usesOf(snapshot.codes, codes),
  };
}

/**
 * What was answered with the booking that a request makes.
 *
 * @throws DomainError INVALID_INPUT with the path of the answer that does not fit
 */
function answersOf(
  request: BookingRequest,
  { id, eventId, ticketQuantity, items = [] }: NewBookingRow,
  { questions }: Snapshot,
  now: Date,
): FirstAnswers | undefined {
  const given = answersIn(request);
  if (given.length === 0) return undefined;
  const tickets = ticketsOf({ ticketQuantity, items, tickets: [], lastTicketNumber: null });
  return firstAnswers({ id, eventId, tickets }, questions.get(eventId) ?? [], given, now);
}

/** The state of an event in the course of a batch. */
interface EventInBatch {
  readonly event: Bookability;
  /** Missing if it takes no bookings. */
  state: EventState | undefined;
  /** Users with an active booking. */
  readonly holders: Set<string>;
}

function eventsOf({ events, activeBookings }: Snapshot): ReadonlyMap<EventId, EventInBatch> {
  const states = new Map<EventId, EventInBatch>();
  for (const [id, event] of events) {
    const state = event.kind === "closed" ? undefined : event.state;
    states.set(id, { event, state, holders: new Set() });
  }
  for (const { eventId, userId } of activeBookings) states.get(eventId)?.holders.add(userId);
  return states;
}

function eventOf(events: ReadonlyMap<EventId, EventInBatch>, eventId: EventId): EventInBatch {
  const event = events.get(eventId);
  if (event === undefined) throw new Error("A snapshot has every event that is asked for.");
  return event;
}

function afterBooking(state: EventState, { ticketQuantity, items = [] }: NewBookingRow): EventState {
  return {
    ...state,
    availableTickets: state.availableTickets - ticketQuantity,
    ticketTypes: withTaken(state.ticketTypes, sumByType(items)),
  };
}

/** Later requests of the batch see the use. */
function countUse(codes: Map<string, DiscountCode>, { eventId, code }: BookingRequest["input"]): void {
  if (code === undefined) return;
  const index = codeIndex({ eventId, code });
  const used = codes.get(index);
  if (used !== undefined) codes.set(index, { ...used, uses: used.uses + 1 });
}

function usesOf(
  before: ReadonlyMap<string, DiscountCode>,
  after: ReadonlyMap<string, DiscountCode>,
): CodeUse[] {
  return [...after].flatMap(([index, { id, uses }]) => {
    const more = uses - (before.get(index)?.uses ?? 0);
    return more === 0 ? [] : [{ codeId: id, uses: more }];
  });
}

function changesOf(events: ReadonlyMap<EventId, EventInBatch>, now: Date): ReadonlyMap<EventId, EventChange> {
  const changes = new Map<EventId, EventChange>();
  for (const [id, { event, state }] of events) {
    if (event.kind === "closed" || state === undefined) continue;
    const taken = event.state.availableTickets - state.availableTickets;
    const types = state.ticketTypes.flatMap(({ id: ticketTypeId, quota, taken: of }, index) => {
      const quantity = of - (event.state.ticketTypes[index]?.taken ?? of);
      return quantity === 0 ? [] : [{ ticketTypeId, quantity, quota }];
    });
    const after =
      types.length === 0
        ? state
        : { ...state, price: lowestPrice(state.ticketTypes, state.availableTickets, now) };
    changes.set(id, { after, taken, types });
  }
  return changes;
}

/**
 * Makes the booking for a request. Has no side effects.
 *
 * @throws DomainError if the rules forbid it
 */
function book(
  { actor, input, sale }: BookingRequest,
  {
    event: bookability,
    state: event,
    holders,
    codes,
  }: EventInBatch & { readonly codes: ReadonlyMap<string, DiscountCode> },
  velocity: VelocityCheck,
  rules: BookingRules,
  now: Date,
): NewBooking {
  const { eventId, code: typed } = input;
  const isByOrganizer = sale.kind === "by_organizer";
  const refusal = refusalOfSale(bookability, isByOrganizer);
  if (refusal !== undefined) throw refusal;
  if (event === undefined) throw new Error("An event that is sold has a state.");
  if (holders.has(actor.id)) throw alreadyBookedError(sale.kind === "open");
  const tooMany = isByOrganizer ? undefined : velocity.error(actor.id, eventId, sale.kind === "to_guest");
  if (tooMany !== undefined) throw tooMany;
  const code =
    typed === undefined ? undefined : requireUsable(codes.get(codeIndex({ eventId, code: typed })), now);
  const items = orderTickets(event, input, {
    now,
    opens: (type) => isByOrganizer || opensType(code, type),
    ignoresSales: isByOrganizer,
  });
  const wanted = asWanted(items);
  if (!hasTicketsFor(event, wanted)) throw soldOutError(event, wanted);
  const priced = priceOf(items, code === undefined ? null : applyCode(code, items));
  const { totalAmount } = priced;
  const { currency } = event;
  // Before the payment method, which users do not choose for an event shown as free.
  requireExpectedAmount(input, { totalAmount, currency });
  const isFree = totalAmount === 0;
  const isByCash = !isFree && input.paymentMethod === "cash";
  if (!isFree && !isByOrganizer) requirePayable(input.paymentMethod, event, rules, now);
  const isProved = sale.kind !== "to_guest";
  // Questions that have to be answered are asked while the hold runs; `booking.pay` then confirms (domain rules, Questions).
  const isAnswered = isByOrganizer || !hasToAnswer(event, items);
  const isConfirmed = (isFree || isByCash) && isProved && isAnswered;
  if ((isFree || isByCash) && !isProved && !rules.mailsLinks) throw noLinkError();
  const holdSeconds = (isFree || isByCash) && !isProved ? rules.proofSeconds : rules.holdSeconds;
  return newBooking(
    {
      ...askedFor(input),
      ...pricedTerms(priced),
      id: bookingId.parse(rules.newId()),
      userId: actor.id,
      currency,
      status: isConfirmed ? "confirmed" : "pending",
      paymentStatus: isFree && isConfirmed ? "paid" : "pending",
      cancellableUntil: cutoffOf(event),
      ...(!isConfirmed && { holdExpiresAt: holdUntil(now, holdSeconds, event) }),
      // Those who run the event may sell after that date, and are paid at once.
      ...(isConfirmed &&
        isByCash &&
        event.cashDueAt !== null &&
        event.cashDueAt > now && { cashDueAt: event.cashDueAt }),
      ...forWhom(sale, now),
    },
    now,
  );
}

/**
 * Why an order on open sale cannot be served that asks for more tickets than there are, by the same rules and in the same order as above.
 * For requests that are refused before they are queued.
 *
 * @returns undefined if there are enough, or the queue has to tell, because a code may open what is asked for
 */
export function refusalForLackOfTickets(
  event: EventState,
  input: BookingRequest["input"],
  now: Date,
): DomainError | undefined {
  if (hasTicketsFor(event, input)) return undefined;
  const isHidden = wantedByType(event, input).some(({ ticketTypeId }) =>
    event.ticketTypes.some((type) => type.id === ticketTypeId && type.isHidden),
  );
  if (isHidden && input.code !== undefined) return undefined;
  try {
    orderTickets(event, input, { now, opens: () => false });
  } catch (error) {
    if (error instanceof DomainError) return error;
    throw error;
  }
  return soldOutError(event, input);
}

/** Who a booking is for, and who made it, where that is not its signed-in user. */
function forWhom(sale: Sale, now: Date): Pick<BookingTerms, "guest" | "madeBy"> {
  switch (sale.kind) {
    case "open":
      return {};
    case "to_guest":
      return { guest: sale.guest };
    case "by_organizer":
      return {
        // Those who run the event answer for it.
        ...(sale.guest !== undefined && { guest: { ...sale.guest, provedAt: now } }),
        ...(sale.madeBy !== undefined && { madeBy: sale.madeBy }),
      };
  }
}

function noLinkError(): DomainError {
  const message = "No mail can be sent at the moment, so a booking that costs nothing now needs an account.";
  return new DomainError("MAIL_UNAVAILABLE", message);
}
