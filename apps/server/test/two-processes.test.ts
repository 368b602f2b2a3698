import { createFoyerClient, reasonOf } from "@foyer/client";
import { openDatabase } from "@foyer/db/database";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import { createDiscountCode } from "@foyer/domain/discount-codes/manage-discount-codes";
import { createSandbox } from "@foyer/domain/payments/sandbox";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServer } from "./kit/server-process.js";
import { bookUntilDecided } from "./kit/until-decided.js";

const HOLDS = 200;
const EVENTS = 4;

let context: AppContext;
let servers: ServerProcess[];

beforeAll(async () => {
  const env = { DATABASE_URL: ownDatabaseUrl(), LOG_LEVEL: "silent" };
  servers = [await startServer(env), await startServer(env)];
  const db = openDatabase(env.DATABASE_URL);
  const clock = { now: () => new Date() };
  const payments = { provider: createSandbox({ db, clock }), publishableKey: null };
  context = createAppContext({
    ...TEST_PARTS,
    db,
    clock,
    payments,
    holds: { holdSeconds: 8, offerSeconds: 8, proofSeconds: 900 },
  });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await context.db.close();
});

describe(`${HOLDS} holds that run out beside two servers`, () => {
  it("are each released once", async () => {
    const organizer = await newUser(context);
    const events = [];
    for (let index = 0; index < EVENTS; index++) {
      events.push(await newEvent(context, organizer, { capacity: HOLDS }));
    }
    const buyers = await newBuyers(context, HOLDS / EVENTS);
    const requests = events.flatMap(({ id }) => buyers.map((buyer) => ({ id, buyer })));
    await Promise.all(
      requests.map(({ id, buyer }) =>
        createBooking(context, buyer, {
          eventId: id,
          ticketQuantity: 1,
          paymentMethod: "credit_card",
          idempotencyKey: undefined,
        }),
      ),
    );
    const { prisma } = context.db;
    const pending = () => prisma.booking.count({ where: { status: "pending" } });
    await expect.poll(pending, { interval: 200 }).toBe(0);

    const released = await prisma.eventCapacityLog.groupBy({
      by: ["bookingId"],
      where: { operation: "release", bookingId: { not: null } },
      _count: { _all: true },
    });
    expect(released).toHaveLength(HOLDS);
    for (const { _count } of released) expect(_count._all).toBe(1);
    for (const { id } of events) {
      expect(await reconcile(context, id)).toMatchObject({ ok: true, availableTickets: HOLDS });
    }
  });
});

const KINDS = [
  { name: "Seat", price: 3_000, quota: 150 },
  { name: "Standing", price: 1_000, quota: 250 },
  { name: "Balcony", price: 2_000, quota: 200 },
];

describe("1,000 buyers of three kinds whose quotas add up to more than the capacity, and a code with 100 uses", () => {
  it.each([1, 2])("are served exactly by servers, of which there are %i", async (count) => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 400, ticketTypes: KINDS });
    await createDiscountCode(context, organizer, {
      eventId: event.id,
      code: "RUSH",
      kind: "percent",
      value: 50,
      maxUses: 100,
      ticketTypeIds: [],
      isActive: true,
    });
    const buyers = await newBuyers(context, 1_000);
    const answers = await Promise.all(
      buyers.map(({ sessionToken }, index) => {
        const { origin } = at(servers, index % count);
        const { id: ticketTypeId } = at(event.ticketTypes, index % KINDS.length);
        const client = createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => sessionToken });
        return bookUntilDecided(client, {
          eventId: event.id,
          items: [{ ticketTypeId, quantity: 1 }],
          paymentMethod: "cash",
          // Every other one at each server: whichever is faster, more than a hundred come before all is sold.
          ...(Math.floor(index / count) % 2 === 0 && { code: "rush" }),
        }).then(() => "booked", reasonOf);
      }),
    );
    expect(answers.filter((answer) => answer === "booked")).toHaveLength(400);
    const refusals: unknown[] = ["CODE_USED_UP", "EVENT_SOLD_OUT", "TICKET_TYPE_SOLD_OUT"];
    expect(answers.filter((answer) => answer !== "booked" && !refusals.includes(answer))).toEqual([]);
    const found = await reconcile(context, event.id);
    expect(found).toMatchObject({ ok: true, bookedTickets: 400, availableTickets: 0, codesOff: [] });
    for (const { taken, booked, quota } of found.ticketTypes) {
      expect(taken).toBe(booked);
      expect(taken).toBeLessThanOrEqual(quota ?? 0);
    }
    const ofEvent = { eventId: event.id };
    expect(await context.db.prisma.booking.count({ where: { ...ofEvent, discount: { isNot: null } } })).toBe(
      100,
    );
    expect(await context.db.prisma.discountCode.findFirst({ where: ofEvent })).toMatchObject({ uses: 100 });
  });
});

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}.`);
  return item;
}

describe("an event that is cancelled at one server", () => {
  it("is cancelled at the other from the next request on, whatever that one remembers", async () => {
    const [here, there] = servers.map(({ origin }) => (token: string | undefined) => {
      return createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => token });
    });
    if (here === undefined || there === undefined) throw new Error("There are two.");
    for (let round = 0; round < 3; round++) {
      const [organizer, booked, holder, late, later, waiting] = (await newBuyers(context, 6)).map(
        (person) => ({
          ...person,
          here: here(person.sessionToken),
          there: there(person.sessionToken),
        }),
      );
      if (!organizer || !booked || !holder || !late || !later || !waiting) throw new Error("There are six.");
      const { id: eventId } = await newEvent(context, organizer, { capacity: 3 });
      const wish = { eventId, ticketQuantity: 1, paymentMethod: "cash" } as const;
      const { id } = await booked.there.booking.create.mutate(wish);
      const card = { ...wish, ticketQuantity: 2, paymentMethod: "credit_card" } as const;
      const hold = await holder.there.booking.create.mutate(card);
      const [ticket] = await booked.there.booking.tickets.query({ id });
      const refusal = (work: Promise<unknown>) => work.then(() => "done", reasonOf);
      expect(await refusal(late.there.booking.create.mutate(wish))).toBe("EVENT_SOLD_OUT");

      await organizer.here.event.cancel.mutate({ id: eventId });
      const pay = { id: hold.id, paymentMethod: "credit_card", paymentToken: "tok_ok" } as const;
      const scan = { eventId, code: ticket?.code ?? "", scanId: "a-scan" };
      const refusals = await Promise.all([
        refusal(late.there.booking.create.mutate(wish)),
        refusal(later.there.booking.create.mutate({ ...wish, idempotencyKey: `key-${round}` })),
        refusal(holder.there.booking.pay.mutate(pay)),
        refusal(holder.there.booking.changeQuantity.mutate({ id: hold.id, ticketQuantity: 1 })),
        refusal(organizer.there.booking.checkIn.mutate(scan)),
        refusal(waiting.there.waitlist.join.mutate({ eventId, ticketQuantity: 1 })),
      ]);
      expect(refusals).toEqual(refusals.map(() => "EVENT_CANCELLED"));
      const active = () =>
        context.db.prisma.booking.count({ where: { eventId, status: { not: "cancelled" } } });
      await expect.poll(active, { interval: 100 }).toBe(0);
      expect(await refusal(organizer.there.booking.checkIn.mutate(scan))).toBe("EVENT_CANCELLED");
      expect(await reconcile(context, eventId)).toMatchObject({
        ok: true,
        availableTickets: 3,
        moneyHeld: 0,
      });
    }
  });
});

describe("200 buyers of 50 tickets, half of them at each of two servers", () => {
  it("get exactly 50, and the books balance", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 50 });
    const buyers = await newBuyers(context, 200);
    const results = await Promise.allSettled(
      buyers.map(({ sessionToken }, index) => {
        const url = `${servers[index % 2]?.origin}/trpc`;
        const client = createFoyerClient({ url, sessionToken: () => sessionToken });
        return bookUntilDecided(client, { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" });
      }),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(50);
    for (const result of results) {
      if (result.status === "rejected") expect(reasonOf(result.reason)).toBe("EVENT_SOLD_OUT");
    }
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 50 });
  });
});
