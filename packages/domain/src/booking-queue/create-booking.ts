import type { CreateBookingInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { BookingAnswer } from "../bookings/booking-view.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import type { AppContext } from "../context.js";
import { findRecords, recordId, replay } from "../idempotency/idempotency-record.js";
import type { BookingRequest } from "./booking-queue.js";

type CreateContext = Pick<AppContext, "bookingQueue" | "db" | "clock">;

/**
 * Books tickets for the actor. The amount is computed from the event's current price. Free and cash bookings are
 * confirmed at once; others are pending and hold their tickets. Expired holds do not block tickets; a waiting
 * list does (domain rules, Booking).
 *
 * @throws DomainError NOT_FOUND, EVENT_NOT_OPEN, EVENT_CANCELLED, EVENT_SOLD_OUT, BOOKING_ALREADY_ACTIVE,
 *   PRICE_CHANGED, PAYMENT_METHOD_UNAVAILABLE, RATE_LIMITED, IDEMPOTENCY_KEY_REUSED, BUSY
 */
export async function createBooking(
  context: CreateContext,
  actor: Actor,
  input: CreateBookingInput,
): Promise<BookingAnswer> {
  const { bookingQueue } = context;
  const request = toBookingRequest(actor, input);
  const soldOut = bookingQueue.soldOut(input.eventId, input.ticketQuantity);
  if (soldOut === undefined) return bookingQueue.book(request);
  // A repeat gets its first answer, even if the event is sold out by now.
  const [error, first] = await Promise.all([soldOut, findFirstAnswer(context, request)]);
  if (first !== undefined) return first;
  if (error !== undefined) throw error;
  return bookingQueue.book(request);
}

async function findFirstAnswer(
  { db, clock }: CreateContext,
  { keyed }: BookingRequest,
): Promise<BookingAnswer | undefined> {
  if (keyed === undefined) return undefined;
  const { call, id } = keyed;
  const record = (await findRecords(db.prisma, [id], clock.now())).good.get(id);
  return record && deserializeBooking(replay(record, call));
}

function toBookingRequest(actor: Actor, input: CreateBookingInput): BookingRequest {
  const { idempotencyKey: key, ...rest } = input;
  if (key === undefined) return { actor, input, keyed: undefined };
  const call = { userId: actor.id, key, operation: "booking.create", input: rest };
  return { actor, input, keyed: { call, id: recordId(call) } };
}
