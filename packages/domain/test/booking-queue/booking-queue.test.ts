import { eventId as toEventId } from "@foyer/contract/ids";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext, TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

const CASH = { paymentMethod: "cash", idempotencyKey: undefined } as const;

/** A process of its own that counts the transactions it runs. */
function counting() {
  let count = 0;
  const db: AppContext["db"] = {
    ...context.db,
    transaction: (work, options) => {
      count++;
      return context.db.transaction(work, options);
    },
  };
  return { ...createTestContext({ db }), transactions: () => count };
}

describe("a crowd's requests for tickets", () => {
  /** More than two full batches, while somebody reads the event or nobody does; answers the pauses made. */
  async function sell({ isRead }: { isRead: boolean }): Promise<number> {
    const { context: own } = createTestContext();
    const event = await newEvent(own, await newUser(own), { capacity: 600 });
    const buyers = await newBuyers(own, 600);
    const reader = callAs(own, await newUser(own));
    const reading = setInterval(() => isRead && void reader.event.byId({ id: event.id }), 20);
    await Promise.all(
      buyers.map((buyer) => createBooking(own, buyer, { eventId: event.id, ticketQuantity: 1, ...CASH })),
    );
    clearInterval(reading);
    const { pauses } = own.bookingQueue.load();
    expect(await reconcile(own, event.id)).toMatchObject({ ok: true, bookedTickets: 600 });
    await own.db.close();
    return pauses;
  }

  it("are paused between batches while somebody reads events, and not while nobody does", async () => {
    expect(await sell({ isRead: true })).toBeGreaterThan(0);
    expect(await sell({ isRead: false })).toBe(0);
  });
});

describe("many who want tickets of one event at once", () => {
  it("are served in the order in which they came, in few transactions", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 100 });
    const buyers = await newBuyers(context, 240);
    const { context: counted, transactions } = counting();
    const results = await Promise.allSettled(
      buyers.map((buyer) => createBooking(counted, buyer, { eventId: event.id, ticketQuantity: 1, ...CASH })),
    );
    // Whoever came first has a ticket, whoever came later has none.
    expect(results.map(({ status }) => status)).toEqual(
      buyers.map((_, index) => (index < 100 ? "fulfilled" : "rejected")),
    );
    expect(transactions()).toBeLessThanOrEqual(4);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 100 });
  });

  it("succeed or fail each alone: repeats, second bookings, too many tickets, keys of something else", async () => {
    const [event, other] = [
      await newEvent(context, await newUser(context), { capacity: 10 }),
      await newEvent(context, await newUser(context), { capacity: 10 }),
    ];
    const [first, second, third, fourth] = await newBuyers(context, 4);
    if (!first || !second || !third || !fourth) throw new Error("There are four.");
    await createBooking(context, fourth, {
      eventId: other.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
      idempotencyKey: "used",
    });
    const book = (buyer: typeof first, ticketQuantity: number, idempotencyKey: string | undefined) =>
      createBooking(context, buyer, {
        eventId: event.id,
        ticketQuantity,
        paymentMethod: "cash",
        idempotencyKey,
      });
    const results = await Promise.allSettled([
      book(first, 2, "mine"),
      book(first, 2, "mine"),
      book(first, 3, "mine"),
      book(second, 9, undefined),
      book(second, 1, undefined),
      book(second, 1, undefined),
      book(third, 8, undefined),
      book(fourth, 1, "used"),
    ]);
    const reasons = results.map((result) => (result.status === "fulfilled" ? "booked" : result.reason.code));
    expect(reasons).toEqual([
      "booked",
      "booked",
      "IDEMPOTENCY_KEY_REUSED",
      "EVENT_SOLD_OUT",
      "booked",
      "BOOKING_ALREADY_ACTIVE",
      "EVENT_SOLD_OUT",
      "IDEMPOTENCY_KEY_REUSED",
    ]);
    const [one, again] = results;
    expect(one).toEqual(again);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 3 });
  });

  it("are written together with those who want tickets of other events, each event by its own rules", async () => {
    const organizer = await newUser(context);
    const events = await Promise.all(
      [3, 1, 2, 5].map((capacity) => newEvent(context, organizer, { capacity })),
    );
    const closed = await newEvent(context, organizer, { capacity: 5 });
    await context.db.prisma.event.update({ where: { id: closed.id }, data: { isActive: false } });
    const buyers = await newBuyers(context, 4);
    const wishes = buyers.flatMap((buyer) => [...events, closed].map(({ id }) => ({ buyer, eventId: id })));
    const { context: counted, transactions } = counting();
    const results = await Promise.allSettled(
      wishes.map(({ buyer, eventId }) =>
        createBooking(counted, buyer, { eventId, ticketQuantity: 1, ...CASH }),
      ),
    );
    expect(transactions()).toBe(2);
    const reasons = results.map((result) => (result.status === "fulfilled" ? "booked" : result.reason.code));
    const soldOut = "EVENT_SOLD_OUT";
    expect(reasons).toEqual([
      ...["booked", "booked", "booked", "booked", "EVENT_NOT_OPEN"],
      ...["booked", soldOut, "booked", "booked", "EVENT_NOT_OPEN"],
      ...["booked", soldOut, soldOut, "booked", "EVENT_NOT_OPEN"],
      ...[soldOut, soldOut, soldOut, "booked", "EVENT_NOT_OPEN"],
    ]);
    for (const [index, booked] of [3, 1, 2, 4].entries()) {
      const id = toEventId.parse(events[index]?.id);
      expect(await reconcile(context, id)).toMatchObject({ ok: true, bookedTickets: booked });
    }
  });

  it("hold up nobody who wants tickets of another event", async () => {
    const organizer = await newUser(context);
    const [hot, quiet] = [
      await newEvent(context, organizer, { capacity: 1_000 }),
      await newEvent(context, organizer, { capacity: 1_000 }),
    ];
    const buyers = await newBuyers(context, 900);
    const order: string[] = [];
    const book = async (buyer: (typeof buyers)[number], { id }: { id: string }) => {
      const wish = { eventId: toEventId.parse(id), ticketQuantity: 1, ...CASH };
      await createBooking(context, buyer, wish);
      order.push(id);
    };
    const [last] = buyers;
    if (last === undefined) throw new Error("There are some.");
    await Promise.all([...buyers.map((buyer) => book(buyer, hot)), book(last, quiet)]);
    // With the first group after the one that was under way: not behind all the others.
    expect(order.indexOf(quiet.id)).toBeLessThan(1 + 200);
  });

  it("are told what a booking is as it is written", async () => {
    const event = await newEvent(context, await newUser(context), { price: 700 });
    const buyer = callAs(context, await newUser(context));
    const booking = await buyer.booking.create({
      eventId: event.id,
      ticketQuantity: 3,
      paymentMethod: "paypal",
    });
    const details = await buyer.booking.byId({ id: booking.id });
    // What is read has more than what is written: the event, the person, and what comes later or from other documents.
    const { event: _, payments: __, refunds: ___, attendee: ____, tickets: _____, ...own } = details;
    const { organizerChanges, ...read } = own;
    expect(organizerChanges).toEqual([]);
    expect(booking).toEqual(read);
  });

  it("do not suffer for one whose request nobody foresaw", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 10 });
    const buyers = await newBuyers(context, 5);
    const results = await Promise.allSettled(
      buyers.map((buyer, index) =>
        createBooking(context, index === 2 ? { ...buyer, id: "broken" as typeof buyer.id } : buyer, {
          eventId: event.id,
          ticketQuantity: 1,
          ...CASH,
        }),
      ),
    );
    expect(results.map(({ status }) => status)).toEqual(
      buyers.map((_, index) => (index === 2 ? "rejected" : "fulfilled")),
    );
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 4 });
  });
});

describe("an event that is known to be sold out", () => {
  it("is refused without a transaction, but a repeat gets its first answer", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 1 });
    const [buyer, late] = await newBuyers(context, 2);
    if (!buyer || !late) throw new Error("There are two.");
    const wish = {
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
      idempotencyKey: "once",
    } as const;
    const { context: counted, clock, transactions } = counting();
    // What is known is known for a second: however slow the machine is.
    clock.stop();
    const first = await createBooking(counted, buyer, wish);
    expect(transactions()).toBe(1);
    expect(await errorCodeOf(createBooking(counted, late, wish))).toBe("EVENT_SOLD_OUT");
    expect(await createBooking(counted, buyer, wish)).toEqual(first);
    expect(transactions()).toBe(1);
  });

  it("sells again the moment tickets come back", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 1 });
    const [buyer, late, later] = (await newBuyers(context, 3)).map((person) => callAs(context, person));
    if (!buyer || !late || !later) throw new Error("There are three.");
    const wish = { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" } as const;
    const { id } = await buyer.booking.create(wish);
    expect(await errorCodeOf(late.booking.create(wish))).toBe("EVENT_SOLD_OUT");
    await buyer.booking.cancel({ id });
    expect(await late.booking.create(wish)).toMatchObject({ status: "confirmed" });
    expect(await errorCodeOf(later.booking.create(wish))).toBe("EVENT_SOLD_OUT");
    await callAs(context, organizer).event.update({ id: event.id, capacity: 2 });
    expect(await later.booking.create(wish)).toMatchObject({ status: "confirmed" });
    expect(await reconcile(context, toEventId.parse(event.id))).toMatchObject({ ok: true, bookedTickets: 2 });
  });
});

describe("a line that is too long", () => {
  it("turns people away at once, with when to come back", async () => {
    const { context: small } = createTestContext({
      queueLimits: { ...TEST_PARTS.queueLimits, perEvent: 3, total: 3 },
    });
    const event = await newEvent(small, await newUser(small), { capacity: 50 });
    const buyers = await newBuyers(small, 12);
    const results = await Promise.allSettled(
      buyers.map((buyer) => createBooking(small, buyer, { eventId: event.id, ticketQuantity: 1, ...CASH })),
    );
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused).toHaveLength(12 - 4);
    for (const error of refused) {
      expect(error).toMatchObject({ code: "BUSY", details: { retryAfterSeconds: expect.any(Number) } });
    }
    expect(small.bookingQueue.load()).toMatchObject({ waiting: 0, events: 0, refused: 8 });
    await small.db.close();
  });
});
