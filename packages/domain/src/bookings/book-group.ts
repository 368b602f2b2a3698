import { bookingView } from "@foyer/contract/booking";
import { bookingId, type EventId } from "@foyer/contract/ids";
import { afterCommit, type Transaction } from "@foyer/db/database";
import { insertMany, type NewRow } from "@foyer/db/insert-many";
import { reserveTicketsOfAll } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import { groupBy } from "../group-by.js";
import { firstAnswer, type Memories, recall, remember, toMemory } from "../idempotency/key-memory.js";
import { queueMailsAbout } from "../mail/bundled-mails.js";
import { newObjectId } from "../object-id.js";
import { alreadyBooked } from "./active-booking.js";
import { type BookingRequest, type RepeatableRequest, toRepeatable } from "./booking-request.js";
import type { BookingAnswer } from "./booking-view.js";
import { holdUntil } from "./hold.js";
import { soldOut } from "./open-event.js";
import { openSales, type Sale } from "./sale.js";

/** What came of one request: each succeeds or fails alone. */
export type BookingOutcome =
  | { readonly kind: "booked"; readonly booking: BookingAnswer }
  | { readonly kind: "refused"; readonly error: DomainError };

/** What is left of an event. */
export interface Left {
  readonly availableTickets: number;
  readonly waitingCount: number;
}

/** What came of a group. */
export interface GroupResult {
  readonly outcomes: readonly BookingOutcome[];
  /** What it left of those of its events that take bookings. */
  readonly left: ReadonlyMap<EventId, Left>;
}

/**
 * Books for several people at once, in the order of their requests, in one transaction: one change of each event's
 * availability, and the bookings, log rows, mails and remembered answers in bulk. The rules are those of each
 * alone, and this is the only place that has them: who books alone is a group of one.
 *
 * What does not depend on each other is sent together. A transaction's commands are carried out one after the other
 * all the same, but without coming back here in between, where they would wait behind whatever else is under way.
 */
export async function bookGroup(
  tx: Transaction,
  foyer: Foyer,
  requests: readonly BookingRequest[],
): Promise<GroupResult> {
  const now = foyer.clock.now();
  const repeatable = requests.map(toRepeatable);
  const keys = repeatable.flatMap((request) => request?.id ?? []);
  const [memories, sales] = await Promise.all([recall(tx, keys, now), openSales(tx, foyer, requests, now)]);
  const made: Made = { bookings: [], memories: [] };
  const outcomes = requests.map((request, index) => {
    try {
      const booking = answer(foyer, sales, request, repeatable[index], memories, made, now);
      return { kind: "booked", booking } as const;
    } catch (error) {
      if (error instanceof DomainError) return { kind: "refused", error } as const;
      throw error;
    }
  });
  await write(tx, foyer, made, memories, now);
  const left = new Map<EventId, Left>();
  for (const [eventId, { opening, availableTickets }] of sales) {
    if (opening.kind === "open")
      left.set(eventId, { availableTickets, waitingCount: opening.event.waitingCount });
  }
  const sold = new Set(made.bookings.map(({ eventId }) => eventId));
  afterCommit(tx, () => {
    for (const [eventId, ofIt] of left) {
      if (sold.has(eventId)) foyer.publicEvents.ticketsLeft(eventId, now.getTime(), ofIt);
    }
  });
  return { outcomes, left };
}

/** What a group has made so far. */
interface Made {
  readonly bookings: NewBooking[];
  readonly memories: ReturnType<typeof toMemory>[];
}

/** The answer to one request. @throws DomainError when it is refused */
function answer(
  foyer: Foyer,
  sales: ReadonlyMap<EventId, Sale>,
  request: BookingRequest,
  repeatable: RepeatableRequest | undefined,
  memories: Memories,
  made: Made,
  now: Date,
): BookingAnswer {
  const first = repeatable && memories.good.get(repeatable.id);
  if (repeatable !== undefined && first !== undefined) {
    return bookingView.parse(firstAnswer(first, repeatable.call));
  }
  const { booking, row } = accept(foyer, sales, request, now);
  made.bookings.push(row);
  if (repeatable !== undefined) {
    const memory = toMemory(repeatable.id, repeatable.call, booking, now);
    // The same key may be in the group twice.
    memories.good.set(memory.id, memory);
    made.memories.push(memory);
  }
  return booking;
}

/** @throws DomainError when the request is refused */
function accept(
  foyer: Foyer,
  sales: ReadonlyMap<EventId, Sale>,
  { actor, input }: BookingRequest,
  now: Date,
): { readonly booking: BookingAnswer; readonly row: NewBooking } {
  const { eventId, ticketQuantity, paymentMethod } = input;
  const sale = sales.get(eventId);
  if (sale === undefined) throw new Error("Every event that is asked for has a sale.");
  if (sale.opening.kind === "closed") throw sale.opening.why;
  const { event } = sale.opening;
  const isFree = event.price === 0;
  const isSettled = isFree || paymentMethod === "cash";
  if (!isSettled && foyer.payments === null) {
    throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", "This event is paid for in cash at the door.", {
      field: "paymentMethod",
    });
  }
  if (sale.booked.has(actor.id)) throw alreadyBooked();
  const hoarding = sale.hoardingOf(actor.id);
  if (hoarding !== undefined) throw hoarding;
  if (event.waitingCount > 0 || ticketQuantity > sale.availableTickets) {
    throw soldOut({ waitingCount: event.waitingCount, availableTickets: sale.availableTickets });
  }
  const booking = {
    id: newObjectId(foyer),
    eventId,
    userId: actor.id,
    ticketQuantity,
    totalAmount: ticketQuantity * event.price,
    currency: event.currency,
    status: isSettled ? "confirmed" : "pending",
    paymentStatus: isFree ? "paid" : "pending",
    paymentMethod,
    bookingDate: now,
    createdAt: now,
    updatedAt: now,
  } as const;
  const holdExpiresAt = isSettled ? null : holdUntil(now, foyer.holds.holdSeconds, event);
  sale.availableTickets -= ticketQuantity;
  sale.booked.add(actor.id);
  return {
    booking: { ...booking, ...NOT_YET, holdExpiresAt },
    row: holdExpiresAt === null ? booking : { ...booking, holdExpiresAt },
  };
}

/** What a booking that was just made does not have. */
const NOT_YET = {
  paymentTransactionId: null,
  cancellationReason: null,
  cancelledAt: null,
  cancelledBy: null,
  isOffer: false,
  replacedBy: null,
  admittedTickets: 0,
} as const;

type NewBooking = NewRow<"Booking"> & { readonly eventId: EventId };

async function write(
  tx: Transaction,
  foyer: Foyer,
  { bookings, memories }: Made,
  { expired }: Memories,
  now: Date,
): Promise<void> {
  if (bookings.length === 0) return;
  const byEvent = groupBy(bookings, ({ eventId }) => eventId);
  const moves = Array.from(byEvent, ([eventId, own]) => ({
    eventId,
    at: now,
    bookings: own.map(({ id, ticketQuantity }) => ({
      bookingId: bookingId.parse(id),
      quantity: ticketQuantity,
    })),
  }));
  const confirmed = bookings.filter(({ status }) => status === "confirmed");
  await Promise.all([
    insertMany(tx, "Booking", bookings),
    remember(tx, memories, expired),
    queueMailsAbout(tx, foyer, "booking_confirmed", confirmed),
    // Last, because nobody else can change these events, or with the embedded database look at any, until the end.
    reserveTicketsOfAll(tx, foyer, moves),
  ]);
}
