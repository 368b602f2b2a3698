import { ACTIVE_STATUSES, bookingView, type CreateBookingInput } from "@foyer/contract/booking";
import { bookingId, type EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { reserveTickets } from "../capacity/change-capacity.js";
import { DomainError } from "../domain-error.js";
import { acceptsBookings } from "../events/accepts-bookings.js";
import type { Foyer } from "../foyer.js";
import { answerOnce } from "../idempotency/answer-once.js";
import { queueMails } from "../mail/outbox.js";
import { newObjectId } from "../object-id.js";
import { type BookingAnswer, bookingColumns, toBookingView } from "./booking-view.js";
import { holdUntil, isHoldOver } from "./hold.js";
import { refuseHoarding } from "./refuse-hoarding.js";
import { releaseExpiredIn } from "./release-expired.js";

/**
 * Takes tickets for the actor: the availability, the booking and the log row change in one transaction. The
 * amount is computed here from the event's price of this moment. What is free or paid in cash is confirmed at
 * once; everything else is pending, and holds its tickets for a while. Holds that have run out do not stand in
 * the way; people on the waiting list do.
 *
 * @throws DomainError NOT_FOUND, EVENT_NOT_OPEN, EVENT_CANCELLED, EVENT_SOLD_OUT, BOOKING_ALREADY_ACTIVE,
 *   PAYMENT_METHOD_UNAVAILABLE, RATE_LIMITED, IDEMPOTENCY_KEY_REUSED
 */
export async function createBooking(
  foyer: Foyer,
  actor: Actor,
  input: CreateBookingInput,
): Promise<BookingAnswer> {
  const { idempotencyKey, ...request } = input;
  return answerOnce<BookingAnswer>(foyer, actor, {
    operation: "booking.create",
    idempotencyKey,
    input: request,
    revive: (kept) => bookingView.parse(kept),
    work: (tx) => bookIn(tx, foyer, { ...request, actor }),
  });
}

type Request = Omit<CreateBookingInput, "idempotencyKey"> & { readonly actor: Actor };

async function bookIn(tx: Transaction, foyer: Foyer, request: Request): Promise<BookingAnswer> {
  const { eventId, ticketQuantity, paymentMethod, actor } = request;
  const now = foyer.clock.now();

  let event = await readOpenEvent(tx, eventId, now);
  const isFree = event.price === 0;
  const isSettled = isFree || paymentMethod === "cash";
  if (!isSettled && foyer.payments === null) {
    throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", "This event is paid for in cash at the door.", {
      field: "paymentMethod",
    });
  }
  if (await isBlockedByOldHolds(tx, request, event, now)) {
    await releaseExpiredIn(tx, foyer, eventId);
    event = await readOpenEvent(tx, eventId, now);
  }
  await refuseSecondBooking(tx, eventId, actor);
  await refuseHoarding(tx, foyer, eventId, actor);
  if (event.waitingCount > 0) throw soldOut(event);

  const id = bookingId.parse(newObjectId(foyer));
  const reserved = await reserveTickets(tx, { eventId, bookingId: id, quantity: ticketQuantity, at: now });
  if (!reserved) throw soldOut(event);
  const row = await tx.booking.create({
    data: {
      id,
      eventId,
      userId: actor.id,
      ticketQuantity,
      totalAmount: ticketQuantity * event.price,
      currency: event.currency,
      status: isSettled ? "confirmed" : "pending",
      paymentStatus: isFree ? "paid" : "pending",
      paymentMethod,
      ...(!isSettled && { holdExpiresAt: holdUntil(now, foyer.holds.holdSeconds, event) }),
      bookingDate: now,
      createdAt: now,
      updatedAt: now,
    },
    select: bookingColumns,
  });
  if (isSettled) {
    await queueMails(tx, foyer, [{ template: "booking_confirmed", userId: actor.id, bookingId: id }]);
  }
  return toBookingView(row);
}

interface OpenEvent {
  readonly dateTime: Date;
  readonly capacity: number;
  readonly availableTickets: number;
  readonly waitingCount: number;
  readonly price: number;
  readonly currency: string;
}

/** @throws DomainError NOT_FOUND, EVENT_CANCELLED, EVENT_NOT_OPEN */
export async function readOpenEvent(tx: Transaction, eventId: EventId, now: Date): Promise<OpenEvent> {
  const event = await tx.event.findUnique({
    where: { id: eventId },
    select: {
      isActive: true,
      cancelledAt: true,
      dateTime: true,
      capacity: true,
      availableTickets: true,
      waitingCount: true,
      price: true,
      currency: true,
    },
  });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  if (event.cancelledAt !== null) throw new DomainError("EVENT_CANCELLED", "This event was cancelled.");
  if (!acceptsBookings(event, now)) {
    throw new DomainError("EVENT_NOT_OPEN", "This event takes no bookings.");
  }
  return event;
}

/** Whether releasing holds that are over may make room: for the tickets, or beside a hold of the buyer's own. */
async function isBlockedByOldHolds(
  tx: Transaction,
  { eventId, ticketQuantity, actor }: Request,
  event: OpenEvent,
  now: Date,
): Promise<boolean> {
  if (event.availableTickets < ticketQuantity) return true;
  const own = await findActiveBooking(tx, eventId, actor);
  return own !== null && isHoldOver(own, now);
}

/**
 * The unique index says the same; this says it in words, and before tickets are touched.
 *
 * @throws DomainError BOOKING_ALREADY_ACTIVE
 */
export async function refuseSecondBooking(tx: Transaction, eventId: EventId, actor: Actor): Promise<void> {
  if ((await findActiveBooking(tx, eventId, actor)) !== null) {
    throw new DomainError("BOOKING_ALREADY_ACTIVE", "You have a booking for this event already.");
  }
}

/** The one active booking that somebody can have for an event. */
export async function findActiveBooking(
  tx: Transaction,
  eventId: EventId,
  { id: userId }: Pick<Actor, "id">,
): Promise<{ readonly id: string; readonly holdExpiresAt: Date | null } | null> {
  return tx.booking.findFirst({
    where: { userId, eventId, status: { in: [...ACTIVE_STATUSES] } },
    select: { id: true, holdExpiresAt: true },
  });
}

/** Why there are no tickets for somebody: none are left, too few, or others come first. */
export function soldOut({ availableTickets, waitingCount }: OpenEvent): DomainError {
  if (waitingCount > 0) {
    const message = "This event is sold out, and others are waiting for tickets already.";
    return new DomainError("EVENT_SOLD_OUT", message, { availableTickets: 0, waitingCount });
  }
  const message =
    availableTickets === 0
      ? "This event is sold out."
      : `Only ${availableTickets} ${availableTickets === 1 ? "ticket is" : "tickets are"} left.`;
  return new DomainError("EVENT_SOLD_OUT", message, { availableTickets });
}
