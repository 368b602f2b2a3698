import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { DomainError } from "@foyer/domain/domain-error";
import { statusOf } from "@foyer/router/error-shape";
import { callAs } from "@foyer/testing/callers";
import { databaseUrl } from "@foyer/testing/database-url";
import { errorCodeOf } from "@foyer/testing/errors";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { watchDatabase } from "@foyer/testing/watched-queries";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
/** Another process on the same database. */
const { context: elsewhere } = createTestContext();
afterAll(() => Promise.all([context.db.close(), elsewhere.db.close()]));

const CASH = { paymentMethod: "cash" } as const;
const CARD = { paymentMethod: "credit_card" } as const;

/** An event with its organizer, and a way to change its price. */
async function priced(price: number, capacity = 10) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { price, capacity });
  const setPrice = (to: number, from: AppContext = context) =>
    callAs(from, organizer).event.update({ id: event.id, price: to });
  return { eventId: event.id, setPrice };
}

/** What a refusal said about the amount. */
async function refusedAmount(work: Promise<unknown>) {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof DomainError ? thrown : (thrown as Error).cause),
  );
  if (!(error instanceof DomainError)) throw new Error("It was not refused.");
  expect(error.code).toBe("PRICE_CHANGED");
  return { totalAmount: error.details.totalAmount, currency: error.details.currency };
}

describe("booking.create with an expected amount", () => {
  it("books nothing when a free event costs something by now, and says what it costs", async () => {
    const { eventId, setPrice } = await priced(0);
    const attendee = callAs(context, await newUser(context));
    await setPrice(5_000);
    const request = { eventId, ticketQuantity: 2, expectedTotalAmount: 0 };
    for (const paymentMethod of ["cash", "credit_card"] as const) {
      const refused = refusedAmount(attendee.booking.create({ ...request, paymentMethod }));
      expect(await refused).toEqual({ totalAmount: 10_000, currency: "EUR" });
    }
    expect((await attendee.booking.mine()).items).toEqual([]);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, availableTickets: 10 });

    const seen = { ...request, expectedTotalAmount: 10_000, ...CASH };
    expect(await attendee.booking.create(seen)).toMatchObject({ totalAmount: 10_000, status: "confirmed" });
  });

  it("tells the new price before it asks for another way to pay", async () => {
    const { eventId, setPrice } = await priced(0);
    await setPrice(5_000);
    const { context: cashOnly } = createTestContext({ payments: null });
    const attendee = callAs(cashOnly, await newUser(context));
    const request = { eventId, ticketQuantity: 1, ...CARD };
    await refusedAmount(attendee.booking.create({ ...request, expectedTotalAmount: 0 }));
    expect(await errorCodeOf(attendee.booking.create({ ...request, expectedTotalAmount: 5_000 }))).toBe(
      "PAYMENT_METHOD_UNAVAILABLE",
    );
    await cashOnly.db.close();
  });

  it("holds nothing when it is to be paid for later, nor when the price went down", async () => {
    const { eventId, setPrice } = await priced(5_000);
    const attendee = callAs(context, await newUser(context));
    await setPrice(4_000);
    const request = { eventId, ticketQuantity: 1, ...CARD, expectedTotalAmount: 5_000 };
    expect(await refusedAmount(attendee.booking.create(request))).toEqual({
      totalAmount: 4_000,
      currency: "EUR",
    });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, availableTickets: 10 });
  });

  it("goes by the price of this moment, whatever this process remembers of the event", async () => {
    const { eventId, setPrice } = await priced(1_000);
    const [first, second, third] = await newBuyers(context, 3);
    if (!first || !second || !third) throw new Error("There are three.");
    const book = (buyer: typeof first, expectedTotalAmount: number) =>
      createBooking(context, buyer, { eventId, ticketQuantity: 1, ...CASH, expectedTotalAmount });
    await book(first, 1_000);
    // Another process changes it: nothing tells this one.
    await setPrice(2_000, elsewhere);
    expect(await refusedAmount(book(second, 1_000))).toMatchObject({ totalAmount: 2_000 });
    await setPrice(3_000, elsewhere);
    expect(await book(third, 3_000)).toMatchObject({ totalAmount: 3_000 });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("decides for each of a group alone", async () => {
    const { eventId, setPrice } = await priced(1_000, 100);
    const buyers = await newBuyers(context, 60);
    await setPrice(2_000);
    const expected = [1_000, 2_000, undefined];
    const results = await Promise.allSettled(
      buyers.map((buyer, index) =>
        createBooking(context, buyer, {
          eventId,
          ticketQuantity: 1,
          ...CASH,
          expectedTotalAmount: expected[index % 3],
        }),
      ),
    );
    expect(results.map((result) => (result.status === "fulfilled" ? "booked" : result.reason.code))).toEqual(
      buyers.map((_, index) => (index % 3 === 0 ? "PRICE_CHANGED" : "booked")),
    );
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 40 });
  });

  it("is exact while the price changes all the time, here and in another process", async () => {
    const { eventId, setPrice } = await priced(1_000, 500);
    const buyers = await newBuyers(context, 240);
    let isOver = false;
    const changing = (async () => {
      for (let round = 0; !isOver; round++) {
        await setPrice(round % 2 === 0 ? 2_000 : 1_000, round % 4 < 2 ? context : elsewhere);
      }
    })();
    const outcomes: { expected: number; booked?: number | undefined; owed?: number | undefined }[] = [];
    for (let from = 0; from < buyers.length; from += 40) {
      await Promise.all(
        buyers.slice(from, from + 40).map(async (buyer, index) => {
          const expected = index % 2 === 0 ? 1_000 : 2_000;
          const at = index % 3 === 0 ? elsewhere : context;
          const input = { eventId, ticketQuantity: 1, ...CASH, expectedTotalAmount: expected };
          try {
            outcomes.push({ expected, booked: (await createBooking(at, buyer, input)).totalAmount });
          } catch (error) {
            if (!(error instanceof DomainError)) throw error;
            // Writers that meet too often may be told to come again; nothing is booked then either.
            if (error.code !== "BUSY") outcomes.push({ expected, owed: error.details.totalAmount });
          }
        }),
      );
    }
    isOver = true;
    await changing;
    for (const { expected, booked, owed } of outcomes) {
      if (booked !== undefined) expect(booked).toBe(expected);
      else expect(owed).toBe(3_000 - expected);
    }
    const rows = await context.db.prisma.booking.findMany({ where: { eventId } });
    expect(rows).toHaveLength(outcomes.filter(({ booked }) => booked !== undefined).length);
    expect(rows.length).toBeGreaterThan(0);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: rows.length });
  });

  it("answers a repeat with the first answer, and remembers no refusal", async () => {
    const { eventId, setPrice } = await priced(1_000);
    const attendee = callAs(context, await newUser(context));
    const request = {
      eventId,
      ticketQuantity: 1,
      ...CASH,
      expectedTotalAmount: 2_000,
      idempotencyKey: "one-intent",
    };
    await refusedAmount(attendee.booking.create(request));
    await setPrice(2_000);
    const first = await attendee.booking.create(request);
    await setPrice(3_000);
    expect(await attendee.booking.create(request)).toEqual(first);
    const other = { ...request, expectedTotalAmount: 3_000 };
    expect(await errorCodeOf(attendee.booking.create(other))).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it("asks the database nothing more than without", async () => {
    const watched = watchDatabase(databaseUrl());
    const { context: seen, clock } = createTestContext({ db: watched.db });
    // What is remembered for a second is not asked again between two bookings, however slow the machine is.
    clock.stop();
    const { eventId } = await priced(1_000, 100);
    const buyers = await newBuyers(context, 4);
    const questions: number[] = [];
    for (const [index, buyer] of buyers.entries()) {
      const expectedTotalAmount = index % 2 === 0 ? undefined : 1_000;
      const input = { eventId, ticketQuantity: 1, ...CASH, expectedTotalAmount };
      questions.push((await watched.watch(() => createBooking(seen, buyer, input))).length);
    }
    const [, , without, withExpected] = questions;
    expect(withExpected).toBe(without);
    await watched.db.close();
  });

  it("is a conflict to HTTP", () => {
    expect(statusOf("PRICE_CHANGED")).toBe(409);
  });
});

describe("a hold with an expected amount", () => {
  async function held() {
    const { eventId, setPrice } = await priced(2_500);
    const attendee = callAs(context, await newUser(context));
    const { id } = await attendee.booking.create({ eventId, ticketQuantity: 2, ...CARD });
    return { eventId, setPrice, attendee, id };
  }

  it("changes its tickets at its own price, or not at all", async () => {
    const { eventId, setPrice, attendee, id } = await held();
    await setPrice(9_900);
    const change = { id, ticketQuantity: 3 };
    const refused = attendee.booking.changeQuantity({ ...change, expectedTotalAmount: 29_700 });
    expect(await refusedAmount(refused)).toEqual({ totalAmount: 7_500, currency: "EUR" });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 2 });
    expect(await attendee.booking.changeQuantity({ ...change, expectedTotalAmount: 7_500 })).toMatchObject({
      ticketQuantity: 3,
      totalAmount: 7_500,
    });
  });

  it("is not paid for when another page has changed the number of tickets", async () => {
    const { attendee, id } = await held();
    await attendee.booking.changeQuantity({ id, ticketQuantity: 4 });
    for (const payment of [CASH, { ...CARD, paymentToken: "tok_ok" }]) {
      const refused = attendee.booking.pay({ id, ...payment, expectedTotalAmount: 5_000 });
      expect(await refusedAmount(refused)).toEqual({ totalAmount: 10_000, currency: "EUR" });
    }
    const still = await attendee.booking.byId({ id });
    expect(still).toMatchObject({ status: "pending", paymentStatus: "pending", payments: [] });
    expect(
      await attendee.booking.pay({ id, ...CARD, paymentToken: "tok_ok", expectedTotalAmount: 10_000 }),
    ).toMatchObject({ status: "confirmed", paymentStatus: "paid", payments: [{ amount: 10_000 }] });
  });

  it("keeps a payment that waits for its payer, when another one expects the wrong amount", async () => {
    const { attendee, id } = await held();
    await attendee.booking.pay({ id, ...CARD, paymentToken: "tok_action", expectedTotalAmount: 5_000 });
    await refusedAmount(attendee.booking.pay({ id, ...CASH, expectedTotalAmount: 0 }));
    expect((await attendee.booking.byId({ id })).payments).toMatchObject([{ state: "needs_action" }]);
  });

  it("answers a repeated payment with the first answer", async () => {
    const { attendee, id } = await held();
    const payment = {
      id,
      ...CARD,
      paymentToken: "tok_ok",
      expectedTotalAmount: 5_000,
      idempotencyKey: "pay-once",
    };
    const first = await attendee.booking.pay(payment);
    expect(await attendee.booking.pay(payment)).toEqual(first);
  });
});

describe("an offer of the waiting list", () => {
  it("costs what the event costs when it is made, and binds nobody who expects another amount", async () => {
    const { eventId, setPrice } = await priced(0, 2);
    const [buyer, waiting] = [
      callAs(context, await newUser(context)),
      callAs(context, await newUser(context)),
    ];
    const { id } = await buyer.booking.create({ eventId, ticketQuantity: 2, ...CASH });
    await waiting.waitlist.join({ eventId, ticketQuantity: 2 });
    await setPrice(5_000);
    await buyer.booking.cancel({ id });
    const [offer] = (await waiting.booking.mine()).items;
    if (offer === undefined) throw new Error("There is an offer.");
    expect(offer).toMatchObject({ isOffer: true, totalAmount: 10_000, status: "pending" });
    const refused = waiting.booking.pay({ id: offer.id, ...CASH, expectedTotalAmount: 0 });
    expect(await refusedAmount(refused)).toEqual({ totalAmount: 10_000, currency: "EUR" });
    expect(await waiting.booking.pay({ id: offer.id, ...CASH, expectedTotalAmount: 10_000 })).toMatchObject({
      status: "confirmed",
    });
  });
});
