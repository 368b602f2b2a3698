import { type EventId, ticketTypeId, userId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card", paymentToken: "tok_ok" } as const;
const KINDS = [
  { name: "Standing", price: 1_000 },
  { name: "Seated", price: 3_000, quota: 3 },
  { name: "Child", price: 0 },
];

interface Sale {
  readonly capacity?: number;
  readonly kinds?: readonly { name: string; price: number; quota?: number; maxPerBooking?: number }[];
  readonly startsIn?: number;
  readonly paymentMethods?: ("credit_card" | "cash")[];
}

/** An event on sale; without kinds its tickets cost EUR 25. */
async function onSale({ capacity = 10, kinds = [], startsIn = 30 * DAY_MS, ...rest }: Sale = {}) {
  const organizer = await newUser(context);
  const dateTime = new Date(clock.now().getTime() + startsIn);
  const ticketTypes = kinds.map((kind) => ({ ...kind }));
  const event = await newEvent(context, organizer, {
    capacity,
    price: 2_500,
    dateTime,
    ticketTypes,
    ...rest,
  });
  const manager = callAs(context, organizer);
  const kindIds = event.ticketTypes.map(({ id }) => ticketTypeId.parse(id));
  const of = (...quantities: number[]) =>
    kindIds.flatMap((id, index) => {
      const quantity = quantities[index] ?? 0;
      return quantity === 0 ? [] : [{ ticketTypeId: id, quantity }];
    });
  return { event, organizer, manager, of };
}

async function someone() {
  const person = await newUser(context);
  return { person, caller: callAs(context, person) };
}

/** A booking that was paid online. */
async function paid(
  sale: Awaited<ReturnType<typeof onSale>>,
  quantities: number | number[],
  { code, paymentToken = "tok_ok" }: { code?: string; paymentToken?: string } = {},
) {
  const { person, caller } = await someone();
  const tickets =
    typeof quantities === "number" ? { ticketQuantity: quantities } : { items: sale.of(...quantities) };
  const { id } = await caller.booking.create({
    eventId: sale.event.id,
    ...tickets,
    paymentMethod: "credit_card",
    ...(code !== undefined && { code }),
  });
  await caller.booking.pay({ id, ...CARD, paymentToken });
  return { person, caller, id };
}

/** The numbers of a booking's tickets, once it was changed. */
async function numbersOf(id: string): Promise<number[]> {
  const { tickets } = await prisma.booking.findUniqueOrThrow({ where: { id }, select: { tickets: true } });
  return tickets.map(({ number }) => number);
}

/** The money that the sandbox has taken for an event and not given back. */
async function keptFor(eventId: string): Promise<number> {
  const payments = await prisma.payment.findMany({ where: { eventId }, select: { providerId: true } });
  const ids = payments.flatMap(({ providerId }) => providerId ?? []);
  const charges = await prisma.sandboxCharge.findMany({ where: { id: { in: ids } } });
  return charges
    .filter(({ state }) => ["paid", "processing", "refunded"].includes(state))
    .reduce(
      (sum, { amount, refunds }) => sum + amount - refunds.reduce((all, one) => all + one.amount, 0),
      0,
    );
}

async function settleMoney(): Promise<void> {
  for (let round = 0; round < 6; round++) {
    clock.advance(MINUTE_MS / 4);
    await processDuePayments(context);
  }
}

/** Its ledger balances, so much money is held for it, and the provider has as much once all is given back. */
async function expectClean(eventId: EventId, money: number): Promise<void> {
  expect(await reconcile(context, eventId)).toMatchObject({ ok: true, broken: [], moneyHeld: money });
  await settleMoney();
  expect(await keptFor(eventId)).toBe(money);
}

it("changes a booking of one kind by a number alone, whatever else its event sells", async () => {
  const sale = await onSale({ kinds: KINDS });
  const { caller, id } = await paid(sale, [3]);
  expect(await caller.booking.changeItems({ id, ticketQuantity: 2 })).toMatchObject({
    items: [{ name: "Standing", quantity: 2 }],
    totalAmount: 2_000,
  });
  expect(await caller.booking.previewChange({ id, ticketQuantity: 4 })).toMatchObject({
    items: [{ name: "Standing", quantity: 4 }],
    amountToPay: 2_000,
  });
  await caller.booking.changeItems({ id, items: sale.of(2, 0, 1) });
  expect(await errorCodeOf(caller.booking.changeItems({ id, ticketQuantity: 1 }))).toBe("INVALID_INPUT");
  await expectClean(sale.event.id, 2_000);
});

describe("giving back tickets", () => {
  it("releases them with a log row, refunds their share and leaves the rest valid with its codes", async () => {
    const sale = await onSale({ capacity: 3 });
    const { caller, id } = await paid(sale, 3);
    const before = await caller.booking.tickets({ id });
    const waiting = await someone();
    await waiting.caller.waitlist.join({ eventId: sale.event.id, ticketQuantity: 1 });
    expect(await caller.booking.previewChange({ id, ticketQuantity: 2 })).toMatchObject({
      ticketQuantity: 2,
      totalAmount: 5_000,
      returnedTickets: 1,
      refundAmount: 2_500,
      amountToPay: 0,
    });
    const wrong = caller.booking.changeItems({ id, ticketQuantity: 2, expectedTotalAmount: 4_000 });
    expect(await errorCodeOf(wrong)).toBe("PRICE_CHANGED");
    const change = {
      id,
      ticketQuantity: 2,
      ticketNumbers: [2],
      expectedTotalAmount: 5_000,
      idempotencyKey: `less-${id}`,
    };
    const changed = await caller.booking.changeItems(change);
    expect(changed).toMatchObject({
      ticketQuantity: 2,
      totalAmount: 5_000,
      paymentStatus: "paid",
      refunds: [{ amount: 2_500, state: "due" }],
      payments: [{ state: "succeeded", amount: 7_500, refundedAmount: 2_500 }],
    });
    // A repeat does nothing more.
    expect(await caller.booking.changeItems(change)).toEqual(changed);
    expect(await numbersOf(id)).toEqual([1, 3]);
    const after = await caller.booking.tickets({ id });
    expect(after.map(({ number, code }) => ({ number, code }))).toEqual(
      [before[0], before[2]].map((ticket) => ({ number: ticket?.number, code: ticket?.code })),
    );
    const scan = (code = "") => ({ eventId: sale.event.id, code, scanId: `back-${code}` });
    expect(await errorCodeOf(sale.manager.booking.checkIn(scan(before[1]?.code)))).toBe("TICKET_CANCELLED");
    const offer = (await waiting.caller.booking.mine({})).items[0];
    expect(offer).toMatchObject({ isOffer: true, ticketQuantity: 1 });
    await expectClean(sale.event.id, 5_000);
    expect((await caller.booking.byId({ id })).refunds).toMatchObject([{ state: "refunded" }]);
    const log = await prisma.eventCapacityLog.findMany({ where: { bookingId: id, operation: "release" } });
    expect(log).toMatchObject([{ quantity: 1 }]);
    const mails = await prisma.outboxMail.findMany({ where: { bookingId: id } });
    expect(mails.map(({ template }) => template).sort()).toEqual([
      "booking_changed",
      "booking_confirmed",
      "refund_made",
    ]);
    // Of the rest, what is left is refunded.
    await caller.booking.cancel({ id });
    await expectClean(sale.event.id, 0);
    expect(await caller.booking.byId({ id })).toMatchObject({
      status: "cancelled",
      paymentStatus: "refunded",
    });
    expect(
      (await sale.manager.event.refunds({ eventId: sale.event.id })).items.map(({ amount }) => amount),
    ).toEqual([2_500, 5_000]);
  });

  it("holds to the terms of the booking; whoever runs the event may at any time, with a reason", async () => {
    const sale = await onSale({ startsIn: 25 * HOUR_MS });
    const { caller, id } = await paid(sale, 3);
    expect(await errorCodeOf((await someone()).caller.booking.changeItems({ id, ticketQuantity: 1 }))).toBe(
      "FORBIDDEN",
    );
    const others = caller.booking.changeItems({ id, ticketQuantity: 2, ticketNumbers: [2, 3] });
    expect(await errorCodeOf(others)).toBe("INVALID_INPUT");
    const [first] = await caller.booking.tickets({ id });
    await sale.manager.booking.checkIn({
      eventId: sale.event.id,
      code: first?.code ?? "",
      scanId: `scan-${id}`,
    });
    const used = caller.booking.changeItems({ id, ticketQuantity: 2, ticketNumbers: [1] });
    expect(await errorCodeOf(used)).toBe("ALREADY_CHECKED_IN");
    await caller.booking.changeItems({ id, ticketQuantity: 2 });
    clock.advance(2 * HOUR_MS);
    const late = { id, ticketQuantity: 1 };
    expect(await errorCodeOf(caller.booking.changeItems(late))).toBe("CANCELLATION_CLOSED");
    expect(await errorCodeOf(sale.manager.booking.changeItems(late))).toBe("INVALID_INPUT");
    await sale.manager.booking.changeItems({ ...late, reason: "They called." });
    expect(await numbersOf(id)).toEqual([1]);
    await expectClean(sale.event.id, 2_500);
  });

  it("leaves tickets that are somebody's, unless it says which go", async () => {
    const sale = await onSale();
    const { caller, id } = await paid(sale, 5);
    await caller.booking.passOnTicket({ id, ticketNumber: 5, name: "Fay Friend", email: uniqueEmail() });
    await caller.booking.nameTickets({ id, names: [{ ticketNumber: 4, name: "Nina Named" }] });
    await caller.booking.changeItems({ id, ticketQuantity: 3 });
    expect(await numbersOf(id)).toEqual([1, 4, 5]);
    await caller.booking.changeItems({ id, ticketQuantity: 1 });
    expect(await numbersOf(id)).toEqual([5]);
    await expectClean(sale.event.id, 2_500);
  });

  it("computes the discount anew, and pays back what is left of it", async () => {
    const sale = await onSale({ kinds: KINDS });
    const { id: eventId } = sale.event;
    await sale.manager.discountCode.create({ eventId, code: "TEN", kind: "amount", value: 1_000 });
    const { caller, id } = await paid(sale, [2, 1], { code: "TEN" });
    expect(await caller.booking.byId({ id })).toMatchObject({ totalAmount: 4_000, discountAmount: 1_000 });
    const changed = await caller.booking.changeItems({ id, items: sale.of(2) });
    expect(changed).toMatchObject({
      totalAmount: 1_000,
      discountAmount: 1_000,
      refunds: [{ amount: 3_000 }],
    });
    await expectClean(eventId, 1_000);
    // Only a ticket that is free with the code stays: everything is given back.
    await caller.booking.changeItems({ id, items: sale.of(1) });
    await expectClean(eventId, 0);
    await caller.booking.cancel({ id });
    expect(await caller.booking.byId({ id })).toMatchObject({ paymentStatus: "refunded" });
    await expectClean(eventId, 0);
  });
});

describe("taking more tickets", () => {
  it("holds them until they are paid, at the price of now, and risks nothing", async () => {
    const sale = await onSale({ capacity: 4 });
    const { caller, id } = await paid(sale, 2);
    await sale.manager.event.update({ id: sale.event.id, price: 4_000 });
    const [one] = await caller.booking.tickets({ id });
    const held = await caller.booking.changeItems({ id, ticketQuantity: 3, expectedTotalAmount: 9_000 });
    expect(held).toMatchObject({
      ticketQuantity: 2,
      totalAmount: 5_000,
      addition: { ticketQuantity: 1, amount: 4_000, items: [{ unitPrice: 4_000, quantity: 1 }] },
    });
    await expectClean(sale.event.id, 5_000);
    const declined = caller.booking.pay({ id, addition: true, ...CARD, paymentToken: "tok_declined" });
    expect(await errorCodeOf(declined)).toBe("PAYMENT_DECLINED");
    expect(await caller.booking.byId({ id })).toMatchObject({
      status: "confirmed",
      addition: { ticketQuantity: 1 },
    });
    const added = await caller.booking.pay({ id, addition: true, ...CARD, expectedTotalAmount: 4_000 });
    expect(added).toMatchObject({
      ticketQuantity: 3,
      totalAmount: 9_000,
      addition: null,
      items: [
        { unitPrice: 2_500, quantity: 2 },
        { unitPrice: 4_000, quantity: 1 },
      ],
    });
    expect(await numbersOf(id)).toEqual([1, 2, 3]);
    expect((await caller.booking.tickets({ id }))[0]?.code).toBe(one?.code);
    await expectClean(sale.event.id, 9_000);
    // Those booked last go first, of the newest payment.
    const less = await caller.booking.changeItems({ id, ticketQuantity: 1 });
    expect(less.refunds.map(({ amount }) => amount).sort()).toEqual([2_500, 4_000]);
    await expectClean(sale.event.id, 2_500);
  });

  it("releases only what was not paid in time; a payment that comes later is given back", async () => {
    const sale = await onSale({ capacity: 3 });
    const { caller, id } = await paid(sale, 2);
    await caller.booking.changeItems({ id, ticketQuantity: 3 });
    await caller.booking.pay({ id, addition: true, ...CARD, paymentToken: "tok_action" });
    clock.advance(16 * MINUTE_MS);
    // Somebody else needs the ticket before the background has released it.
    const other = await someone();
    await other.caller.booking.create({
      eventId: sale.event.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
    });
    expect(await caller.booking.byId({ id })).toMatchObject({ ticketQuantity: 2, addition: null });
    const open = await prisma.payment.findFirstOrThrow({ where: { bookingId: id, state: "needs_action" } });
    await prisma.sandboxCharge.update({ where: { id: open.providerId ?? "" }, data: { state: "paid" } });
    await expectClean(sale.event.id, 5_000);
    expect((await caller.booking.byId({ id })).payments).toMatchObject([
      { state: "refunded", isLate: true },
      { state: "succeeded" },
    ]);
    const none = caller.booking.pay({ id, addition: true, ...CARD });
    expect(await errorCodeOf(none)).toBe("NOTHING_TO_PAY");
  });

  it("is dropped by its owner or by time, and limits hold", async () => {
    const sale = await onSale({ kinds: KINDS, capacity: 20 });
    const { caller, id } = await paid(sale, [1]);
    const tooMany = caller.booking.changeItems({ id, items: sale.of(1, 4) });
    expect(await errorCodeOf(tooMany)).toBe("TICKET_TYPE_SOLD_OUT");
    expect(await errorCodeOf(caller.booking.previewChange({ id, items: sale.of(1, 4) }))).toBe(
      "TICKET_TYPE_SOLD_OUT",
    );
    await caller.booking.changeItems({ id, items: sale.of(1, 2) });
    // Another one replaces it.
    expect(await caller.booking.changeItems({ id, items: sale.of(1, 3) })).toMatchObject({
      addition: { ticketQuantity: 3, amount: 9_000 },
    });
    expect(
      (await sale.manager.event.ticketTypes({ eventId: sale.event.id })).map(({ taken }) => taken),
    ).toEqual([1, 3, 0]);
    expect(await caller.booking.dropAddition({ id })).toMatchObject({ addition: null, ticketQuantity: 1 });
    // Free tickets are added at once.
    expect(await caller.booking.changeItems({ id, items: sale.of(1, 0, 2) })).toMatchObject({
      ticketQuantity: 3,
    });
    await caller.booking.changeItems({ id, items: sale.of(2, 0, 2) });
    clock.advance(16 * MINUTE_MS);
    expect(await releaseExpiredAdditions(context)).toBe(1);
    await expectClean(sale.event.id, 1_000);
    await caller.booking.changeItems({ id, items: sale.of(2, 0, 2) });
    await caller.booking.cancel({ id });
    await expectClean(sale.event.id, 0);
  });

  it("keeps to the most of a kind, also of one that was booked at several prices", async () => {
    const sale = await onSale({
      kinds: [{ name: "Standing", price: 1_000, maxPerBooking: 4 }],
      capacity: 20,
    });
    const { caller, id } = await paid(sale, [2]);
    const { ticketTypes } = await sale.manager.event.byId({ id: sale.event.id });
    const [{ available: _, waitingCount: __, ...kind } = { available: 0, waitingCount: 0 }] = ticketTypes;
    const dearer = { ...kind, id: sale.of(1)[0]?.ticketTypeId, name: "Standing", price: 1_200 };
    await sale.manager.event.update({ id: sale.event.id, ticketTypes: [dearer] });
    await caller.booking.changeItems({ id, items: sale.of(4) });
    await caller.booking.pay({ id, addition: true, ...CARD });
    for (const quantity of [5, 6]) {
      const more = caller.booking.changeItems({ id, items: sale.of(quantity) });
      await expect(more).rejects.toMatchObject({
        cause: { code: "TOO_MANY_TICKETS", details: { maxTickets: 4 } },
      });
    }
    await expectClean(sale.event.id, 4_400);
  });

  it("is held again and again without being paid a limited number of times, like bookings", async () => {
    const sale = await onSale({ capacity: 20 });
    const { caller, id } = await paid(sale, 1);
    const limited = callAs(
      {
        ...context,
        rateLimits: { ...DEFAULT_RATE_LIMITS, bookingsAbandoned: { max: 3, windowSeconds: 86_400 } },
      },
      await prisma.booking
        .findUniqueOrThrow({ where: { id }, select: { userId: true } })
        .then(({ userId: owner }) => ({ id: userId.parse(owner), role: "user" as const })),
    );
    const hold = (ticketQuantity: number) => limited.booking.changeItems({ id, ticketQuantity });
    await hold(3);
    // One that is paid does not count.
    await caller.booking.pay({ id, addition: true, ...CARD });
    await hold(5);
    // Replaced, dropped, and run out.
    await hold(6);
    await caller.booking.dropAddition({ id });
    await hold(5);
    clock.advance(16 * MINUTE_MS);
    await releaseExpiredAdditions(context);
    expect(await errorCodeOf(hold(5))).toBe("RATE_LIMITED");
    // What holds nothing may be done.
    expect(await hold(2)).toMatchObject({ ticketQuantity: 2 });
    await sale.manager.booking.changeItems({ id, ticketQuantity: 4, reason: "For a friend" });
    clock.advance(DAY_MS);
    await releaseExpiredAdditions(context);
    expect(await hold(3)).toMatchObject({ addition: { ticketQuantity: 1 } });
    await limited.booking.dropAddition({ id });
    await expectClean(sale.event.id, 5_000);
  });

  it("is paid in cash where one pays so: with the booking, or when the organizer has it", async () => {
    const sale = await onSale({ paymentMethods: ["cash"] });
    const { caller } = await someone();
    const { id } = await caller.booking.create({
      eventId: sale.event.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
    });
    expect(await caller.booking.changeItems({ id, ticketQuantity: 2 })).toMatchObject({
      ticketQuantity: 2,
      totalAmount: 5_000,
      paymentStatus: "pending",
    });
    await sale.manager.booking.markPaid({ id });
    await caller.booking.changeItems({ id, ticketQuantity: 3 });
    const waiting = await caller.booking.pay({ id, addition: true, paymentMethod: "cash" });
    expect(waiting).toMatchObject({ ticketQuantity: 2, addition: { isCash: true } });
    clock.advance(DAY_MS);
    expect(await releaseExpiredAdditions(context)).toBe(0);
    expect(await sale.manager.booking.markPaid({ id })).toMatchObject({
      ticketQuantity: 3,
      totalAmount: 7_500,
    });
    await sale.manager.booking.refund({ id, amount: 3_000, reason: "It rained." });
    expect((await caller.booking.byId({ id })).refunds).toMatchObject([
      { amount: 500, state: "due" },
      { amount: 2_500, state: "due" },
    ]);
    expect(await sale.manager.booking.markRefunded({ id })).toMatchObject({
      refundedAmount: 3_000,
      refunds: [{ state: "refunded" }, { state: "refunded" }],
    });
    expect(await reconcile(context, sale.event.id)).toMatchObject({ ok: true, moneyHeld: 4_500 });
  });
});

describe("another kind", () => {
  it("is changed to at once if it costs no more, and once it is paid if it does", async () => {
    const sale = await onSale({ kinds: KINDS, capacity: 10 });
    const { caller, id } = await paid(sale, [0, 1]);
    const cheaper = await caller.booking.changeItems({ id, items: sale.of(1) });
    expect(cheaper).toMatchObject({ totalAmount: 1_000, refunds: [{ amount: 2_000 }] });
    expect(await numbersOf(id)).toEqual([2]);
    const held = await caller.booking.changeItems({ id, items: sale.of(0, 1) });
    expect(held).toMatchObject({ totalAmount: 1_000, addition: { amount: 2_000, returnedTickets: 1 } });
    expect(await caller.booking.pay({ id, addition: true, ...CARD })).toMatchObject({
      totalAmount: 3_000,
      items: [{ name: "Seated", quantity: 1 }],
    });
    expect(
      (await sale.manager.event.ticketTypes({ eventId: sale.event.id })).map(({ taken }) => taken),
    ).toEqual([0, 1, 0]);
    await expectClean(sale.event.id, 3_000);
  });

  it("is not changed to from a ticket that was used meanwhile: the money goes back", async () => {
    const sale = await onSale({ kinds: KINDS });
    const { caller, id } = await paid(sale, [1]);
    await caller.booking.changeItems({ id, items: sale.of(0, 1) });
    await caller.booking.pay({ id, addition: true, ...CARD, paymentToken: "tok_action" });
    const [ticket] = await caller.booking.tickets({ id });
    const scan = { eventId: sale.event.id, code: ticket?.code ?? "", scanId: `used-${id}` };
    await sale.manager.booking.checkIn(scan);
    await caller.payment.answerSandbox({ id, answer: "approve" });
    expect(await caller.booking.byId({ id })).toMatchObject({
      ticketQuantity: 1,
      totalAmount: 1_000,
      addition: null,
      admittedTickets: 1,
    });
    await expectClean(sale.event.id, 1_000);
  });
});

describe("booking.refund", () => {
  it("gives back a part without cancelling, never more than is held, and lists what fails", async () => {
    const sale = await onSale();
    const { caller, id } = await paid(sale, 2, { paymentToken: "tok_refund_fails" });
    const part = { id, amount: 2_000, reason: "The band came late." };
    expect(await errorCodeOf(caller.booking.refund(part))).toBe("FORBIDDEN");
    expect(await errorCodeOf(sale.manager.booking.refund({ ...part, amount: 5_001 }))).toBe("INVALID_INPUT");
    const twice = { ...part, idempotencyKey: `part-${id}` };
    await Promise.all([sale.manager.booking.refund(twice), sale.manager.booking.refund(twice)]);
    const both = await Promise.allSettled(
      [1, 2].map(() => sale.manager.booking.refund({ ...part, amount: 1_800 })),
    );
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await processDuePayments(context);
    expect((await sale.manager.event.refunds({ eventId: sale.event.id })).items[0]).toMatchObject({
      failures: 1,
      problem: expect.any(String),
      reason: part.reason,
    });
    expect(await sale.manager.event.stats({ eventId: sale.event.id })).toMatchObject({
      revenue: 1_200,
      refundsDue: 3_800,
    });
    // A ticket that is given back pays back no more than is held beyond the rest's price.
    const less = await caller.booking.changeItems({ id, ticketQuantity: 1 });
    expect(less).toMatchObject({ totalAmount: 2_500, refundedAmount: 1_300 });
    await expectClean(sale.event.id, 1_200);
    await sale.manager.booking.cancel({ id });
    await expectClean(sale.event.id, 0);
  });
});

describe("changes at the same moment", () => {
  it("of one booking happen one after the other, whatever they are", async () => {
    const sale = await onSale({ capacity: 8 });
    const { caller, id } = await paid(sale, 3);
    const [ticket] = await caller.booking.tickets({ id });
    const scan = { eventId: sale.event.id, code: ticket?.code ?? "", scanId: `rush-${id}` };
    await Promise.allSettled([
      caller.booking.changeItems({ id, ticketQuantity: 2 }),
      caller.booking.changeItems({ id, ticketQuantity: 1 }),
      caller.booking.changeItems({ id, ticketQuantity: 4 }),
      sale.manager.booking.refund({ id, amount: 1_000, reason: "They were early." }),
      sale.manager.booking.checkIn(scan),
      caller.booking.pay({ id, addition: true, ...CARD }),
    ]);
    const { totalAmount, refundedAmount } = await caller.booking.byId({ id });
    await expectClean(sale.event.id, totalAmount - refundedAmount);
    await Promise.allSettled([
      sale.manager.booking.cancel({ id }),
      caller.booking.pay({ id, addition: true, ...CARD }),
      sale.manager.booking.refund({ id, amount: 500, reason: "They were early." }),
    ]);
    await expectClean(sale.event.id, 0);
  });

  it("of several bookings never sell a ticket twice", async () => {
    const sale = await onSale({ capacity: 6, kinds: KINDS });
    const buyers = await Promise.all([1, 2, 3, 4].map(() => paid(sale, [1])));
    await Promise.allSettled(
      buyers.map(({ caller, id }) => caller.booking.changeItems({ id, items: sale.of(1, 1) })),
    );
    const held = await Promise.all(buyers.map(({ caller, id }) => caller.booking.byId({ id })));
    expect(held.filter(({ addition }) => addition !== null)).toHaveLength(2);
    await Promise.allSettled(
      buyers.map(({ caller, id }) => caller.booking.pay({ id, addition: true, ...CARD })),
    );
    await expectClean(sale.event.id, 10_000);
  });
});
