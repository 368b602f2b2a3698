import { randomUUID } from "node:crypto";
import { MINUTE_MS } from "@foyer/contract/time";
import { LISTED_STATES } from "@foyer/contract/waitlist";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { createAppContext } from "@foyer/domain/create-context";
import type { Failpoint } from "@foyer/domain/failpoints";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, TEST_PARTS } from "@foyer/testing/test-context";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";

// Nothing runs in the background: what is refused is refused because the event says that it is cancelled.
const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;
const CASH = { paymentMethod: "cash" } as const;
const TOKEN = { ...CARD, paymentToken: "tok_ok" };
const soon = () => new Date(clock.now().getTime() + 1_000 * MINUTE_MS);

async function newSale(capacity = 10) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, {
    capacity,
    price: 2_500,
    dateTime: soon(),
    cancellationCutoffHours: 0,
  });
  const manager = callAs(context, organizer);
  const cancel = () => manager.event.cancel({ id: event.id, reason: "The hall burnt down." });
  const newCaller = async () => callAs(context, await newUser(context));
  return { id: event.id, name: event.name, manager, cancel, newCaller };
}
type Sale = Awaited<ReturnType<typeof newSale>>;

/** Does what the background does, until there is nothing left to do. */
async function doChores(): Promise<void> {
  await cancelBookingsOfCancelledEvents(context);
  for (let round = 0; round < 8; round++) {
    clock.advance(MINUTE_MS);
    await processDuePayments(context);
  }
}

/** The money that the provider has of an event's attendees. */
async function takenFor(eventId: string): Promise<number> {
  const payments = await prisma.payment.findMany({ where: { eventId }, select: { providerId: true } });
  const ids = payments.flatMap(({ providerId }) => providerId ?? []);
  const charges = await prisma.sandboxCharge.findMany({ where: { id: { in: ids } } });
  return charges
    .filter(({ state }) => state === "paid" || state === "processing")
    .reduce((sum, { amount }) => sum + amount, 0);
}

/** What is true of a cancelled event once the background is done with it. */
async function expectNothingLeft(eventId: Sale["id"], capacity: number): Promise<void> {
  expect(await takenFor(eventId)).toBe(0);
  expect(await reconcile(context, eventId)).toMatchObject({
    ok: true,
    availableTickets: capacity,
    bookedTickets: 0,
    moneyHeld: 0,
    waitingCount: 0,
  });
  const open = await prisma.payment.findMany({
    where: { eventId, state: { notIn: ["failed", "refunded"] } },
  });
  expect(open).toEqual([]);
}

describe("from the moment event.cancel has answered", () => {
  it("nobody is admitted, whenever they were scanned; what was admitted can be taken back", async () => {
    const { id: eventId, manager, cancel, newCaller } = await newSale();
    const attendee = await newCaller();
    const { id } = await attendee.booking.create({ eventId, ticketQuantity: 3, ...CASH });
    const codes = (await attendee.booking.tickets({ id })).map(({ code }) => code);
    const scan = (code = "", scanId: string = randomUUID()) => ({ eventId, code, scanId });
    const first = scan(codes[0]);
    const admitted = await manager.booking.checkIn(first);
    const scannedAt = new Date(clock.now().getTime() - 10 * MINUTE_MS);
    await cancel();

    async function expectClosedDoor() {
      for (const late of [scan(codes[1]), scan(codes[0]), { ...scan(codes[2]), scannedAt }]) {
        expect(await errorCodeOf(manager.booking.checkIn(late))).toBe("EVENT_CANCELLED");
      }
      expect(await errorCodeOf(manager.booking.checkIn(scan("FOYER-FORGED")))).toBe("TICKET_NOT_VALID");
      const counts = { admitted: 0, expected: 0 };
      expect((await manager.event.door({ eventId })).counts).toEqual(counts);
      // The same scan sent again is answered as it was: it admits nobody anew.
      expect(await manager.booking.checkIn(first)).toEqual({ ...admitted, counts });
    }
    await expectClosedDoor();
    expect(await manager.booking.undoCheckIn(scan(codes[0]))).toMatchObject({
      isUndone: true,
      counts: { admitted: 0, expected: 0 },
    });
    expect(await prisma.booking.findUniqueOrThrow({ where: { id } })).toMatchObject({ admittedTickets: 0 });
    expect(await errorCodeOf(manager.booking.checkIn(scan(codes[0])))).toBe("EVENT_CANCELLED");

    await doChores();
    await expectClosedDoor();
    await expectNothingLeft(eventId, 10);
  });

  it("a sale that was known to be over says so, in this process and in another", async () => {
    const { id: eventId, cancel, newCaller } = await newSale(1);
    // A booking queue and caches of its own on the same database, as another process has. Its clock stands still: what it
    // remembers is of use for a second, and a slow machine takes longer.
    const now = clock.now();
    const other = createAppContext({ ...TEST_PARTS, db: context.db, clock: { now: () => now } });
    const wish = { eventId, ticketQuantity: 1, ...CASH };
    const buyer = await newUser(context);
    const first = await callAs(other, buyer).booking.create({ ...wish, idempotencyKey: "first" });
    for (const on of [other, context]) {
      expect(await errorCodeOf(callAs(on, await newUser(context)).booking.create(wish))).toBe(
        "EVENT_SOLD_OUT",
      );
    }
    const refused = () => other.bookingQueue.load().refusedAsSoldOut;
    await cancel();
    expect(await errorCodeOf((await newCaller()).booking.create(wish))).toBe("EVENT_CANCELLED");
    const before = refused();
    for (const key of [undefined, "key"]) {
      const late = callAs(other, await newUser(context));
      const request = { ...wish, ...(key && { idempotencyKey: key }) };
      expect(await errorCodeOf(late.booking.create(request))).toBe("EVENT_CANCELLED");
    }
    // Without being queued: the cache had it as sold out, and a read said why.
    expect(refused()).toBe(before + 2);
    expect(await callAs(other, buyer).booking.create({ ...wish, idempotencyKey: "first" })).toEqual(first);
  });

  it("no hold is paid or changed, and nothing is charged", async () => {
    const { id: eventId, cancel, newCaller } = await newSale();
    const holders = [await newCaller(), await newCaller()];
    const holds: { caller: (typeof holders)[number]; id: string }[] = [];
    for (const caller of holders) {
      const { id } = await caller.booking.create({ eventId, ticketQuantity: 2, ...CARD });
      holds.push({ caller, id });
    }
    await cancel();
    async function expectDeadHolds() {
      for (const { caller, id } of holds) {
        expect(await errorCodeOf(caller.booking.pay({ id, ...TOKEN }))).toBe("EVENT_CANCELLED");
        expect(await errorCodeOf(caller.booking.pay({ id, ...CASH }))).toBe("EVENT_CANCELLED");
        for (const ticketQuantity of [1, 2, 3]) {
          expect(await errorCodeOf(caller.booking.changeQuantity({ id, ticketQuantity }))).toBe(
            "EVENT_CANCELLED",
          );
        }
      }
    }
    await expectDeadHolds();
    // Whatever becomes of the hold itself comes after that.
    clock.advance(16 * MINUTE_MS);
    await expectDeadHolds();
    await doChores();
    await expectDeadHolds();
    expect(await prisma.payment.count({ where: { eventId } })).toBe(0);
    await expectNothingLeft(eventId, 10);
  });

  it("no offer is taken, and none is made", async () => {
    const { id: eventId, name, cancel, newCaller } = await newSale(2);
    const [buyer, offered, waiting] = [await newCaller(), await newCaller(), await newCaller()];
    const { id } = await buyer.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    const second = await newCaller();
    const other = await second.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    await offered.waitlist.join({ eventId, ticketQuantity: 1 });
    await waiting.waitlist.join({ eventId, ticketQuantity: 1 });
    await buyer.booking.cancel({ id });
    const place = (await offered.waitlist.mine()).find((entry) => entry.eventId === eventId);
    const bookingId = place?.offer?.bookingId ?? "";
    await cancel();

    expect(await errorCodeOf(offered.booking.pay({ id: bookingId, ...TOKEN }))).toBe("EVENT_CANCELLED");
    for (const caller of [offered, waiting, await newCaller()]) {
      expect(await errorCodeOf(caller.waitlist.join({ eventId, ticketQuantity: 1 }))).toBe("EVENT_CANCELLED");
    }
    // Tickets that come back now are nobody's.
    await second.booking.cancel({ id: other.id });
    expect(await offerLeftovers(context)).toBe(0);
    expect(await prisma.waitlistEntry.count({ where: { eventId, state: "offered" } })).toBe(1);
    await doChores();
    expect(await prisma.waitlistEntry.count({ where: { eventId, state: "closed" } })).toBe(2);
    await expectNothingLeft(eventId, 2);

    await sendQueuedMails(context);
    expect(mails.filter(({ subject }) => subject.includes(`${name} is yours to take`))).toEqual([]);
  });

  it("no cash is taken at the door any more, and what was taken is given back", async () => {
    const { id: eventId, manager, cancel, newCaller } = await newSale();
    const [paid, unpaid] = [await newCaller(), await newCaller()];
    const wish = { eventId, ticketQuantity: 1, ...CASH };
    const [first, second] = [await paid.booking.create(wish), await unpaid.booking.create(wish)];
    await manager.booking.markPaid({ id: first.id });
    await cancel();
    expect(await errorCodeOf(manager.booking.markPaid({ id: second.id }))).toBe("EVENT_CANCELLED");
    await doChores();
    expect(await errorCodeOf(manager.booking.markPaid({ id: second.id }))).toBe("EVENT_CANCELLED");
    expect(await manager.booking.markRefunded({ id: first.id })).toMatchObject({ paymentStatus: "refunded" });
    await expectNothingLeft(eventId, 10);
  });

  it("tickets that were not mailed yet are not mailed any more", async () => {
    const { id: eventId, name, cancel, newCaller } = await newSale();
    const attendee = await newCaller();
    const { id } = await attendee.booking.create({ eventId, ticketQuantity: 1, ...CARD });
    await attendee.booking.pay({ id, ...TOKEN });
    await cancel();
    await sendQueuedMails(context);
    expect(mails.filter(({ subject }) => subject.includes(name))).toEqual([]);
    const mail = { bookingId: id, template: "booking_confirmed" };
    expect(await prisma.outboxMail.findFirstOrThrow({ where: mail })).toMatchObject({ state: "dropped" });
  });
});

describe("a payment that is under way when its event is cancelled", () => {
  /** Has the event cancelled when a payment reaches a place. */
  function cancelledAt(point: Failpoint, cancel: () => Promise<unknown>) {
    let isDone = false;
    return {
      ...context,
      async failpoint(reached: Failpoint) {
        if (reached !== point || isDone) return;
        isDone = true;
        await cancel();
      },
    };
  }

  it.each(["payment.begun", "payment.opened-at-provider", "payment.provider-known"] as const)(
    "is not charged any more when it got no further than %s",
    async (point) => {
      const { id: eventId, cancel } = await newSale();
      const attendee = callAs(cancelledAt(point, cancel), await newUser(context));
      const { id } = await attendee.booking.create({ eventId, ticketQuantity: 2, ...CARD });
      const pay = () => attendee.booking.pay({ id, ...TOKEN, idempotencyKey: `pay-${id}` });
      const refused = { cause: { code: "EVENT_CANCELLED", message: expect.stringMatching(/Nothing was/) } };
      await expect(pay()).rejects.toMatchObject(refused);
      await expect(pay()).rejects.toMatchObject(refused);
      expect(await takenFor(eventId)).toBe(0);
      expect((await attendee.booking.byId({ id })).payments).toMatchObject([{ state: "failed" }]);
      await doChores();
      await expectNothingLeft(eventId, 10);
    },
  );

  it.each([false, true])(
    "is given back and shown when it was charged already, the background first: %s",
    async (isBackgroundFirst) => {
      const { id: eventId, manager, cancel } = await newSale();
      const cancelling = async () => {
        await cancel();
        if (isBackgroundFirst) await cancelBookingsOfCancelledEvents(context);
      };
      const on = cancelledAt("payment.confirmed-at-provider", cancelling);
      const attendee = callAs(on, await newUser(context));
      const { id } = await attendee.booking.create({ eventId, ticketQuantity: 2, ...CARD });
      const pay = () => attendee.booking.pay({ id, ...TOKEN, idempotencyKey: `pay-${id}` });
      const refused = { cause: { code: "EVENT_CANCELLED", message: expect.stringMatching(/given back/) } };
      await expect(pay()).rejects.toMatchObject(refused);
      await expect(pay()).rejects.toMatchObject(refused);
      const shown = { status: "cancelled", cancelledBy: "event", cancellationReason: "The hall burnt down." };
      expect(await attendee.booking.byId({ id })).toMatchObject({
        ...shown,
        paymentStatus: "paid",
        payments: [{ state: "refund_due", amount: 5_000 }],
      });
      await doChores();
      expect(await attendee.booking.byId({ id })).toMatchObject({
        ...shown,
        paymentStatus: "refunded",
        payments: [{ state: "refunded", amount: 5_000 }],
      });
      expect((await manager.event.refunds({ eventId })).items).toMatchObject([
        { bookingId: id, state: "refunded", amount: 5_000 },
      ]);
      await expectNothingLeft(eventId, 10);
      const about = { bookingId: id, template: "late_payment_returned" };
      expect(await prisma.outboxMail.count({ where: about })).toBe(1);
    },
  );

  it("whose answer was lost, or that waits for its payer, takes no money that stays", async () => {
    const { id: eventId, cancel, newCaller } = await newSale();
    const [lost, waiting, approved] = [await newCaller(), await newCaller(), await newCaller()];
    const hold = async (caller: typeof lost, paymentToken: string) => {
      const { id } = await caller.booking.create({ eventId, ticketQuantity: 1, ...CARD });
      await caller.booking.pay({ id, ...CARD, paymentToken });
      return id;
    };
    const ids = [await hold(lost, "tok_lost"), await hold(waiting, "tok_action")];
    const third = await hold(approved, "tok_action");
    await cancel();
    // The bank knows nothing of the event: what it approves is given back.
    expect(await approved.payment.answerSandbox({ id: third, answer: "approve" })).toMatchObject({
      status: "cancelled",
      cancelledBy: "event",
      payments: [{ state: "refund_due" }],
    });
    // Payments are looked after before bookings are: one that waits for its payer is abandoned all the same.
    clock.advance(MINUTE_MS);
    await processDuePayments(context);
    expect((await waiting.booking.byId({ id: ids[1] ?? "" })).payments).toMatchObject([{ state: "failed" }]);
    await doChores();
    await expectNothingLeft(eventId, 10);
    expect((await lost.booking.byId({ id: ids[0] ?? "" })).payments).toMatchObject([{ state: "refunded" }]);
  });
});

describe("event.cancel beside everything else", () => {
  type Deed = { readonly start: number; readonly end: number; readonly result: string };

  /** What may go on at an event, each by somebody of their own. */
  async function newDeeds({ id: eventId, manager, newCaller }: Sale) {
    const booked = await newCaller();
    const { id } = await booked.booking.create({ eventId, ticketQuantity: 2, ...CASH });
    const [ticket] = await booked.booking.tickets({ id });
    const scan = { eventId, code: ticket?.code ?? "", scanId: randomUUID() };
    const newHold = async () => {
      const caller = await newCaller();
      const hold = await caller.booking.create({ eventId, ticketQuantity: 1, ...CARD });
      return { caller, id: hold.id };
    };
    const [paying, changing, cash, given] = [
      await newHold(),
      await newHold(),
      await newHold(),
      await newHold(),
    ];
    const [buyer, joining] = [await newCaller(), await newCaller()];
    return {
      checkIn: () => manager.booking.checkIn(scan),
      pay: () => paying.caller.booking.pay({ id: paying.id, ...TOKEN }),
      payCash: () => cash.caller.booking.pay({ id: cash.id, ...CASH }),
      change: () => changing.caller.booking.changeQuantity({ id: changing.id, ticketQuantity: 2 }),
      create: () => buyer.booking.create({ eventId, ticketQuantity: 1, ...CASH }),
      join: () => joining.waitlist.join({ eventId, ticketQuantity: 2 }),
      markPaid: () => manager.booking.markPaid({ id }),
      // Gives tickets back, which are offered where somebody waits.
      giveBack: () => given.caller.booking.cancel({ id: given.id }),
    };
  }

  it("is before or after each of it: what begins when it has answered is refused, and nothing is left in the end", async () => {
    const delays = fc.record({
      cancel: fc.nat(60),
      deeds: fc.array(fc.nat(80), { minLength: 8, maxLength: 8 }),
      isBackgroundBusy: fc.boolean(),
    });
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(delays, async ({ cancel, deeds: waits, isBackgroundBusy }) => {
        const sale = await newSale(8);
        const deeds = Object.entries(await newDeeds(sale));
        const after = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));
        let answered = Number.POSITIVE_INFINITY;
        const cancelling = after(cancel)
          .then(sale.cancel)
          .then(async () => {
            answered = performance.now();
            if (isBackgroundBusy) await cancelBookingsOfCancelledEvents(context);
          });
        const doing = deeds.map(async ([name, deed], index): Promise<Deed & { name: string }> => {
          await after(waits[index]);
          // However slow the machine is, one of them begins when the cancellation has answered.
          if (index === cancel % deeds.length) await cancelling;
          const start = performance.now();
          const result = await deed().then(
            () => "done",
            (error) => error.cause?.code ?? String(error),
          );
          return { name, start, end: performance.now(), result };
        });
        const [done] = await Promise.all([Promise.all(doing), cancelling]);
        // Giving back one's own is no business of the event's.
        for (const { name, start, result } of done.filter((deed) => deed.name !== "giveBack")) {
          if (start > answered) expect([name, result]).toEqual([name, "EVENT_CANCELLED"]);
          seen.add(start > answered ? "after" : result);
        }
        await doChores();
        await cancelBookingsOfCancelledEvents(context);
        const where = { eventId: sale.id };
        expect(await prisma.booking.count({ where: { ...where, status: { not: "cancelled" } } })).toBe(0);
        const listed = { ...where, state: { in: [...LISTED_STATES] } };
        expect(await prisma.waitlistEntry.count({ where: listed })).toBe(0);
        const cashOwed = await prisma.payment.findMany({ where: { eventId: sale.id, state: "refund_due" } });
        for (const { bookingId } of cashOwed) await sale.manager.booking.markRefunded({ id: bookingId });
        await expectNothingLeft(sale.id, 8);
      }),
      { numRuns: 25 },
    );
    expect([...seen]).toEqual(expect.arrayContaining(["after", "done", "EVENT_CANCELLED"]));
  });
});
