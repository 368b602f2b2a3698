import { bookingId } from "@foyer/contract/ids";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeEach, describe, expect, it } from "vitest";

// Two booking queues on one database, as two processes have.
const { context: here } = createTestContext();
const { context: there } = createTestContext();
afterAll(() => Promise.all([here.db.close(), there.db.close()]));

let event: Awaited<ReturnType<typeof newEvent>>;
let buyers: Awaited<ReturnType<typeof newBuyers>>;
beforeEach(async () => {
  event = await newEvent(here, await newUser(here), { capacity: 1_000, price: 1_000 });
  buyers = await newBuyers(here, 6);
});

function book(
  context: AppContext,
  buyer: (typeof buyers)[number] | undefined,
  key?: string,
  ticketQuantity = 1,
) {
  if (buyer === undefined) throw new Error("There are not so many.");
  const input = { eventId: event.id, ticketQuantity, paymentMethod: "cash", idempotencyKey: key } as const;
  return createBooking(context, buyer, input);
}

/** Has a queue cache the event from a batch of its own. */
const learn = (context: AppContext, buyer: (typeof buyers)[number] | undefined) => book(context, buyer);

describe("what another queue did in between is respected", () => {
  it("a changed price, and that the event takes no bookings any more", async () => {
    await learn(here, buyers[0]);
    await there.db.prisma.event.update({ where: { id: event.id }, data: { price: 2_000 } });
    expect(await book(here, buyers[1])).toMatchObject({ totalAmount: 2_000 });

    await there.db.prisma.event.update({ where: { id: event.id }, data: { isActive: false } });
    await expect(book(here, buyers[2])).rejects.toMatchObject({ code: "EVENT_NOT_OPEN" });
    expect(await reconcile(here, event.id)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("tickets that it sold", async () => {
    await learn(here, buyers[0]);
    await learn(there, buyers[1]);
    for (const buyer of buyers.slice(2, 4)) await book(here, buyer);
    // This one has cached 998; 996 are left.
    await book(there, buyers[4], undefined, 10);
    const { availableTickets } = await here.db.prisma.event.findUniqueOrThrow({ where: { id: event.id } });
    expect(availableTickets).toBe(986);
    await there.db.prisma.event.update({ where: { id: event.id }, data: { waitingCount: 1 } });
    await expect(book(here, buyers[5])).rejects.toMatchObject({ code: "EVENT_SOLD_OUT" });
    await there.db.prisma.event.update({ where: { id: event.id }, data: { waitingCount: 0 } });
    expect(await reconcile(here, event.id)).toMatchObject({ ok: true, bookedTickets: 14 });
  });

  it("bookings that it made, and keys that it used", async () => {
    await Promise.all([learn(here, buyers[0]), learn(there, buyers[1])]);
    const first = await book(here, buyers[2], "once");
    expect(await book(there, buyers[2], "once")).toEqual(first);
    await book(here, buyers[3]);
    const results = await Promise.allSettled([book(there, buyers[3]), book(there, buyers[4])]);
    expect(results).toMatchObject([
      { status: "rejected", reason: { code: "BOOKING_ALREADY_ACTIVE" } },
      { status: "fulfilled" },
    ]);
    expect(await reconcile(here, event.id)).toMatchObject({ ok: true, bookedTickets: 5 });
  });
});

it("hundreds in a row of batches, with repeats far apart and tickets that come back, get each what is theirs", async () => {
  const many = await newBuyers(here, 700);
  await learn(here, buyers[0]);
  const [, leaver] = buyers;
  if (leaver === undefined) throw new Error("There are six.");
  const own = await book(here, leaver);
  const wishes = many.map((buyer, index) => ({ buyer, key: index % 3 === 0 ? `key-${index}` : undefined }));
  // Everybody with a key presses again a few hundred requests later, and so do some without.
  const again = wishes.filter((_, index) => index % 3 === 0 || index % 7 === 0);
  const asked = [...wishes.slice(0, 500), ...again, ...wishes.slice(500)];
  const answers = Promise.allSettled(asked.map(({ buyer, key }) => book(here, buyer, key)));
  const cancelling = cancelBooking(here, leaver, { id: bookingId.parse(own.id), reason: "other plans" });
  const results = await answers;
  await cancelling;

  const seen = new Map<string, PromiseSettledResult<unknown>>();
  for (const [index, { buyer, key }] of asked.entries()) {
    const result = results[index];
    const first = seen.get(buyer.id);
    if (first === undefined) {
      expect(result?.status).toBe("fulfilled");
      if (result !== undefined) seen.set(buyer.id, result);
    } else if (key === undefined) {
      expect(result).toMatchObject({ status: "rejected", reason: { code: "BOOKING_ALREADY_ACTIVE" } });
    } else expect(result).toEqual(first);
  }
  expect(seen.size).toBe(700);
  expect(await reconcile(here, event.id)).toMatchObject({ ok: true, bookedTickets: 701 });
});
