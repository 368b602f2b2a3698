import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { type NewRow, prepareInsert } from "@foyer/db/insert-many";
import type { BookingRequest } from "../booking-queue/booking-request.js";
import { prepareReservations } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { type EventState, soldOutError, versionCondition } from "../events/bookability.js";
import { announceEventChange } from "../events/event-changes.js";
import { deleteExpired, replay, toRecord } from "../idempotency/idempotency-record.js";
import { newObjectId } from "../machinery/object-id.js";
import { queueMailsAbout } from "../outbox/queue-mails-about.js";
import { alreadyBookedError } from "./active-booking.js";
import type { HoardingCheck } from "./booking-velocity.js";
import type { BookingAnswer } from "./booking-view.js";
import { cutoffOf } from "./cancellation-terms.js";
import { deserializeBooking } from "./deserialize-booking.js";
import { requireExpectedAmount } from "./expected-amount.js";
import { holdUntil } from "./hold.js";
import { type Finding, find, type Sale } from "./sale.js";

/** What came of one request: each succeeds or fails alone. */
export type BookingOutcome =
  | { readonly kind: "booked"; readonly booking: BookingAnswer }
  | { readonly kind: "refused"; readonly error: DomainError }
  /** A fault of ours that is this request's alone, such as a remembered answer that cannot be read. */
  | { readonly kind: "failed"; readonly error: unknown };

/** What is to come of a group, by what it finds. */
export interface GroupPlan {
  /** Of each request, in their order. */
  readonly outcomes: readonly BookingOutcome[];
  /** How it leaves those of its events that take bookings. */
  readonly left: ReadonlyMap<EventId, EventState>;
  /** Whether there is anything to write: not when everybody is refused, or repeats what was done. */
  readonly hasWrites: boolean;
  /**
   * Writes it: one change of each event's availability, and the bookings, log rows, mails and remembered answers in
   * bulk. What does not depend on each other is sent together. A transaction's commands are carried out one after
   * the other all the same, but without coming back here in between, where they would wait behind whatever else is
   * under way.
   *
   * @throws NotAsSeenError, WriteRefusedError when what was found does not hold: then nothing must be left of it
   */
  write(tx: Transaction): Promise<void>;
}

/** A plan that is being made. */
export interface PlanDraft {
  /** Decides what comes of the next request. */
  decide(request: BookingRequest): void;
  /** To be called once, when all are decided. */
  finish(): GroupPlan;
}

/**
 * Decides what comes of several people's requests, in their order. The rules are those of each alone, and this is the
 * only place that has them: who books alone is a group of one.
 */
export function draftPlan(context: AppContext, { sales, memories, hoarding }: Finding, now: Date): PlanDraft {
  const outcomes: BookingOutcome[] = [];
  const confirmed: NewRow<"Booking">[] = [];
  const bookings = prepareInsert("Booking");
  const remembered = prepareInsert("IdempotencyRecord");
  const reservations = prepareReservations(context, now, (eventId) => {
    const { opening } = saleOf(sales, eventId);
    return opening.kind === "open" ? versionCondition(opening.event) : {};
  });
  const sold = new Set<EventId>();

  /**
   * Changes nothing but the sale, and that last, so that whatever is thrown concerns this request alone.
   *
   * @throws DomainError when the request is refused
   */
  function judge({ actor, input, repeatable }: BookingRequest): BookingAnswer | Accepted {
    const first = repeatable && memories.good.get(repeatable.id);
    if (repeatable !== undefined && first !== undefined) {
      return deserializeBooking(replay(first, repeatable.call));
    }
    const sale = saleOf(sales, input.eventId);
    return accept(context, sale, hoarding, { actor, input }, now);
  }

  function record({ booking, row }: Accepted, { repeatable }: BookingRequest): void {
    sold.add(row.eventId);
    hoarding.count(booking);
    bookings.add(row);
    reservations.add(row);
    if (row.status === "confirmed") confirmed.push(row);
    if (repeatable !== undefined) {
      const record = toRecord(repeatable.id, repeatable.call, booking, now);
      // The same key may be in the group twice.
      memories.good.set(record.id, record);
      remembered.add(record);
    }
  }

  return {
    decide(request) {
      let judged: BookingAnswer | Accepted;
      try {
        judged = judge(request);
      } catch (error) {
        outcomes.push(error instanceof DomainError ? { kind: "refused", error } : { kind: "failed", error });
        return;
      }
      if (!("row" in judged)) {
        outcomes.push({ kind: "booked", booking: judged });
        return;
      }
      record(judged, request);
      outcomes.push({ kind: "booked", booking: judged.booking });
    },
    finish() {
      const left = new Map<EventId, EventState>();
      for (const [eventId, { opening, availableTickets }] of sales) {
        if (opening.kind === "open") left.set(eventId, { ...opening.event, availableTickets });
      }
      const [insertBookings, insertRecord, reserve] = [
        bookings.finish(),
        remembered.finish(),
        reservations.finish(),
      ];
      return {
        outcomes,
        left,
        hasWrites: sold.size > 0,
        async write(tx) {
          if (sold.size === 0) return;
          const since = context.clock.now().getTime();
          if (memories.expired.length > 0) await deleteExpired(tx, memories.expired);
          await Promise.all([
            insertBookings(tx),
            insertRecord(tx),
            queueMailsAbout(tx, context, "booking_confirmed", confirmed),
            // The events last: nobody else can change them, or with the embedded database look at any, until the end.
            reserve(tx),
          ]);
          for (const [eventId, { availableTickets, waitingCount }] of left) {
            if (!sold.has(eventId)) continue;
            const seen = { availableTickets, waitingCount };
            announceEventChange(tx, context, eventId, { kind: "sold", since, left: seen });
          }
        },
      };
    },
  };
}

/** Plans what comes of a group by what it finds itself, within the transaction that is to write it. */
export async function planWithin(
  tx: Transaction,
  context: AppContext,
  requests: readonly BookingRequest[],
): Promise<GroupPlan> {
  const now = context.clock.now();
  const draft = draftPlan(context, await find(tx, context, requests, now), now);
  for (const request of requests) draft.decide(request);
  return draft.finish();
}

function saleOf(sales: Finding["sales"], eventId: EventId): Sale {
  const sale = sales.get(eventId);
  if (sale === undefined) throw new Error("Every event that is asked for has a sale.");
  return sale;
}

/** @throws DomainError when the request is refused */
function accept(
  context: AppContext,
  sale: Sale,
  hoarding: HoardingCheck,
  { actor, input }: Pick<BookingRequest, "actor" | "input">,
  now: Date,
): Accepted {
  const { eventId, ticketQuantity, paymentMethod } = input;
  if (sale.opening.kind === "closed") throw sale.opening.why;
  const { event } = sale.opening;
  const isFree = event.price === 0;
  const isSettled = isFree || paymentMethod === "cash";
  if (sale.booked.has(actor.id)) throw alreadyBookedError();
  const tooMany = hoarding.refusal(actor.id, eventId);
  if (tooMany !== undefined) throw tooMany;
  if (event.waitingCount > 0 || ticketQuantity > sale.availableTickets) {
    throw soldOutError({ waitingCount: event.waitingCount, availableTickets: sale.availableTickets });
  }
  const totalAmount = ticketQuantity * event.price;
  // Before the way to pay: whoever was shown a free event has chosen none.
  requireExpectedAmount(input, { totalAmount, currency: event.currency });
  if (!isSettled && context.payments === null) {
    throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", "This event is paid for in cash at the door.", {
      field: "paymentMethod",
    });
  }
  const booking = {
    id: newObjectId(context),
    eventId,
    userId: actor.id,
    ticketQuantity,
    totalAmount,
    currency: event.currency,
    status: isSettled ? "confirmed" : "pending",
    paymentStatus: isFree ? "paid" : "pending",
    paymentMethod,
    cancellableUntil: cutoffOf(event),
    bookingDate: now,
    createdAt: now,
    updatedAt: now,
  } as const;
  const holdExpiresAt = isSettled ? null : holdUntil(now, context.holds.holdSeconds, event);
  sale.availableTickets -= ticketQuantity;
  sale.booked.add(actor.id);
  return {
    booking: {
      ...booking,
      holdExpiresAt,
      // What a booking that was just made does not have.
      paymentTransactionId: null,
      cancellationReason: null,
      cancelledAt: null,
      cancelledBy: null,
      isOffer: false,
      replacedBy: null,
      admittedTickets: 0,
    },
    row: holdExpiresAt === null ? booking : { ...booking, holdExpiresAt },
  };
}

type NewBooking = NewRow<"Booking"> & {
  readonly eventId: EventId;
  readonly ticketQuantity: number;
};

/** A booking that is to be written, as it is answered and as it is kept. */
interface Accepted {
  readonly booking: BookingAnswer;
  readonly row: NewBooking;
}
