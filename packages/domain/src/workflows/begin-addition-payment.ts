import type { PayBookingInput } from "@foyer/contract/booking";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { comingTickets, ticketsOf } from "../bookings/booked-tickets.js";
import { itemsOfAddition, requireExpectedAmount } from "../bookings/booking.js";
import { isHoldOver } from "../bookings/hold.js";
import { requireOwnBooking } from "../bookings/ownership.js";
import { requirePayable } from "../bookings/payable.js";
import { alreadyUsed } from "../bookings/ticket-difference.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import type { WithComing } from "../questions/booking-answers.js";
import { endOffers } from "../waitlist/end-offers.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { type ChangingBooking, changingColumns } from "./plan-change.js";

/** A booking's addition that its owner may pay for now. */
export interface PayableAddition {
  readonly booking: ChangingBooking;
  readonly addition: NonNullable<ChangingBooking["addition"]>;
}

/**
 * The addition to a booking that its owner pays for.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, BOOKING_NOT_ACTIVE, NOTHING_TO_PAY, HOLD_EXPIRED, PRICE_CHANGED,
 *   PAYMENT_METHOD_UNAVAILABLE, ALREADY_CHECKED_IN
 */
export async function findPayableAddition(
  tx: Pick<Transaction, "booking" | "user">,
  context: Pick<AppContext, "clock" | "payments">,
  actor: Actor,
  request: Pick<PayBookingInput, "id" | "paymentMethod" | "expectedTotalAmount">,
): Promise<PayableAddition> {
  const now = context.clock.now();
  const booking = await tx.booking.findUnique({ where: { id: request.id }, select: changingColumns });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  await requireOwnBooking(tx, actor, booking);
  const { addition, event, currency } = booking;
  requireNotCancelled(event);
  if (booking.status === "cancelled")
    throw new DomainError("BOOKING_NOT_ACTIVE", "This booking is cancelled.");
  if (addition === null) {
    throw new DomainError("NOTHING_TO_PAY", "No tickets are held in addition to this booking.");
  }
  if (isHoldOver(addition, now)) {
    throw new DomainError("HOLD_EXPIRED", "The time to pay for the additional tickets ran out.");
  }
  requireExpectedAmount(request, { totalAmount: addition.amount, currency });
  if (!isOwedLater({ booking, addition })) {
    const acceptsOnlinePayment = context.payments !== null;
    requirePayable(request.paymentMethod, event, { acceptsOnlinePayment }, now);
  } else if (addition.amount > 0) {
    requireCash(request);
  }
  if (booking.checkIns.some(({ ticketNumber }) => addition.returns.includes(ticketNumber)))
    throw alreadyUsed();
  return { booking, addition };
}

/** Whether nothing is paid for an addition now: it is free, or paid in cash together with its booking. */
export function isOwedLater({ booking, addition }: PayableAddition): boolean {
  return addition.amount === 0 || booking.paymentStatus !== "paid";
}

function requireCash({ paymentMethod }: Pick<PayBookingInput, "paymentMethod">): void {
  if (paymentMethod === "cash") return;
  const message = "This booking is paid in cash, and so are the tickets that are added to it.";
  throw new DomainError("PAYMENT_METHOD_UNAVAILABLE", message, { field: "paymentMethod" });
}

/** The tickets that a booking has, and those of its addition. */
export function ticketsWithAddition({ booking, addition }: PayableAddition): WithComing {
  return { own: ticketsOf(booking), coming: comingTickets(booking, itemsOfAddition(addition)) };
}

/**
 * Keeps an addition held until its cash is due: its organizer marks it as paid, and it is part of the booking then. An offer of
 * the waiting list is accepted by it.
 */
export async function holdForCash(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks">,
  { booking, addition }: PayableAddition,
): Promise<void> {
  const { event, id, eventId } = booking;
  const holdExpiresAt = event.cashDueAt ?? event.dateTime;
  const now = context.clock.now();
  await tx.booking.update({
    where: { id },
    data: {
      addition: { set: { ...addition, isCash: true, holdExpiresAt } },
      updatedAt: now,
    },
    select: { id: true },
  });
  await endOffers(tx, [addition.waitlistEntryId], { state: "accepted" }, now);
  await queueWebhooks(tx, context, eventId, [{ type: "booking.changed", bookingId: id }]);
}
