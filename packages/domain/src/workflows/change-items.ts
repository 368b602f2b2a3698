import { type ChangeItemsInput, MAX_ORGANIZER_CHANGES } from "@foyer/contract/booking";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import { newAddition } from "../bookings/addition.js";
import {
  addTickets,
  lastNumberOf,
  removeTickets,
  renumberedTickets,
  storedTickets,
} from "../bookings/booked-tickets.js";
import {
  type BookingWithPaymentsAnswer,
  itemsOf,
  itemsOfAddition,
  requireExpectedAmount,
  storedPrice,
} from "../bookings/booking.js";
import { bookingWithPaymentsRecord } from "../bookings/deserialize-booking.js";
import { holdUntil } from "../bookings/hold.js";
import { readWithPayments } from "../bookings/read-with-payments.js";
import { differenceBetween } from "../bookings/ticket-difference.js";
import { requireFewUnpaid } from "../bookings/unpaid-additions.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { withIdempotency } from "../idempotency/with-idempotency.js";
import { OPEN_PAYMENTS, withoutAction } from "../payments/payment-view.js";
import { forgetAnswersBeyond } from "../questions/booking-answers.js";
import { countTickets } from "../ticket-types/wanted-tickets.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { mailChange, mailReturned } from "./mail-change.js";
import { moveTicketsOf } from "./move-tickets.js";
import { oweRefund } from "./owe-refund.js";
import { type ChangePlan, type ChangingBooking, planChangeIn } from "./plan-change.js";

type Context = Pick<AppContext, "clock" | "holds" | "eventChanges" | "failpoint" | "webhooks" | "rateLimits">;

/**
 * Gives back tickets of a booking, takes more, or both at once. What is given back is released and offered to the waiting list,
 * and what was paid for it is refunded. If the booking is paid and costs more afterwards, or tickets that come have to be answered
 * for first, they are held as an addition until then (`booking.pay`), and the booking stays as it is. An addition that is held already is replaced. Its
 * owner may do so within its terms, those who run the event for somebody at any time, with a reason (domain rules, Changes of
 * bookings).
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, BOOKING_NOT_ACTIVE, HOLD_EXPIRED, CANCELLATION_CLOSED,
 *   ALREADY_CHECKED_IN, EVENT_NOT_OPEN, EVENT_SOLD_OUT, TICKET_TYPE_SOLD_OUT, NOT_ON_SALE, TOO_MANY_TICKETS, PRICE_CHANGED,
 *   PAYMENT_METHOD_UNAVAILABLE, PAYMENT_UNDER_WAY, RATE_LIMITED, INVALID_INPUT, IDEMPOTENCY_KEY_REUSED
 */
export async function changeItems(
  context: AppContext,
  actor: Actor,
  input: ChangeItemsInput,
): Promise<BookingWithPaymentsAnswer> {
  const { idempotencyKey, ...request } = input;
  const changed = await withIdempotency<BookingWithPaymentsAnswer>(context, actor, {
    operation: "booking.changeItems",
    idempotencyKey,
    input: request,
    deserialize: (kept) => bookingWithPaymentsRecord.parse(kept),
    work: (tx) => changeIn(tx, context, actor, request),
  });
  if (changed.addition !== null) await context.failpoint?.("addition.held");
  return changed;
}

async function changeIn(
  tx: Transaction,
  context: Context,
  actor: Actor,
  request: Omit<ChangeItemsInput, "idempotencyKey">,
): Promise<BookingWithPaymentsAnswer> {
  const plan = await planChangeIn(tx, context, actor, request);
  const { booking, isForSomebody, after } = plan;
  if (isForSomebody && request.reason === undefined) {
    throw new DomainError("INVALID_INPUT", "Say why you change somebody's booking.", { field: "reason" });
  }
  const { currency } = booking;
  requireExpectedAmount(request, { totalAmount: after.totalAmount, currency });
  const underWay = await tx.payment.findFirst({
    where: { bookingId: booking.id, state: { in: [...OPEN_PAYMENTS] } },
    select: { id: true },
  });
  if (underWay !== null) {
    const message = "A payment for this booking is still under way.";
    throw new DomainError("PAYMENT_UNDER_WAY", message, { retryAfterSeconds: 2 });
  }
  const told = { reason: request.reason ?? null, actorId: actor.id };
  if (booking.status === "confirmed" && plan.added.length > 0) {
    await forgetAnswersBeyond(tx, booking.id, lastNumberOf(booking), context.clock.now());
  }
  if (plan.amountToPay > 0 || plan.waitsForAnswers) await hold(tx, context, plan, told);
  else await change(tx, context, plan, told);
  const { payments, ...answer } = await readWithPayments(tx, booking.id);
  return { ...answer, payments: isForSomebody ? payments.map(withoutAction) : payments };
}

/** Who changes a booking, and why. */
interface Told {
  readonly reason: string | null;
  readonly actorId: string;
}

/** What is kept of a change that is made for somebody: its mail is deleted after some days. */
function noteFor({ booking, isForSomebody, difference }: ChangePlan, { reason }: Told, at: Date) {
  const isChange = difference.added.length > 0 || difference.returned.length > 0;
  if (!isForSomebody || reason === null || !isChange) return {};
  const organizerChanges = [...booking.organizerChanges, { at, reason }].slice(-MAX_ORGANIZER_CHANGES);
  return { organizerChanges: { set: organizerChanges } };
}

/** The tickets that a booking holds, its addition's included. */
function heldBy(booking: ChangingBooking) {
  const { addition } = booking;
  return [...itemsOf(booking), ...(addition === null ? [] : itemsOfAddition(addition))];
}

async function change(tx: Transaction, context: Context, plan: ChangePlan, told: Told): Promise<void> {
  const { booking, after, added, refundAmount, refundedAmount } = plan;
  const now = context.clock.now();
  const isHold = booking.status === "pending";
  const isSettled =
    booking.status === "confirmed" && booking.paymentStatus === "pending" && after.totalAmount === 0;
  await tx.booking.update({
    where: { id: booking.id },
    data: {
      ...storedPrice(after),
      ...storedTickets(ticketsAfter(plan)),
      refundedAmount,
      // Nothing is left to be paid in cash.
      ...(isSettled && { paymentStatus: "paid", cashDueAt: { unset: true } }),
      addition: { unset: true },
      ...noteFor(plan, told, now),
      updatedAt: now,
    },
    select: { id: true },
  });
  const difference = differenceBetween(heldBy(booking), itemsOf(after));
  await moveTicketsOf(tx, context, booking, difference);
  const { id: bookingId, eventId } = booking;
  await oweRefund(tx, context, { bookingId, eventId, amount: refundAmount, ...told });
  await tellOfChange(tx, context, booking, difference.added.length > 0);
  const returned = plan.returnedNumbers.length;
  if (!isHold && (returned > 0 || added.length > 0)) {
    await mailChange(tx, context, booking, {
      added: countTickets(added),
      returned,
      refundAmount,
      reason: plan.isForSomebody ? told.reason : null,
    });
    await mailReturned(tx, context, booking, plan.returnedNumbers);
  }
  await context.failpoint?.("return.written");
}

/** Codes of a hold are not known to anybody, so its tickets are numbered anew. */
function ticketsAfter({ booking, after, returnedNumbers, added }: ChangePlan) {
  if (booking.status === "pending") {
    return renumberedTickets(booking, after);
  }
  const without =
    returnedNumbers.length === 0 ? booking : { ...booking, ...removeTickets(booking, returnedNumbers) };
  return added.length === 0 ? without : addTickets(without, added);
}

async function hold(tx: Transaction, context: Context, plan: ChangePlan, told: Told): Promise<void> {
  const { booking, added, after, returnedNumbers, isForSomebody } = plan;
  // Of a booking whose cash is not paid yet it is owed together with that, once its tickets are answered for.
  const amount = after.totalAmount - booking.totalAmount;
  const now = context.clock.now();
  const { holdSeconds, offerSeconds } = context.holds;
  const holdExpiresAt = holdUntil(now, isForSomebody ? offerSeconds : holdSeconds, booking.event);
  const unpaid = isForSomebody
    ? booking.unpaidAdditionsAt
    : [...requireFewUnpaid(context, booking.unpaidAdditionsAt, now), now];
  const quantity = countTickets(added);
  const discountAmount = after.discount?.amount ?? 0;
  const terms = { amount, discountAmount, holdExpiresAt, returns: returnedNumbers, waitlistEntryId: null };
  await tx.booking.update({
    where: { id: booking.id },
    data: {
      addition: { set: newAddition(added, terms, now) },
      unpaidAdditionsAt: { set: [...unpaid] },
      ...noteFor(plan, told, now),
      updatedAt: now,
    },
    select: { id: true },
  });
  const difference = differenceBetween(heldBy(booking), [...itemsOf(booking), ...added]);
  await moveTicketsOf(tx, context, booking, difference);
  await tellOfChange(tx, context, booking, difference.added.length > 0);
  if (isForSomebody) {
    await mailChange(tx, context, booking, {
      held: quantity,
      amountToPay: amount,
      heldUntil: holdExpiresAt.toISOString(),
      reason: told.reason,
    });
  }
}

async function tellOfChange(
  tx: Transaction,
  context: Context,
  { id, eventId }: ChangingBooking,
  isMore: boolean,
): Promise<void> {
  await queueWebhooks(tx, context, eventId, [
    { type: "booking.changed", bookingId: id },
    ...(isMore ? [{ type: "event.sold_out" } as const] : []),
  ]);
}
