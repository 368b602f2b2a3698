import type { CreateBookingInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { BookingAnswer } from "../bookings/booking-view.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import type { AppContext } from "../context.js";
import { findRecords, replay } from "../idempotency/idempotency-record.js";
import { type BookingRequest, toBookingRequest } from "./booking-request.js";

/**
 * Takes tickets for the actor. The amount is computed here from the event's price of this moment. What is free or
 * paid in cash is confirmed at once; everything else is pending, and holds its tickets for a while. Holds that have
 * run out do not stand in the way; people on the waiting list do.
 *
 * @throws DomainError NOT_FOUND, EVENT_NOT_OPEN, EVENT_CANCELLED, EVENT_SOLD_OUT, BOOKING_ALREADY_ACTIVE,
 *   PRICE_CHANGED, PAYMENT_METHOD_UNAVAILABLE, RATE_LIMITED, IDEMPOTENCY_KEY_REUSED, BUSY
 */
export async function createBooking(
  context: AppContext,
  actor: Actor,
  input: CreateBookingInput,
): Promise<BookingAnswer> {
  const request = toBookingRequest(actor, input);
  const { eventId, ticketQuantity } = input;
  const asked = context.desk.refusal(eventId, ticketQuantity);
  if (asked === undefined) return context.desk.book(context, request);
  // Sold out or not, a repeat gets its first answer.
  const [refusal, first] = await Promise.all([asked, findFirstAnswer(context, request)]);
  if (first !== undefined) return first;
  if (refusal !== undefined) throw refusal;
  return context.desk.book(context, request);
}

async function findFirstAnswer(
  context: AppContext,
  { repeatable }: BookingRequest,
): Promise<BookingAnswer | undefined> {
  if (repeatable === undefined) return undefined;
  const { call, id } = repeatable;
  const record = (await findRecords(context.db.prisma, [id], context.clock.now())).good.get(id);
  return record && deserializeBooking(replay(record, call));
}
