import type { BookingId } from "@foyer/contract/ids";
import { MAX_BOOKING_PRICE } from "@foyer/contract/money";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { type Actor, runsEvent } from "../actor.js";
import { comingTickets, ticketColumns, ticketsOf } from "../bookings/booked-tickets.js";
import {
  bookingColumns,
  isOfferedAddition,
  itemsOf,
  opensKind,
  type Priced,
  repriced,
} from "../bookings/booking.js";
import { cancellableUntil, termsColumns } from "../bookings/cancellation-terms.js";
import { isHoldOver } from "../bookings/hold.js";
import { isOwnBooking } from "../bookings/ownership.js";
import { requirePayable } from "../bookings/payable.js";
import {
  differenceBetween,
  numbersToReturn,
  type TicketDifference,
  type WantedChange,
  wantedByKind,
  withAdded,
  withoutReturned,
} from "../bookings/ticket-difference.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { acceptsBookings, requireNotCancelled } from "../events/bookability.js";
import { settleLess } from "../payments/refund-parts.js";
import { asksForAddition } from "../questions/booking-answers.js";
import { orderTickets, type PricedItem, tooManyTickets } from "../ticket-types/order-tickets.js";
import type { TicketType } from "../ticket-types/ticket-type.js";
import { countTickets } from "../ticket-types/wanted-tickets.js";

/** The columns that a change of a booking depends on. */
export const changingColumns = {
  ...bookingColumns,
  ...ticketColumns,
  unpaidAdditionsAt: true,
  organizerChanges: true,
  checkIns: { where: { isUndone: false }, select: { ticketNumber: true } },
  event: {
    select: {
      ...termsColumns,
      organizerId: true,
      isActive: true,
      cancelledAt: true,
      price: true,
      currency: true,
      availableTickets: true,
      waitingCount: true,
      ticketTypes: true,
      salesFrom: true,
      salesUntil: true,
      maxTicketsPerPerson: true,
      paymentMethods: true,
      cashDueAt: true,
      hasRequiredQuestions: true,
    },
  },
} as const satisfies Prisma.BookingSelect;

export type ChangingBooking = Prisma.BookingGetPayload<{ select: typeof changingColumns }>;

/** The tickets that a booking is to have. */
export interface WantedChangeOf extends WantedChange {
  readonly id: BookingId;
  readonly ticketNumbers?: readonly number[] | undefined;
}

/** A change of a booking's tickets that its terms allow. Whether there are enough tickets is not checked. */
export interface ChangePlan {
  readonly booking: ChangingBooking;
  /** Whether it is made by those who run the event, for somebody. */
  readonly isForSomebody: boolean;
  readonly difference: TicketDifference;
  /** The numbers of the tickets that are given back. */
  readonly returnedNumbers: readonly number[];
  readonly added: readonly PricedItem[];
  /** The whole booking afterwards. */
  readonly after: Priced;
  /** Minor units of the booking's currency: if there are any, the change waits for them as an addition that is held. */
  readonly amountToPay: number;
  /** Whether the change waits for required answers about tickets that come, as an addition that is held. */
  readonly waitsForAnswers: boolean;
  /** What is given back, and the booking's `refundedAmount` afterwards. */
  readonly refundAmount: number;
  readonly refundedAmount: number;
}

/**
 * Reads a booking and plans a change of its tickets (domain rules, Changes of bookings).
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, BOOKING_NOT_ACTIVE, HOLD_EXPIRED, CANCELLATION_CLOSED,
 *   ALREADY_CHECKED_IN, EVENT_NOT_OPEN, NOT_ON_SALE, TOO_MANY_TICKETS, PAYMENT_METHOD_UNAVAILABLE, INVALID_INPUT
 */
export async function planChangeIn(
  tx: Pick<Transaction, "booking" | "user" | "question" | "bookingAnswers">,
  context: Pick<AppContext, "clock">,
  actor: Actor,
  wanted: WantedChangeOf,
): Promise<ChangePlan> {
  const now = context.clock.now();
  const booking = await tx.booking.findUnique({ where: { id: wanted.id }, select: changingColumns });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  const isOwner = await isOwnBooking(tx, actor, booking);
  const runsIt = runsEvent(actor, booking.event);
  if (!isOwner && !runsIt) throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  requireChangeable(booking, now);

  const items = itemsOf(booking);
  const difference = differenceBetween(items, wantedByKind(items, wanted, booking.event.ticketTypes));
  const kept = withoutReturned(items, difference.returned);
  if (difference.returned.length > 0) requireReturnable(booking, { kept, difference, runsIt }, now);
  const admitted = new Set(booking.checkIns.map(({ ticketNumber }) => ticketNumber));
  const named = wanted.ticketNumbers;
  const returnedNumbers = numbersToReturn(ticketsOf(booking), difference.returned, { admitted, named });
  const added = difference.added.length === 0 ? [] : priceAdded(booking, { kept, difference, runsIt }, now);
  const all = withAdded(kept, added);
  if (all.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0) > MAX_BOOKING_PRICE) {
    throw tooManyTickets(booking.ticketQuantity);
  }
  const after = repriced(all, booking.discount);
  const more = after.totalAmount - booking.totalAmount;
  const isPaid = booking.paymentStatus === "paid";
  // What is owed already is paid together with what comes.
  if (more > 0 && !isPaid && booking.status === "confirmed" && !runsIt) {
    requirePayable("cash", booking.event, { acceptsOnlinePayment: true }, now);
  }
  const amountToPay = isPaid ? Math.max(0, more) : 0;
  const coming = booking.status === "confirmed" && added.length > 0 ? comingTickets(booking, added) : [];
  // What gives money back is not held: it takes nothing that could be answered for first.
  const isHeldFirst = !runsIt && more >= 0;
  const waitsForAnswers =
    isHeldFirst && (await asksForAddition(tx, booking, { own: ticketsOf(booking), coming }));
  const settlement = isPaid && amountToPay === 0 ? settleLess(booking, after.totalAmount) : undefined;
  return {
    booking,
    isForSomebody: runsIt && !isOwner,
    difference,
    returnedNumbers,
    added,
    after,
    amountToPay,
    waitsForAnswers,
    refundAmount: settlement?.refundAmount ?? 0,
    refundedAmount: settlement?.refundedAmount ?? booking.refundedAmount,
  };
}

function requireChangeable(booking: ChangingBooking, now: Date): void {
  requireNotCancelled(booking.event);
  if (booking.cancelledBy === "expiry" || (booking.status === "pending" && isHoldOver(booking, now))) {
    throw new DomainError("HOLD_EXPIRED", "The time to pay ran out, and the tickets went back on sale.");
  }
  if (booking.status === "cancelled") {
    throw new DomainError("BOOKING_NOT_ACTIVE", "This booking is cancelled.");
  }
  if (booking.waitlistEntryId !== null && booking.status === "pending") {
    const message = "This is an offer of the waiting list: change its quantity, or accept it first.";
    throw new DomainError("INVALID_INPUT", message, { field: "items" });
  }
  if (booking.addition !== null && isOfferedAddition(booking.addition)) {
    const message = "The waiting list offers more tickets for this booking: take or decline these first.";
    throw new DomainError("INVALID_INPUT", message, { field: "items" });
  }
}

interface Change {
  readonly kept: readonly PricedItem[];
  readonly difference: TicketDifference;
  readonly runsIt: boolean;
}

/** @throws DomainError CANCELLATION_CLOSED, INVALID_INPUT (fewer of a kind than can be booked) */
function requireReturnable(booking: ChangingBooking, { kept, difference, runsIt }: Change, now: Date): void {
  const { event } = booking;
  if (kept.length === 0 && difference.added.length === 0) {
    const message = "A booking keeps at least one ticket. To give back all of them, cancel it.";
    throw new DomainError("INVALID_INPUT", message, { field: "items" });
  }
  if (runsIt) return;
  if (booking.status === "confirmed" && now > cancellableUntil(event, booking)) {
    throw new DomainError("CANCELLATION_CLOSED", "It is too late to give back tickets of this booking.");
  }
  for (const { ticketTypeId } of difference.returned) {
    const type = event.ticketTypes.find(({ id }) => id === ticketTypeId);
    const least = type?.minPerBooking ?? 0;
    const left = countTickets(kept.filter((item) => item.ticketTypeId === ticketTypeId));
    if (type !== undefined && left > 0 && left < least) {
      const message = `"${type.name}" can be booked from ${least} tickets on: give back all of them, or fewer.`;
      throw new DomainError("INVALID_INPUT", message, { field: "items" });
    }
  }
}

/** What is added to a booking is held, and no hold outlives the start; a sale to a latecomer is a booking of its own. */
function whyNoneAdded(hasBegun: boolean, runsIt: boolean): string {
  if (!hasBegun) return "This event takes no bookings.";
  return runsIt
    ? "The event has begun, and tickets can be added to a booking until then. Book them as another one, without the address."
    : "The event has begun, and tickets can be added to a booking until then. Ask at the door for more.";
}

/** What comes at the prices of now; more of what a hold has, at the hold's. */
function priceAdded(booking: ChangingBooking, { kept, difference, runsIt }: Change, now: Date): PricedItem[] {
  const { event } = booking;
  if (!acceptsBookings(event, now)) {
    throw new DomainError("EVENT_NOT_OPEN", whyNoneAdded(event.dateTime <= now, runsIt));
  }
  if (event.currency !== booking.currency) {
    throw new DomainError("NOT_ON_SALE", "The prices of this event are in another currency by now.", {});
  }
  const has = itemsOf(booking);
  const opens = (type: TicketType) => runsIt || opensKind(booking, type);
  const items = difference.added.flatMap(({ ticketTypeId, quantity }) =>
    ticketTypeId === null ? [] : [{ ticketTypeId, quantity }],
  );
  const order = items.length > 0 ? { items } : { ticketQuantity: countTickets(difference.added) };
  const terms = { now, opens, ignoresSales: runsIt, has: kept };
  // Without a kind, the one price of the event is meant.
  const priced = orderTickets(items.length > 0 ? event : { ...event, ticketTypes: [] }, order, terms);
  if (booking.status === "confirmed") return [...priced];
  return priced.map((item) => {
    const held = has.find(({ ticketTypeId }) => ticketTypeId === item.ticketTypeId);
    return held === undefined ? item : { ...item, unitPrice: held.unitPrice };
  });
}
