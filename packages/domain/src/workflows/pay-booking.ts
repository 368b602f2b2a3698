import type { PayBookingInput } from "@foyer/contract/booking";
import type { ErrorCode } from "@foyer/contract/error-codes";
import { type BookingId, type PaymentId, paymentId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { newObjectId } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { Actor } from "../actor.js";
import { ticketColumns, ticketsOf } from "../bookings/booked-tickets.js";
import { type BookingWithPaymentsAnswer, requireExpectedAmount } from "../bookings/booking.js";
import { bookingWithPaymentsRecord } from "../bookings/deserialize-booking.js";
import { isUnproved } from "../bookings/guest-booking.js";
import { holdColumns, requireHold } from "../bookings/hold.js";
import { requirePayable } from "../bookings/payable.js";
import { readWithPayments } from "../bookings/read-with-payments.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { replaceRecord, withIdempotency } from "../idempotency/with-idempotency.js";
import { OPEN_PAYMENTS } from "../payments/payment-view.js";
import { requireAnswers, requireAnswersOfAddition } from "../questions/booking-answers.js";
import { requireWithinLimit } from "../security/rate-limit.js";
import { queueWebhooks } from "../webhooks/queue-webhooks.js";
import { askForProof } from "./ask-for-proof.js";
import {
  findPayableAddition,
  holdForCash,
  isOwedLater,
  ticketsWithAddition,
} from "./begin-addition-payment.js";
import { chargePayment, OPEN_PAYMENT_LEASE_MS } from "./charge-payment.js";
import { confirmBooking } from "./confirm-booking.js";
import { mergeAddition } from "./merge-addition.js";
import { abandonWaiting } from "./settle-open-payments.js";

/** What the idempotency record of a payment contains: that it began, until its outcome is known. */
const paymentResult = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("begun"), paymentId }),
  z.object({ kind: z.literal("answered"), booking: bookingWithPaymentsRecord }),
  z.object({
    kind: z.literal("refused"),
    reason: z.enum(["PAYMENT_DECLINED", "HOLD_EXPIRED", "EVENT_CANCELLED"]),
    message: z.string(),
  }),
]);
type PaymentResult = z.input<typeof paymentResult>;

/**
 * Pays for a pending booking, or for the tickets that are held in addition to a confirmed one. Cash and free bookings are
 * confirmed directly, and an addition is held on until its cash is due, or added where nothing is paid now; a guest is mailed the link that proves what costs
 * nothing now, and it stays pending. Otherwise the provider is called
 * outside of any transaction: the payment is written before, so that after a crash or a lost answer the
 * background job finds its outcome.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, HOLD_EXPIRED, BOOKING_NOT_PENDING, BOOKING_NOT_ACTIVE,
 *   EVENT_CANCELLED, PRICE_CHANGED, ANSWERS_MISSING, PAYMENT_METHOD_UNAVAILABLE, PAYMENT_DECLINED, PAYMENT_UNDER_WAY,
 *   PAYMENT_UNAVAILABLE, NOTHING_TO_PAY (no addition), ALREADY_CHECKED_IN (tickets that it replaces), INVALID_INPUT (token),
 *   RATE_LIMITED, IDEMPOTENCY_KEY_REUSED
 */
export async function payBooking(
  context: AppContext,
  actor: Actor,
  input: PayBookingInput,
): Promise<BookingWithPaymentsAnswer> {
  const { idempotencyKey, ...request } = input;
  let begunHere: string | undefined;
  const begin = () =>
    withIdempotency<PaymentResult>(context, actor, {
      operation: "booking.pay",
      idempotencyKey,
      input: request,
      deserialize: (kept) => paymentResult.parse(kept),
      work: async (tx) => {
        const begun = await beginIn(tx, context, actor, request);
        begunHere = begun.kind === "begun" ? begun.paymentId : undefined;
        return begun;
      },
    });

  const first = await afterAbandoning(context, request.id, begin);
  if (first.kind !== "begun") return answerOf(first);
  try {
    if (first.paymentId === begunHere) await chargePayment(context, first.paymentId, request);
    else await waitForEnd(context, first.paymentId);
    const end = await readEnd(context, first.paymentId);
    await replaceRecord(context, actor, { key: idempotencyKey, kept: first, answer: end });
    return answerOf(end);
  } catch (error) {
    if (error instanceof DomainError && RETRYABLE_ERRORS.has(error.code))
      await replaceRecord(context, actor, { key: idempotencyKey, kept: first, answer: undefined });
    throw error;
  }
}

/** Errors after which nothing was charged, and a retry with the same key may succeed. */
const RETRYABLE_ERRORS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  "PAYMENT_UNAVAILABLE",
  "PAYMENT_METHOD_UNAVAILABLE",
]);

type Request = Omit<PayBookingInput, "idempotencyKey">;
type Ended = Exclude<PaymentResult, { kind: "begun" }>;

function answerOf(end: Ended): BookingWithPaymentsAnswer {
  if (end.kind === "refused") throw new DomainError(end.reason, end.message);
  return end.booking;
}

/** Abandons a payment that waits for its payer, who chose another way to pay. */
async function afterAbandoning<Answer>(
  context: AppContext,
  booking: BookingId,
  begin: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await begin();
  } catch (error) {
    const isInTheWay = error instanceof DomainError && error.code === "PAYMENT_UNDER_WAY";
    if (!isInTheWay || !(await abandonWaiting(context, booking))) throw error;
    return begin();
  }
}

/** How long a repeated call waits for the payment begun by the first one, in milliseconds. */
const REPEAT_WAITS_MS = 10_000;
const LOOK_AGAIN_MS = 100;

/** @throws DomainError PAYMENT_UNDER_WAY if it takes too long */
async function waitForEnd(context: Pick<AppContext, "db">, id: string): Promise<void> {
  const giveUpAt = Date.now() + REPEAT_WAITS_MS;
  while (Date.now() < giveUpAt) {
    const { state } = await context.db.prisma.payment.findUniqueOrThrow({
      where: { id },
      select: { state: true },
    });
    if (state !== "under_way") return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  throw paymentUnderWay();
}

/**
 * The outcome of a payment. For a late payment, the booking is the one that it created, if any.
 *
 * @throws DomainError PAYMENT_UNAVAILABLE if the provider was never asked to move money
 */
async function readEnd(context: Pick<AppContext, "db">, id: string): Promise<Ended> {
  const { prisma } = context.db;
  const { state, providerId, bookingId, isLate, lastProblem, booking } =
    await prisma.payment.findUniqueOrThrow({
      where: { id },
      select: {
        state: true,
        providerId: true,
        bookingId: true,
        isLate: true,
        lastProblem: true,
        booking: { select: { cancelledBy: true, event: { select: { cancelledAt: true } } } },
      },
    });
  const isGoingBack = isLate && state !== "succeeded";
  if (booking.event.cancelledAt !== null && (state === "failed" || isGoingBack)) {
    const money = isGoingBack ? "What you paid is being given back." : "Nothing was charged.";
    return { kind: "refused", reason: "EVENT_CANCELLED", message: `This event was cancelled. ${money}` };
  }
  if (state === "failed" && providerId === null) {
    const message = "The payment was interrupted before anything was charged.";
    throw new DomainError("PAYMENT_UNAVAILABLE", message, { retryAfterSeconds: 2 });
  }
  if (state === "failed") {
    const message = lastProblem ?? "The payment was declined.";
    return { kind: "refused", reason: "PAYMENT_DECLINED", message };
  }
  if (isGoingBack) {
    const { cancelledBy } = booking;
    const isCancelled = cancelledBy === "attendee" || cancelledBy === "organizer";
    const why = isCancelled ? "This booking was cancelled" : "The time to pay ran out";
    const message = `${why} before the money came. It is being given back.`;
    return { kind: "refused", reason: "HOLD_EXPIRED", message };
  }
  return { kind: "answered", booking: await readWithPayments(prisma, bookingId) };
}

function paymentUnderWay(): DomainError {
  return new DomainError("PAYMENT_UNDER_WAY", "A payment for this booking is still under way.", {
    retryAfterSeconds: 2,
  });
}

type BeginContext = Pick<
  AppContext,
  "clock" | "payments" | "rateLimits" | "webhooks" | "mailTransport" | "holds" | "eventChanges" | "failpoint"
>;

async function beginIn(
  tx: Transaction,
  context: BeginContext,
  actor: Actor,
  request: Request,
): Promise<PaymentResult> {
  if (request.addition === true) return beginAdditionIn(tx, context, actor, request);
  const { id, paymentMethod } = request;
  const now = context.clock.now();
  const booking = await requireHold(
    tx,
    await tx.booking.findUnique({ where: { id }, select: { ...holdColumns, ...ticketColumns } }),
    actor,
    now,
  );
  // Before looking at an open payment: one that waits for its payer would be abandoned for nothing.
  requireExpectedAmount(request, booking);
  await requireAnswers(tx, booking, () => ticketsOf(booking));
  await requireNoneUnderWay(tx, id);

  const isFree = booking.totalAmount === 0;
  const acceptsOnlinePayment = context.payments !== null;
  if (!isFree) requirePayable(paymentMethod, booking.event, { acceptsOnlinePayment }, now);
  if (isFree || paymentMethod === "cash") {
    if (actor.onlyBooking !== undefined && isUnproved(booking)) {
      await askForProof(tx, context, { ...booking, paymentMethod });
      return { kind: "answered", booking: await readWithPayments(tx, id) };
    }
    await confirmBooking(tx, context, booking, {
      method: paymentMethod,
      paymentStatus: isFree ? "paid" : "pending",
      transactionId: null,
      cashDueAt: isFree ? null : booking.event.cashDueAt,
    });
    return { kind: "answered", booking: await readWithPayments(tx, id) };
  }
  const payment = await open(tx, context, actor, request, { ...booking, amount: booking.totalAmount });
  // Conflicts with any concurrent change of the booking.
  await tx.booking.update({
    where: { id },
    data: { paymentMethod, paymentStatus: "pending", updatedAt: now },
    select: { id: true },
  });
  await queueWebhooks(tx, context, booking.eventId, [{ type: "booking.changed", bookingId: id }]);
  return { kind: "begun", paymentId: payment };
}

/** The same for the tickets that are held in addition to a booking. */
async function beginAdditionIn(
  tx: Transaction,
  context: BeginContext,
  actor: Actor,
  request: Request,
): Promise<PaymentResult> {
  const payable = await findPayableAddition(tx, context, actor, request);
  const { booking, addition } = payable;
  const { id } = request;
  await requireAnswersOfAddition(tx, booking, () => ticketsWithAddition(payable));
  await requireNoneUnderWay(tx, id);
  if (isOwedLater(payable)) {
    const { id: additionId, amount } = addition;
    if (!(await mergeAddition(tx, context, { bookingId: id, additionId, amount }))) {
      throw new DomainError("HOLD_EXPIRED", "The additional tickets cannot be added any more.");
    }
    return { kind: "answered", booking: await readWithPayments(tx, id) };
  }
  if (request.paymentMethod === "cash") {
    await holdForCash(tx, context, payable);
    return { kind: "answered", booking: await readWithPayments(tx, id) };
  }
  const { amount, id: additionId } = addition;
  const payment = await open(tx, context, actor, request, { ...booking, amount, additionId });
  // Conflicts with any concurrent change of the booking.
  await tx.booking.update({ where: { id }, data: { updatedAt: context.clock.now() }, select: { id: true } });
  return { kind: "begun", paymentId: payment };
}

/** @throws DomainError PAYMENT_UNDER_WAY */
async function requireNoneUnderWay(tx: Transaction, bookingId: BookingId): Promise<void> {
  const underWay = await tx.payment.findFirst({
    where: { bookingId, state: { in: [...OPEN_PAYMENTS] } },
    select: { id: true },
  });
  if (underWay !== null) throw paymentUnderWay();
}

/** What a payment is for. */
interface Charged {
  readonly id: string;
  readonly eventId: string;
  readonly userId: string;
  /** Minor units of `currency`. */
  readonly amount: number;
  readonly currency: string;
  /** The addition to the booking that is paid for, if it is one. */
  readonly additionId?: string;
}

/** Writes an online payment that is under way. */
async function open(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "payments" | "rateLimits">,
  actor: Actor,
  { paymentMethod, paymentToken }: Request,
  { id: bookingId, eventId, userId, amount, currency, additionId }: Charged,
): Promise<PaymentId> {
  if (context.payments === null) throw new Error("A method that is payable online has a provider.");
  if (paymentToken === undefined) {
    throw new DomainError("INVALID_INPUT", "Say what is to be charged: give a payment token.", {
      field: "paymentToken",
    });
  }
  await refuseCardTesting(tx, context, actor);
  const now = context.clock.now();
  const id = paymentId.parse(newObjectId(now));
  await tx.payment.create({
    data: {
      id,
      bookingId,
      eventId,
      userId,
      amount,
      currency,
      provider: context.payments.provider.name,
      method: paymentMethod,
      state: "under_way",
      ...(additionId !== undefined && { additionId }),
      checkAt: new Date(now.getTime() + OPEN_PAYMENT_LEASE_MS),
      createdAt: now,
      updatedAt: now,
    },
    select: { id: true },
  });
  return id;
}

/** Card testing, trying which of many stolen cards work, has many declined payments. */
async function refuseCardTesting(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "rateLimits">,
  actor: Actor,
): Promise<void> {
  const { id: userId, onlyBooking: bookingId } = actor;
  const isGuest = bookingId !== undefined;
  const limit = isGuest ? "failedPaymentsPerGuest" : "failedPaymentsPerUser";
  await requireWithinLimit(context, limit, async (nth, since) => {
    const found = await tx.payment.findFirst({
      where: { ...(isGuest ? { bookingId } : { userId }), state: "failed", createdAt: { gt: since } },
      orderBy: [{ createdAt: "desc" }, { id: "desc" }],
      skip: nth - 1,
      select: { createdAt: true },
    });
    return found?.createdAt;
  });
}
