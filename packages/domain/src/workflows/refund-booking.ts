import type { RefundBookingInput } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import type { Transaction } from "@foyer/db/database";
import { type Actor, requireRunsEvent } from "../actor.js";
import type { BookingWithPaymentsAnswer } from "../bookings/booking.js";
import { bookingWithPaymentsRecord } from "../bookings/deserialize-booking.js";
import { readWithPayments } from "../bookings/read-with-payments.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { withoutAction } from "../payments/payment-view.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { oweRefund } from "./owe-refund.js";

/**
 * Gives back money of a paid booking that stays as it is. For those who run its event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, NOTHING_TO_PAY (not paid, or cancelled), INVALID_INPUT (more than is held),
 *   IDEMPOTENCY_KEY_REUSED
 */
export async function refundBooking(
  context: Pick<AppContext, "db" | "clock" | "webhooks" | "failpoint">,
  actor: Actor,
  input: RefundBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  const { idempotencyKey, ...request } = input;
  return withIdempotency<BookingWithPaymentsAnswer>(context, actor, {
    operation: "booking.refund",
    idempotencyKey,
    input: request,
    deserialize: (kept) => bookingWithPaymentsRecord.parse(kept),
    work: (tx) => refundIn(tx, context, actor, request),
  });
}

async function refundIn(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "webhooks" | "failpoint">,
  actor: Actor,
  { id, amount, reason }: Omit<RefundBookingInput, "idempotencyKey">,
): Promise<BookingWithPaymentsAnswer> {
  const booking = await tx.booking.findUnique({
    where: { id },
    select: {
      eventId: true,
      status: true,
      paymentStatus: true,
      totalAmount: true,
      refundedAmount: true,
      currency: true,
      event: { select: { organizerId: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  requireRunsEvent(actor, booking.event);
  const held = booking.totalAmount - booking.refundedAmount;
  if (booking.status !== "confirmed" || booking.paymentStatus !== "paid" || held === 0) {
    throw new DomainError("NOTHING_TO_PAY", "Nothing is held of this booking that could be given back.");
  }
  if (amount > held) {
    const message = `At most ${formatMoney(held, booking.currency)} can be given back of this booking.`;
    throw new DomainError("INVALID_INPUT", message, { field: "amount" });
  }
  const { eventId } = booking;
  await tx.booking.update({
    where: { id },
    data: { refundedAmount: booking.refundedAmount + amount, updatedAt: context.clock.now() },
    select: { id: true },
  });
  await oweRefund(tx, context, { bookingId: id, eventId, amount, reason, actorId: actor.id });
  await queueWebhooks(tx, context, eventId, [{ type: "booking.changed", bookingId: id }]);
  await context.failpoint?.("return.written");
  const { payments, ...changed } = await readWithPayments(tx, id);
  return { ...changed, payments: payments.map(withoutAction) };
}
