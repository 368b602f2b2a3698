import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { openWriteLease } from "@foyer/domain/booking-queue/write-lease";
import type { AppContext } from "@foyer/domain/context";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, expect, it } from "vitest";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());

const CASH = { ticketQuantity: 1, paymentMethod: "cash", idempotencyKey: undefined } as const;

it("who meets conflicts on an event asks the others for a turn at it, until it had one, or died", async () => {
  const { context, clock } = createTestContext({ db: lone.context.db });
  // Who asks is taken for dead after two seconds, and a slow machine takes longer.
  clock.stop();
  const organizer = await newUser(context);
  const [event, other] = [await newEvent(context, organizer), await newEvent(context, organizer)];
  const mine = openWriteLease(context, "mine", [event.id]);
  const theirs = openWriteLease(context, "theirs", [other.id, event.id]);
  const elsewhere = openWriteLease(context, "elsewhere", [other.id]);
  const asked = (turns: typeof mine) => context.db.transaction((tx) => turns.isWantedByOthers(tx));

  await mine.onConflict(1);
  expect(await asked(theirs)).toBe(false);
  expect(await mine.onConflict(2)).toBeLessThan(100);
  expect(await Promise.all([asked(theirs), asked(mine), asked(elsewhere)])).toEqual([true, false, false]);

  await context.db.transaction((tx) => mine.release(tx));
  expect(await asked(theirs)).toBe(false);

  await openWriteLease(context, "dead", [event.id]).onConflict(2);
  expect(await asked(theirs)).toBe(true);
  clock.advance(2_001);
  expect(await asked(theirs)).toBe(false);
});

it("a desk asks when its transaction meets conflicts, and takes that back with the bookings it then writes", async () => {
  const { context } = lone;
  const event = await newEvent(context, await newUser(context), { capacity: 500 });
  const asks: number[] = [];
  const db: AppContext["db"] = {
    ...context.db,
    transaction: async (work, options) => {
      for (const conflicts of [1, 2, 3]) {
        await options?.onConflict?.(conflicts);
        asks.push(await context.db.prisma.saleTurn.count({ where: { eventIds: { has: event.id } } }));
      }
      return context.db.transaction(work, options);
    },
  };
  const [buyer] = await newBuyers(context, 1);
  if (buyer === undefined) throw new Error("There is one.");
  await createBooking(createTestContext({ db }).context, buyer, { eventId: event.id, ...CASH });
  expect(asks).toEqual([0, 1, 1]);
  expect(await context.db.prisma.saleTurn.count({ where: { eventIds: { has: event.id } } })).toBe(0);
});

it("a long line is served to its end while another process asks", async () => {
  const { context } = lone;
  const event = await newEvent(context, await newUser(context), { capacity: 500 });
  await openWriteLease(context, "another", [event.id]).onConflict(2);
  const buyers = await newBuyers(context, 450);
  const bookings = await Promise.all(
    buyers.map((buyer) => createBooking(context, buyer, { eventId: event.id, ...CASH })),
  );
  expect(bookings).toHaveLength(450);
});
