import { eventId as toEventId } from "@foyer/contract/ids";
import { DatabaseBusyError } from "@foyer/db/failure";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import type { Failpoint } from "@foyer/domain/failpoints";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext, TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context: base } = createTestContext();
afterAll(() => base.db.close());

const CASH = { ticketQuantity: 1, paymentMethod: "cash", idempotencyKey: undefined } as const;

/** A process of its own whose batches can be made to fail when they are written, and are counted. */
function newProcess(fail: (batch: number) => Error | undefined = () => undefined) {
  let written = 0;
  let transactions = 0;
  const db: AppContext["db"] = {
    ...base.db,
    transaction: (work, options) => {
      transactions++;
      return base.db.transaction(work, options);
    },
  };
  const failpoint = (point: Failpoint) => {
    if (point !== "booking-batch.written") return;
    const error = fail(++written);
    if (error !== undefined) throw error;
  };
  const context = createAppContext({ ...TEST_PARTS, db, failpoint });
  return { context, transactions: () => transactions, resetCount: () => (transactions = 0) };
}

async function newSale(buyers: number) {
  const event = await newEvent(base, await newUser(base), { capacity: 2_000 });
  const people = await newBuyers(base, buyers);
  const book = async (context: AppContext, from: number, to: number) =>
    Promise.allSettled(
      people.slice(from, to).map((buyer) => createBooking(context, buyer, { eventId: event.id, ...CASH })),
    );
  return { id: toEventId.parse(event.id), people, book };
}

const reasons = (results: PromiseSettledResult<unknown>[]) => [
  ...new Set(results.map((one) => (one.status === "fulfilled" ? "booked" : String(one.reason.message)))),
];

describe("a batch that fails", () => {
  it("as busy leaves nothing behind: the next one is written in one transaction", async () => {
    // One request is alone, and three batches of 250 follow.
    const { context, transactions, resetCount } = newProcess((batch) =>
      batch === 3 ? new DatabaseBusyError() : undefined,
    );
    const { id, book } = await newSale(752);
    await book(context, 0, 1);
    resetCount();
    const results = await book(context, 1, 752);
    expect(reasons(results.slice(0, 1))).toEqual(["booked"]);
    expect(reasons(results.slice(1, 251))).toEqual(["The database is busy."]);
    expect(reasons(results.slice(251))).toEqual(["booked"]);
    expect(transactions()).toBe(4);
    expect(await reconcile(context, id)).toMatchObject({ ok: true, bookedTickets: 502 });
  });

  it("for reasons that nobody knows is tried twice, not once for every request of it", async () => {
    const { context, transactions, resetCount } = newProcess((batch) =>
      batch === 3 || batch === 4 ? new Error("Nobody knows.") : undefined,
    );
    const { id, book } = await newSale(502);
    await book(context, 0, 1);
    resetCount();
    const results = await book(context, 1, 502);
    expect(reasons(results.slice(1, 251))).toEqual(["Nobody knows."]);
    expect(reasons(results.slice(251))).toEqual(["booked"]);
    expect(transactions()).toBe(4);
    expect(await reconcile(context, id)).toMatchObject({ ok: true, bookedTickets: 252 });
  });

  it("once for reasons that nobody knows is written the second time", async () => {
    const { context, transactions, resetCount } = newProcess((batch) =>
      batch === 3 ? new Error("Nobody knows.") : undefined,
    );
    const { id, book } = await newSale(252);
    await book(context, 0, 1);
    resetCount();
    expect(reasons(await book(context, 1, 252))).toEqual(["booked"]);
    expect(transactions()).toBe(3);
    expect(await reconcile(context, id)).toMatchObject({ ok: true, bookedTickets: 252 });
  });

  it("by one request's bad data is halved until that one is found", async () => {
    const { context, transactions, resetCount } = newProcess();
    const { id, book, people } = await newSale(252);
    await book(context, 0, 1);
    const bad = people[100];
    if (bad !== undefined) people[100] = { ...bad, id: "broken" as typeof bad.id };
    resetCount();
    const results = await book(context, 1, 252);
    const failed = results.flatMap(({ status }, index) => (status === "rejected" ? [index + 1] : []));
    expect(failed).toEqual([100]);
    expect(transactions()).toBeLessThanOrEqual(2 + 17);
    expect(await reconcile(context, id)).toMatchObject({ ok: true, bookedTickets: 251 });
  });

  it("by a remembered answer that cannot be read any more fails that request alone, without a further transaction", async () => {
    const { context, transactions, resetCount } = newProcess();
    const { id, people } = await newSale(21);
    const book = (index: number) => {
      const buyer = people[index];
      if (buyer === undefined) throw new Error("There are not so many.");
      return createBooking(context, buyer, { eventId: id, ...CASH, idempotencyKey: "once" });
    };
    await book(3);
    const where = { expiresAt: { gt: new Date() }, answer: { contains: people[3]?.id ?? "" } };
    await base.db.prisma.idempotencyRecord.updateMany({
      where,
      data: { answer: '{"kind":"from long ago"}' },
    });
    resetCount();
    const results = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => book(index)));
    expect(results.flatMap(({ status }, index) => (status === "rejected" ? [index] : []))).toEqual([3]);
    expect(transactions()).toBeLessThanOrEqual(2);
    expect(await reconcile(context, id)).toMatchObject({ ok: true, bookedTickets: 20 });
  });
});

describe("one person with many requests at once", () => {
  const MAX = 5;
  const rateLimits = { ...DEFAULT_RATE_LIMITS, bookingsPerUser: { max: MAX, windowSeconds: 3_600 } };
  const newLimitedProcess = () => createAppContext({ ...TEST_PARTS, db: base.db, rateLimits });

  async function newEvents(count: number) {
    const organizer = await newUser(base);
    const ids = [];
    for (let index = 0; index < count; index++) ids.push((await newEvent(base, organizer, SIZE)).id);
    return ids;
  }
  const SIZE = { capacity: 1_000 };
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => "booked",
      (error) => error.code ?? String(error),
    );

  async function expectLimit(outcomes: readonly string[], userId: string) {
    expect(outcomes.filter((result) => result === "booked")).toHaveLength(MAX);
    expect(outcomes.filter((result) => result === "RATE_LIMITED")).toHaveLength(outcomes.length - MAX);
    expect(await base.db.prisma.booking.count({ where: { userId } })).toBe(MAX);
  }

  it("is held to the limit within one batch", async () => {
    const context = newLimitedProcess();
    const person = await newUser(base);
    const outcomes = (await newEvents(12)).map((eventId) =>
      outcome(createBooking(context, person, { eventId, ...CASH })),
    );
    await expectLimit(await Promise.all(outcomes), person.id);
  });

  it("is held to it from one batch to the next", async () => {
    const context = newLimitedProcess();
    const person = await newUser(base);
    const events = await newEvents(8);
    const crowd = await newBuyers(base, events.length * 71);
    const take = () => {
      const buyer = crowd.pop();
      if (buyer === undefined) throw new Error("The crowd is too small.");
      return buyer;
    };
    // Each event is cached.
    for (const eventId of events) await createBooking(context, take(), { eventId, ...CASH });
    const own: Promise<string>[] = [];
    const others: Promise<string>[] = [];
    for (let place = 0; place < 70; place++) {
      for (const [index, eventId] of events.entries()) {
        // A batch takes 31 of each line: so the person is in the first one four times, and in the second.
        const isOwn = place === (index % 2 === 0 ? 5 : 40);
        const book = outcome(createBooking(context, isOwn ? person : take(), { eventId, ...CASH }));
        (isOwn ? own : others).push(book);
      }
    }
    await expectLimit(await Promise.all(own), person.id);
    expect(new Set(await Promise.all(others))).toEqual(new Set(["booked"]));
  });
});
