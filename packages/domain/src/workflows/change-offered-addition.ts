import type { BookingId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { itemsOf, itemsOfAddition, repriced } from "../bookings/booking.js";
import { differenceBetween, withAdded } from "../bookings/ticket-difference.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { orderTickets, requireLeast } from "../ticket-types/order-tickets.js";
import { asWanted, countTickets } from "../ticket-types/wanted-tickets.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { moveTicketsOf } from "./move-tickets.js";
import { changingColumns } from "./plan-change.js";

/**
 * Changes the quantity of an offer that is an addition to a booking, like that of any offer: at the price it was made at, to more
 * only what open sale has.
 *
 * @returns false if the place's offer is no addition
 * @throws DomainError PAYMENT_UNDER_WAY, EVENT_SOLD_OUT, TICKET_TYPE_SOLD_OUT, NOT_ON_SALE, TOO_MANY_TICKETS, EVENT_NOT_OPEN,
 *   INVALID_INPUT (too few of a kind)
 */
export async function changeOfferedAddition(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks">,
  id: BookingId,
  { placeId, ticketQuantity }: { readonly placeId: string; readonly ticketQuantity: number },
): Promise<boolean> {
  const booking = await tx.booking.findUniqueOrThrow({ where: { id }, select: changingColumns });
  const { addition, event, eventId } = booking;
  if (addition?.waitlistEntryId !== placeId) return false;
  const [before] = itemsOfAddition(addition);
  if (before === undefined) throw new Error("An offer is of one kind.");
  const now = context.clock.now();
  const underWay = await tx.payment.findFirst({
    where: { bookingId: id, state: { in: [...OPEN_PAYMENTS] } },
    select: { id: true },
  });
  if (underWay !== null) {
    const message = "A payment for the tickets that are offered is still under way.";
    throw new DomainError("PAYMENT_UNDER_WAY", message, { retryAfterSeconds: 2 });
  }
  const has = itemsOf(booking);
  const item = { ...before, quantity: ticketQuantity };
  const type = event.ticketTypes.find((one) => one.id === item.ticketTypeId);
  if (ticketQuantity > before.quantity) {
    // Without a kind, the one price of the event is meant.
    const sold = type === undefined ? { ...event, ticketTypes: [] } : event;
    orderTickets(sold, asWanted([item]), { now, opens: () => true, has });
  } else if (type !== undefined) {
    const ofKind = has.filter(({ ticketTypeId }) => ticketTypeId === type.id);
    requireLeast(type, ticketQuantity + countTickets(ofKind));
  }
  const after = repriced(withAdded(has, [item]), booking.discount);
  await tx.booking.update({
    where: { id },
    data: {
      addition: {
        set: {
          ...addition,
          items: addition.items.map((one) => ({ ...one, quantity: ticketQuantity })),
          ticketQuantity,
          amount: after.totalAmount - booking.totalAmount,
          discountAmount: after.discount?.amount ?? 0,
        },
      },
      updatedAt: now,
    },
    select: { id: true },
  });
  await tx.waitlistEntry.update({
    where: { id: placeId },
    data: { ticketQuantity, updatedAt: now },
    select: { id: true },
  });
  await moveTicketsOf(tx, context, booking, differenceBetween([before], [item]));
  await queueWebhooks(tx, context, eventId, [
    { type: "booking.changed", bookingId: id },
    ...(ticketQuantity > before.quantity ? [{ type: "event.sold_out" } as const] : []),
  ]);
  return true;
}
