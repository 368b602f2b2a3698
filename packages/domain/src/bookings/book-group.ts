import { bookingView, type CreateBookingInput } from "@foyer/contract/booking";
import { bookingId, type EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { Actor } from "../actor.js";
import { reserveTickets } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import type { Foyer } from "../foyer.js";
import {
  firstAnswer,
  type KeyedCall,
  memoryId,
  recall,
  remember,
  toMemory,
} from "../idempotency/key-memory.js";
import { queueMails } from "../mail/outbox.js";
import { newObjectId } from "../object-id.js";
import { alreadyBooked, findActiveBookings } from "./active-booking.js";
import type { BookingAnswer } from "./booking-view.js";
import { findHoarders } from "./find-hoarders.js";
import { holdUntil, isHoldOver } from "./hold.js";
import { type OpenEvent, readOpenEvent, soldOut } from "./open-event.js";
import { releaseExpiredIn } from "./release-expired.js";

/** Somebody who wants tickets of the event at hand. */
export interface BookingRequest {
  readonly actor: Actor;
  readonly input: CreateBookingInput;
}

/** What came of one request: each succeeds or fails alone. */
export type BookingOutcome =
  | { readonly kind: "booked"; readonly booking: BookingAnswer }
  | { readonly kind: "refused"; readonly error: DomainError };

/** What came of a group, and what is left for the next one. */
export interface GroupResult {
  readonly outcomes: readonly BookingOutcome[];
  /** Undefined when the event takes no bookings. */
  readonly left: Pick<OpenEvent, "availableTickets" | "waitingCount"> | undefined;
}

/**
 * Books for several people at once, in the order of their requests, in one transaction: one change of the
 * availability, and the bookings, log rows, mails and remembered answers in bulk. The rules are those of each
 * alone, and this is the only place that has them: who books alone is a group of one.
 */
export async function bookGroup(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  requests: readonly BookingRequest[],
): Promise<GroupResult> {
  const now = foyer.clock.now();
  const memories = await recall(tx, requests.flatMap((request) => toCall(request) ?? []).map(memoryId), now);
  const sale = await openSale(tx, foyer, eventId, requests, now);
  const outcomes = requests.map((request): BookingOutcome => {
    const call = toCall(request);
    const first = call && memories.get(memoryId(call));
    try {
      if (call !== undefined && first !== undefined)
        return { kind: "booked", booking: bookingView.parse(firstAnswer(first, call)) };
      const booking = accept(foyer, sale, request, now);
      if (call !== undefined) {
        const memory = toMemory(call, booking, now);
        memories.set(memory.id, memory);
        sale.memories.push(memory);
      }
      return { kind: "booked", booking };
    } catch (error) {
      if (error instanceof DomainError) return { kind: "refused", error };
      throw error;
    }
  });
  await write(tx, foyer, eventId, sale, now);
  const { event, availableTickets } = sale;
  return { outcomes, left: event && { availableTickets, waitingCount: event.waitingCount } };
}

/** A request as a call that may be a repeat, if it came with a key. */
export function toCall({ actor, input }: BookingRequest): KeyedCall | undefined {
  const { idempotencyKey: key, ...rest } = input;
  return key === undefined ? undefined : { userId: actor.id, key, operation: "booking.create", input: rest };
}

/** An event's sale, as it goes on from request to request of one group. */
interface Sale {
  /** What is left; undefined when the event takes no bookings, for the reason beside it. */
  readonly event: OpenEvent | undefined;
  readonly closed: DomainError | undefined;
  availableTickets: number;
  /** Whoever has an active booking. */
  readonly booked: Set<string>;
  /** Whoever has booked too often, and what they are told. */
  readonly hoarders: ReadonlyMap<string, DomainError>;
  readonly bookings: NewBooking[];
  readonly memories: ReturnType<typeof toMemory>[];
}

async function openSale(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  requests: readonly BookingRequest[],
  now: Date,
): Promise<Sale> {
  const begin = { bookings: [], memories: [], closed: undefined };
  const userIds = requests.map(({ actor }) => actor.id);
  try {
    let event = await readOpenEvent(tx, eventId, now);
    let active = await findActiveBookings(tx, eventId, userIds);
    const wanted = requests.reduce((sum, { input }) => sum + input.ticketQuantity, 0);
    // Holds that are over block neither the tickets nor another booking of who made them.
    if (wanted > event.availableTickets || [...active.values()].some((own) => isHoldOver(own, now))) {
      if ((await releaseExpiredIn(tx, foyer, eventId)) > 0) {
        event = await readOpenEvent(tx, eventId, now);
        active = await findActiveBookings(tx, eventId, userIds);
      }
    }
    const hoarders = await findHoarders(tx, foyer, eventId, userIds);
    const booked = new Set(active.keys());
    return { ...begin, event, booked, hoarders, availableTickets: event.availableTickets };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const booked = new Set<string>();
    return { ...begin, event: undefined, closed: error, booked, hoarders: new Map(), availableTickets: 0 };
  }
}

/** @throws DomainError when the request is refused */
function accept(foyer: Foyer, sale: Sale, { actor, input }: BookingRequest, now: Date): BookingAnswer {
  const { event } = sale;
  if (event === undefined) throw sale.closed ?? new Error("A sale is open or closed.");
  const { eventId, ticketQuantity, paymentMethod } = input;
  const isFree = event.price === 0;
  const isSettled = isFree || paymentMethod === "cash";
  if (!isSettled && foyer.payments === null) {
    throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", "This event is paid for in cash at the door.", {
      field: "paymentMethod",
    });
  }
  if (sale.booked.has(actor.id)) throw alreadyBooked();
  const hoarding = sale.hoarders.get(actor.id);
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
  sale.bookings.push({ ...booking, ...(holdExpiresAt !== null && { holdExpiresAt }) });
  return { ...booking, ...NOT_YET, holdExpiresAt };
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

type NewBooking = Prisma.BookingCreateManyInput & { readonly id: string };

async function write(
  tx: Transaction,
  foyer: Foyer,
  eventId: EventId,
  { bookings, memories }: Sale,
  now: Date,
): Promise<void> {
  if (bookings.length === 0) return;
  await reserveTickets(tx, foyer, {
    eventId,
    at: now,
    bookings: bookings.map(({ id, ticketQuantity }) => ({
      bookingId: bookingId.parse(id),
      quantity: ticketQuantity,
    })),
  });
  await tx.booking.createMany({ data: bookings });
  await remember(tx, memories);
  const confirmed = bookings.filter(({ status }) => status === "confirmed");
  await queueMails(
    tx,
    foyer,
    confirmed.map(({ id, userId }) => ({ template: "booking_confirmed", userId, bookingId: id })),
  );
}
