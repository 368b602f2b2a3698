import type { ChangeQuantityInput } from "@foyer/contract/booking";
import { bookingId, eventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { renumberedTickets, storedTickets, ticketColumns } from "../bookings/booked-tickets.js";
import {
  type BookingAnswer,
  type BookingRow,
  bookingColumns,
  itemsOf,
  repriced,
  requireExpectedAmount,
  storedPrice,
  toBookingView,
} from "../bookings/booking.js";
import { deserializeBooking } from "../bookings/deserialize-booking.js";
import { holdColumns, requireHold } from "../bookings/hold.js";
import { requireStillSold } from "../bookings/ticket-difference.js";
import { releaseTickets, type TicketMove, tryReserveTickets } from "../capacity/change-capacity.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { hasTicketsFor, readBookableEvent, soldOutError } from "../events/bookability.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import {
  type OrderedEvent,
  orderTickets,
  type PricedItem,
  requireLeast,
} from "../ticket-types/order-tickets.js";
import { asWanted } from "../ticket-types/wanted-tickets.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { offerReturnedTickets } from "./offer-tickets.js";
import { releaseExpiredIn } from "./release-expired.js";

/**
 * Changes the quantity of a pending booking; unit price and end of the hold stay. A higher quantity needs open sales and free
 * tickets that are not reserved for the waiting list.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, HOLD_EXPIRED, BOOKING_NOT_PENDING,
 *   BOOKING_NOT_ACTIVE, PRICE_CHANGED, PAYMENT_UNDER_WAY, EVENT_SOLD_OUT, TICKET_TYPE_SOLD_OUT, NOT_ON_SALE, TOO_MANY_TICKETS,
 *   EVENT_NOT_OPEN, INVALID_INPUT (tickets of several kinds, too few of one, more of none), IDEMPOTENCY_KEY_REUSED
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
  const booking = await requireHold(
    tx,
    await tx.booking.findUnique({ where: { id }, select: { ...holdColumns, ...ticketColumns } }),
    actor,
    now,
  );
  const [item, another] = itemsOf(booking);
  if (item === undefined || another !== undefined) {
    const message = "This booking has tickets of several kinds. Say how many of each.";
    throw new DomainError("INVALID_INPUT", message, { field: "ticketQuantity" });
  }
  requireOrderable(booking.event, item, { from: booking.ticketQuantity, to: ticketQuantity, now });
  const priced = repriced([{ ...item, quantity: ticketQuantity }], booking.discount);
  const { totalAmount } = priced;
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
    data: { ...storedPrice(priced), ...storedTickets(renumberedTickets(booking, priced)), updatedAt: now },
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

/**
 * More tickets are an order like others, of a kind that the hold has opened; fewer are as many as a booking has to have.
 *
 * @throws DomainError NOT_ON_SALE, TOO_MANY_TICKETS, INVALID_INPUT
 */
function requireOrderable(
  event: OrderedEvent,
  { ticketTypeId }: Pick<PricedItem, "ticketTypeId">,
  { from, to, now }: { readonly from: number; readonly to: number; readonly now: Date },
): void {
  const type = event.ticketTypes.find(({ id }) => id === ticketTypeId);
  if (to > from) {
    requireStillSold([{ ticketTypeId }], { ticketTypes: event.ticketTypes, field: "ticketQuantity" });
    orderTickets(event, asWanted([{ ticketTypeId, quantity: to }]), { now, opens: () => true });
  } else if (to < from && type !== undefined) requireLeast(type, to);
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
  const [item] = booking.items;
  const ofType = (quantity: number) =>
    item === undefined ? [] : [{ ticketTypeId: item.ticketTypeId, quantity }];
  if (difference < 0) {
    const bookings = [{ bookingId: own, quantity: -difference, items: ofType(-difference) }];
    await releaseTickets(tx, context, { eventId: event, at: now, bookings });
    await offerReturnedTickets(tx, context, event);
  } else if (difference > 0) {
    const more = { bookingId: own, quantity: difference, items: ofType(difference) };
    await takeMore(tx, context, { eventId: event, at: now, bookings: [more] });
  }
}

/** Takes tickets of an event that open sale has. */
export async function takeMore(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  move: TicketMove,
): Promise<void> {
  const { eventId: id, at } = move;
  const items = move.bookings.flatMap((one) => one.items);
  const wanted =
    items.length > 0
      ? { items }
      : { ticketQuantity: move.bookings.reduce((sum, { quantity }) => sum + quantity, 0) };
  let event = await readBookableEvent(tx, id, at);
  if (!hasTicketsFor(event, wanted)) {
    await releaseExpiredIn(tx, context, id);
    event = await readBookableEvent(tx, id, at);
  }
  if (!hasTicketsFor(event, wanted)) throw soldOutError(event, wanted);
  await tryReserveTickets(tx, context, move, {
    reserved: async () => {},
    tooFew: () => {
      throw soldOutError(event, wanted);
    },
  });
}
