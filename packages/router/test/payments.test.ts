import { userId } from "@foyer/contract/ids";
import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { ProviderUnreachableError, type SandboxProvider } from "@foyer/domain/payments/payment-provider";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import type { MovableClock } from "@foyer/testing/movable-clock";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;
const LATER = 16 * MINUTE_MS;

async function held(quantity = 2, capacity = 10) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { capacity, price: 2_500 });
  const attendee = callAs(context, await newUser(context));
  const { id } = await attendee.booking.create({ eventId: event.id, ticketQuantity: quantity, ...CARD });
  const pay = (paymentToken: string, idempotencyKey?: string) =>
    attendee.booking.pay({ id, ...CARD, paymentToken, ...(idempotencyKey && { idempotencyKey }) });
  return { event, organizer, attendee, id, pay };
}

/** The money that the sandbox has taken for an event and not given back. */
async function takenFor(eventId: string): Promise<number> {
  const payments = await context.db.prisma.payment.findMany({
    where: { eventId },
    select: { providerId: true },
  });
  const ids = payments.flatMap(({ providerId }) => providerId ?? []);
  const charges = await context.db.prisma.sandboxCharge.findMany({ where: { id: { in: ids } } });
  return charges
    .filter(({ state }) => state === "paid" || state === "processing")
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** Does what the background does, until there is nothing left to do. */
async function lookAfter(its: MovableClock): Promise<void> {
  for (let round = 0; round < 8; round++) {
    its.advance(MINUTE_MS);
    await processDuePayments(context);
  }
}

describe("a payment that was given up while it was opened", () => {
  it("may be tried again, also when the provider cannot be told", async () => {
    const sandbox = createSandbox({ db: context.db, clock });
    const provider: SandboxProvider = {
      ...sandbox,
      async open(order) {
        const id = await sandbox.open(order);
        const data = { state: "failed", lastProblem: "It took too long." } as const;
        await context.db.prisma.payment.update({ where: { id: order.paymentId }, data });
        return id;
      },
      abandon: () => Promise.reject(new ProviderUnreachableError()),
    };
    const slow = { ...context, payments: { provider, publishableKey: null } };
    const event = await newEvent(context, await newUser(context), { price: 2_500 });
    const attendee = callAs(slow, await newUser(context));
    const { id } = await attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CARD });
    const paying = attendee.booking.pay({ id, ...CARD, paymentToken: "tok_ok" });
    expect(await errorCodeOf(paying)).toBe("PAYMENT_UNAVAILABLE");
    expect(await takenFor(event.id)).toBe(0);
  });
});

describe("where a payment is finished", () => {
  it("is told to its payer only: the bank's address for it is a credential", async () => {
    const { organizer, attendee, id, pay } = await held();
    await pay("tok_action");
    const actionUrl = "https://bank.example/step?client_secret=hidden";
    await context.db.prisma.payment.updateMany({ where: { bookingId: id }, data: { actionUrl } });
    expect((await attendee.booking.byId({ id })).payments[0]?.actionUrl).toBe(actionUrl);
    for (const other of [organizer, await newUser(context, "admin")]) {
      const seen = await callAs(context, other).booking.byId({ id });
      expect(seen.payments).toMatchObject([{ state: "needs_action", actionUrl: null }]);
    }
  });
});

describe("booking.pay", () => {
  it("confirms the booking, and the money is written down", async () => {
    const { event, id, pay } = await held();
    const paid = await pay("tok_ok");
    expect(paid).toMatchObject({
      id,
      status: "confirmed",
      paymentStatus: "paid",
      paymentMethod: "credit_card",
      paymentTransactionId: expect.any(String),
      holdExpiresAt: null,
      payments: [{ state: "succeeded", amount: 5_000, currency: "EUR", isLate: false }],
    });
    expect(await takenFor(event.id)).toBe(5_000);
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      moneyHeld: 5_000,
      moneyBooked: 5_000,
    });
  });

  it("says when it was declined; the hold stays, and another number pays", async () => {
    const { event, attendee, id, pay } = await held();
    expect(await errorCodeOf(pay("tok_declined"))).toBe("PAYMENT_DECLINED");
    expect(await attendee.booking.byId({ id })).toMatchObject({
      status: "pending",
      paymentStatus: "failed",
      payments: [{ state: "failed" }],
    });
    expect(await pay("tok_ok")).toMatchObject({
      status: "confirmed",
      payments: [{ state: "succeeded" }, { state: "failed" }],
    });
    expect(await takenFor(event.id)).toBe(5_000);
  });

  it("takes its time with a slow provider", async () => {
    const { pay } = await held();
    expect(await pay("tok_slow")).toMatchObject({ status: "confirmed" });
  });

  it("waits for the payer's second step, both ways", async () => {
    const yes = await held();
    expect(await yes.pay("tok_action")).toMatchObject({
      status: "pending",
      payments: [{ state: "needs_action", actionUrl: null }],
    });
    expect(await errorCodeOf(yes.attendee.booking.changeQuantity({ id: yes.id, ticketQuantity: 1 }))).toBe(
      "PAYMENT_UNDER_WAY",
    );
    expect(await yes.attendee.payment.answerSandbox({ id: yes.id, answer: "approve" })).toMatchObject({
      status: "confirmed",
    });

    const no = await held();
    await no.pay("tok_action");
    expect(await no.attendee.payment.answerSandbox({ id: no.id, answer: "refuse" })).toMatchObject({
      status: "pending",
      paymentStatus: "failed",
    });
    expect(await errorCodeOf(no.attendee.payment.answerSandbox({ id: no.id, answer: "approve" }))).toBe(
      "NOTHING_TO_PAY",
    );
    expect(await takenFor(no.event.id)).toBe(0);
  });

  it("lets a payer who does not take the second step pay another way", async () => {
    const { event, pay } = await held();
    await pay("tok_action");
    expect(await pay("tok_ok")).toMatchObject({
      status: "confirmed",
      payments: [{ state: "succeeded" }, { state: "failed" }],
    });
    expect(await takenFor(event.id)).toBe(5_000);
  });

  it("finds out by itself when the answer was lost", async () => {
    const { event, attendee, id, pay } = await held();
    expect(await pay("tok_lost")).toMatchObject({ status: "pending", payments: [{ state: "under_way" }] });
    expect(await errorCodeOf(pay("tok_ok"))).toBe("PAYMENT_UNDER_WAY");
    await lookAfter(clock);
    expect(await attendee.booking.byId({ id })).toMatchObject({ status: "confirmed", paymentStatus: "paid" });
    expect(await takenFor(event.id)).toBe(5_000);
  });

  it("needs no provider for cash and for what is free", async () => {
    const { attendee, id } = await held();
    expect(await attendee.booking.pay({ id, paymentMethod: "cash" })).toMatchObject({
      status: "confirmed",
      paymentStatus: "pending",
      paymentMethod: "cash",
    });
  });

  it("is refused once the event is cancelled, before the background gets to the booking", async () => {
    const { event, organizer, pay, id } = await held();
    await callAs(context, organizer).event.cancel({ id: event.id });
    expect(await errorCodeOf(pay("tok_ok"))).toBe("EVENT_CANCELLED");
    expect(await context.db.prisma.payment.count({ where: { bookingId: id } })).toBe(0);
  });

  it("is refused for what cannot be paid", async () => {
    const { attendee, id, pay } = await held();
    expect(await errorCodeOf(attendee.booking.pay({ id, ...CARD }))).toBe("INVALID_INPUT");
    expect(await errorCodeOf(pay("tok_unheard_of"))).toBe("PAYMENT_DECLINED");
    expect(
      await errorCodeOf(
        callAs(context, await newUser(context)).booking.pay({ id, ...CARD, paymentToken: "tok_ok" }),
      ),
    ).toBe("FORBIDDEN");
    await pay("tok_ok");
    expect(await errorCodeOf(pay("tok_ok"))).toBe("BOOKING_NOT_PENDING");
    await attendee.booking.cancel({ id });
    expect(await errorCodeOf(pay("tok_ok"))).toBe("BOOKING_NOT_ACTIVE");

    const late = await held();
    clock.advance(LATER);
    expect(await errorCodeOf(late.pay("tok_ok"))).toBe("HOLD_EXPIRED");
    await releaseExpiredHolds(context);
    expect(await errorCodeOf(late.pay("tok_ok"))).toBe("HOLD_EXPIRED");
    expect(await takenFor(late.event.id)).toBe(0);
  });

  it("charges once, however often and at whatever moment it is sent with the same key", async () => {
    for (const token of ["tok_ok", "tok_slow"]) {
      const { event, pay } = await held();
      const answers = await Promise.all(Array.from({ length: 8 }, () => pay(token, `key-${token}`)));
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(answers[0]).toMatchObject({ status: "confirmed" });
      expect(await pay(token, `key-${token}`)).toEqual(answers[0]);
      expect(await takenFor(event.id)).toBe(5_000);
      expect(await errorCodeOf(pay("tok_declined", `key-${token}`))).toBe("IDEMPOTENCY_KEY_REUSED");
    }
  });

  it("remembers that a key was declined, and charges once without keys too", async () => {
    const declined = await held();
    expect(await errorCodeOf(declined.pay("tok_declined", "no"))).toBe("PAYMENT_DECLINED");
    expect(await errorCodeOf(declined.pay("tok_declined", "no"))).toBe("PAYMENT_DECLINED");
    expect(await context.db.prisma.payment.count({ where: { bookingId: declined.id } })).toBe(1);

    const { event, pay } = await held();
    const results = await Promise.allSettled(Array.from({ length: 8 }, () => pay("tok_ok")));
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await takenFor(event.id)).toBe(5_000);
  });
});

describe("a payment that comes after its hold was released", () => {
  /** Pays, and lets the hold run out before the provider's answer is known. */
  async function payLate(capacity: number, before?: (event: string) => Promise<void>) {
    const late = await held(2, capacity);
    await late.pay("tok_lost");
    clock.advance(LATER);
    await releaseExpiredHolds(context);
    await before?.(late.event.id);
    await lookAfter(clock);
    return late;
  }

  it("takes the tickets again when they are there, as a booking of its own", async () => {
    const { event, attendee, id } = await payLate(10);
    const old = await attendee.booking.byId({ id });
    expect(old).toMatchObject({ status: "cancelled", cancelledBy: "expiry", replacedBy: expect.any(String) });
    expect(await attendee.booking.byId({ id: old.replacedBy ?? "" })).toMatchObject({
      status: "confirmed",
      paymentStatus: "paid",
      ticketQuantity: 2,
      totalAmount: 5_000,
      payments: [{ state: "succeeded", isLate: true }],
    });
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      moneyHeld: 5_000,
      bookedTickets: 2,
    });
  });

  it("is given back when they are gone, and both sides see it", async () => {
    const { event, attendee, id, organizer } = await payLate(2, async (eventId) => {
      const other = callAs(context, await newUser(context));
      await other.booking.create({ eventId, ticketQuantity: 1, paymentMethod: "cash" });
    });
    expect(await attendee.booking.byId({ id })).toMatchObject({
      status: "cancelled",
      paymentStatus: "refunded",
      payments: [{ state: "refunded", isLate: true, refundedAt: expect.any(Date) }],
    });
    const { items } = await callAs(context, organizer).event.refunds({ eventId: event.id });
    expect(items).toMatchObject([{ bookingId: id, state: "refunded", isLate: true, amount: 5_000 }]);
    expect(await takenFor(event.id)).toBe(0);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, moneyHeld: 0 });
  });

  /** An event of which two tickets are held and one is sold, with somebody who waits for all three. */
  async function heldBeforeAList() {
    const late = await held(2, 3);
    const other = callAs(context, await newUser(context));
    const eventId = late.event.id;
    const own = await other.booking.create({ eventId, ticketQuantity: 1, paymentMethod: "cash" });
    const waiting = callAs(context, await newUser(context));
    await waiting.waitlist.join({ eventId, ticketQuantity: 3 });
    const stand = async () => (await waiting.waitlist.mine()).find((place) => place.eventId === eventId);
    const leave = () => other.booking.cancel({ id: own.id });
    return { ...late, eventId, stand, leave };
  }

  it.each([true, false])(
    "is given back while people wait, although its tickets are there; the hold released by then: %s",
    async (isReleased) => {
      const { event, eventId, attendee, id, pay, organizer, stand, leave } = await heldBeforeAList();
      await pay("tok_lost");
      clock.advance(LATER);
      if (isReleased) await releaseExpiredHolds(context);
      await lookAfter(clock);
      expect(await attendee.booking.byId({ id })).toMatchObject({
        status: "cancelled",
        cancelledBy: "expiry",
        replacedBy: null,
        paymentStatus: "refunded",
        payments: [{ state: "refunded", isLate: true }],
      });
      const { items } = await callAs(context, organizer).event.refunds({ eventId });
      expect(items).toMatchObject([{ bookingId: id, state: "refunded", isLate: true, amount: 5_000 }]);
      expect(await takenFor(eventId)).toBe(0);
      // They go to whoever waits, once there are enough.
      expect(await stand()).toMatchObject({ state: "waiting", position: 1 });
      expect(await reconcile(context, event.id)).toMatchObject({
        ok: true,
        availableTickets: 2,
      });
      await leave();
      expect(await stand()).toMatchObject({ state: "offered" });
    },
  );

  it("takes the tickets again when nobody but its payer waits", async () => {
    const late = await held(2, 3);
    const eventId = late.event.id;
    const other = callAs(context, await newUser(context));
    await other.booking.create({ eventId, ticketQuantity: 1, paymentMethod: "cash" });
    await late.pay("tok_lost");
    // Somebody else waits until the payer does, who wants more by now.
    const waiting = callAs(context, await newUser(context));
    await waiting.waitlist.join({ eventId, ticketQuantity: 3 });
    clock.advance(LATER);
    await releaseExpiredHolds(context);
    await late.attendee.waitlist.join({ eventId, ticketQuantity: 3 });
    await waiting.waitlist.leave({ eventId });
    await lookAfter(clock);
    const { replacedBy } = await late.attendee.booking.byId({ id: late.id });
    expect(await late.attendee.booking.byId({ id: replacedBy ?? "" })).toMatchObject({ status: "confirmed" });
    expect(await reconcile(context, late.event.id)).toMatchObject({
      ok: true,
      waitingCount: 0,
      moneyHeld: 5_000,
    });
  });

  it("confirms a hold that nobody has released yet only where open sale would sell its tickets", async () => {
    const kept = await held(2, 2);
    await kept.pay("tok_lost");
    clock.advance(LATER);
    await lookAfter(clock);
    expect(await kept.attendee.booking.byId({ id: kept.id })).toMatchObject({ status: "confirmed" });

    const closed = await held(2, 2);
    await closed.pay("tok_lost");
    await callAs(context, closed.organizer).event.setActive({ id: closed.event.id, isActive: false });
    clock.advance(LATER);
    await lookAfter(clock);
    expect(await closed.attendee.booking.byId({ id: closed.id })).toMatchObject({
      status: "cancelled",
      cancelledBy: "expiry",
      paymentStatus: "refunded",
    });
    expect(await takenFor(closed.event.id)).toBe(0);
    expect(await reconcile(context, closed.event.id)).toMatchObject({ ok: true, availableTickets: 2 });
  });

  it("leaves an offer that ran out to the next who waits", async () => {
    const { eventId, stand, leave, attendee, id } = await heldBeforeAList();
    await attendee.booking.cancel({ id });
    await leave();
    expect(await stand()).toMatchObject({ state: "offered" });
    const first = await prisma.booking.findFirstOrThrow({ where: { eventId, status: "pending" } });
    const payer = callAs(context, { id: userId.parse(first.userId), role: "user" });
    await payer.booking.pay({ id: first.id, ...CARD, paymentToken: "tok_lost" });
    const next = callAs(context, await newUser(context));
    await next.waitlist.join({ eventId, ticketQuantity: 1 });
    clock.advance(13 * HOUR_MS);
    await lookAfter(clock);
    expect(await payer.booking.byId({ id: first.id })).toMatchObject({
      status: "cancelled",
      paymentStatus: "refunded",
    });
    expect((await next.waitlist.mine()).find((place) => place.eventId === eventId)).toMatchObject({
      state: "offered",
    });
    expect(await takenFor(eventId)).toBe(0);
  });

  it("lets nobody enlarge a hold past those who wait, nor one that has run out", async () => {
    const { attendee, id, leave } = await heldBeforeAList();
    const [fewer, more] = [1, 3].map((ticketQuantity) => ({ id, ticketQuantity }));
    if (fewer === undefined || more === undefined) throw new Error("There are two.");
    await attendee.booking.changeQuantity(fewer);
    // One ticket is free now: too few for whoever waits, and not for sale.
    expect(await errorCodeOf(attendee.booking.changeQuantity({ id, ticketQuantity: 2 }))).toBe(
      "EVENT_SOLD_OUT",
    );
    clock.advance(LATER);
    for (const change of [fewer, more]) {
      expect(await errorCodeOf(attendee.booking.changeQuantity(change))).toBe("HOLD_EXPIRED");
    }
    await leave();
  });

  it("is given back when its payer has booked anew meanwhile", async () => {
    const late = await held(2, 10);
    await late.pay("tok_lost");
    clock.advance(LATER);
    await releaseExpiredHolds(context);
    const again = await late.attendee.booking.create({
      eventId: late.event.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
    });
    await lookAfter(clock);
    expect(await late.attendee.booking.byId({ id: late.id })).toMatchObject({ paymentStatus: "refunded" });
    expect(await late.attendee.booking.byId({ id: again.id })).toMatchObject({ status: "confirmed" });
    expect(await takenFor(late.event.id)).toBe(0);
  });
});

describe("giving money back", () => {
  it("follows a cancellation by itself", async () => {
    const { event, attendee, id, pay } = await held();
    await pay("tok_ok");
    expect(await attendee.booking.cancel({ id })).toMatchObject({
      status: "cancelled",
      paymentStatus: "paid",
    });
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      moneyHeld: 0,
      availableTickets: 10,
    });
    await lookAfter(clock);
    expect(await attendee.booking.byId({ id })).toMatchObject({
      paymentStatus: "refunded",
      payments: [{ state: "refunded" }],
    });
    expect(await takenFor(event.id)).toBe(0);
  });

  it("is tried again when it fails, and listed meanwhile", async () => {
    const { event, attendee, id, pay, organizer } = await held();
    await pay("tok_refund_fails");
    await attendee.booking.cancel({ id });
    clock.advance(1_000);
    await processDuePayments(context);
    const refunds = () => callAs(context, organizer).event.refunds({ eventId: event.id });
    expect((await refunds()).items).toMatchObject([
      { state: "refund_due", failures: 1, problem: expect.any(String), nextTryAt: expect.any(Date) },
    ]);
    await lookAfter(clock);
    expect((await refunds()).items).toMatchObject([{ state: "refunded", problem: null, nextTryAt: null }]);
    expect(await takenFor(event.id)).toBe(0);
  });

  it("is the organizer's to do for cash", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { price: 1_000 });
    const attendee = callAs(context, await newUser(context));
    const manager = callAs(context, organizer);
    const { id } = await attendee.booking.create({
      eventId: event.id,
      ticketQuantity: 3,
      paymentMethod: "cash",
    });
    expect(await errorCodeOf(attendee.booking.markPaid({ id }))).toBe("FORBIDDEN");
    expect(await manager.booking.markPaid({ id })).toMatchObject({
      paymentStatus: "paid",
      payments: [{ state: "succeeded", method: "cash", amount: 3_000 }],
    });
    expect(await errorCodeOf(manager.booking.markPaid({ id }))).toBe("NOTHING_TO_PAY");
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, moneyHeld: 3_000 });

    await attendee.booking.cancel({ id });
    await lookAfter(clock);
    expect(await attendee.booking.byId({ id })).toMatchObject({
      paymentStatus: "paid",
      payments: [{ state: "refund_due" }],
    });
    expect(await manager.booking.markRefunded({ id })).toMatchObject({ paymentStatus: "refunded" });
    expect(await errorCodeOf(manager.booking.markRefunded({ id }))).toBe("NOTHING_TO_PAY");
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, moneyHeld: 0 });
  });
});
