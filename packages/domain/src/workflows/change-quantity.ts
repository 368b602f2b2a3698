import type { ChangeQuantityInput } from "@foyer/contract/booking";
import { type BookingId, bookingId, type EventId, eventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import {
  type BookingAnswer,
  type BookingRow,
  bookingColumns,
  requireExpectedAmount,
  toBookingView,
} from "../bookings/booking.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import { holdColumns, requireHold } from "../bookings/hold.js";
import { releaseTickets, tryReserveTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { readBookableEvent, soldOutError } from "../events/bookability.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { offerReturnedTickets } from "./offer-tickets.js";
import { releaseExpiredIn } from "./release-expired.js";

/**
 * Changes the quantity of a pending booking; unit price and end of the hold stay. A higher quantity needs free
 * tickets that are not reserved for the waiting list.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, HOLD_EXPIRED, BOOKING_NOT_PENDING,
 *   BOOKING_NOT_ACTIVE, PRICE_CHANGED, PAYMENT_UNDER_WAY, EVENT_SOLD_OUT, EVENT_NOT_OPEN, IDEMPOTENCY_KEY_REUSED
 */
export async function changeQuantity(
  context: AppContext,
  actor: Actor,
  input: ChangeQuantityInput,
): Promise<BookingAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<BookingAnswer>(context, actor, {
    operation: "booking.changeQuantity",
    idempotencyKey,
    input: request,
    deserialize: deserializeBooking,
    work: (tx) => changeQuantityIn(tx, context, actor, request),
  });
}

/** The same in a transaction. The place of an offer gets the offer's quantity. */
export async function changeQuantityIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  actor: Actor,
  { id, ticketQuantity, expectedTotalAmount }: Omit<ChangeQuantityInput, "idempotencyKey">,
): Promise<BookingAnswer> {
  const now = context.clock.now();
  const booking = requireHold(
    await tx.booking.findUnique({ where: { id }, select: holdColumns }),
    actor,
    now,
  );
  const totalAmount = ticketQuantity * (booking.totalAmount / booking.ticketQuantity);
  requireExpectedAmount({ expectedTotalAmount }, { totalAmount, currency: booking.currency });
  const underWay = await tx.payment.findFirst({
    where: { bookingId: id, state: { in: [...OPEN_PAYMENTS] } },
    select: { id: true },
  });
  if (underWay !== null) {
    throw new DomainError("PAYMENT_UNDER_WAY", "A payment for this booking is still under way.", {
      retryAfterSeconds: 2,
    });
  }
  await moveTickets(tx, context, booking, ticketQuantity - booking.ticketQuantity, now);
  const row = await tx.booking.update({
    where: { id },
    data: { ticketQuantity, totalAmount, updatedAt: now },
    select: bookingColumns,
  });
  if (row.waitlistEntryId !== null) {
    await tx.waitlistEntry.update({
      where: { id: row.waitlistEntryId },
      data: { ticketQuantity, updatedAt: now },
      select: { id: true },
    });
  }
  await queueWebhooks(tx, context, row.eventId, [
    { type: "booking.changed", bookingId: id },
    ...(ticketQuantity > booking.ticketQuantity ? [{ type: "event.sold_out" } as const] : []),
  ]);
  return toBookingView(row);
}

async function moveTickets(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  booking: BookingRow,
  difference: number,
  now: Date,
): Promise<void> {
  const event = eventId.parse(booking.eventId);
  const own = bookingId.parse(booking.id);
  if (difference < 0) {
    const bookings = [{ bookingId: own, quantity: -difference }];
    await releaseTickets(tx, context, { eventId: event, at: now, bookings });
    await offerReturnedTickets(tx, context, event);
  } else if (difference > 0) {
    await takeMore(tx, context, { eventId: event, bookingId: own, quantity: difference, at: now });
  }
}

async function takeMore(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  {
    quantity,
    ...own
  }: {
    readonly eventId: EventId;
    readonly bookingId: BookingId;
    readonly quantity: number;
    readonly at: Date;
  },
): Promise<void> {
  const { eventId: id, at, bookingId: booking } = own;
  const move = { eventId: id, at, bookings: [{ bookingId: booking, quantity }] };
  let event = await readBookableEvent(tx, move.eventId, move.at);
  if (event.availableTickets < quantity) {
    await releaseExpiredIn(tx, context, move.eventId);
    event = await readBookableEvent(tx, move.eventId, move.at);
  }
  if (event.waitingCount > 0) throw soldOutError(event);
  await tryReserveTickets(tx, context, move, {
    reserved: async () => {},
    tooFew: () => {
      throw soldOutError(event);
    },
  });
}
