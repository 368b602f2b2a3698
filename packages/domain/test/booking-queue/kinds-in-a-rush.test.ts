import { type BookingId, bookingId, type TicketTypeId, ticketTypeId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { compactLog } from "@foyer/domain/capacity/compact-log";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { createDiscountCode } from "@foyer/domain/discount-codes/manage-discount-codes";
import { renewDuePrices } from "@foyer/domain/events/renew-due-prices";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { releaseExpiredHolds, releaseUnpaidCash } from "@foyer/domain/workflows/release-expired";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

// Two booking queues on one database, as two processes have.
const { context: here } = createTestContext();
const { context: there } = createTestContext();
afterAll(() => Promise.all([here.db.close(), there.db.close()]));

const KINDS = [
  { name: "Seat", price: 3_000, quota: 150 },
  { name: "Standing", price: 1_000, quota: 250 },
  { name: "Balcony", price: 2_000, quota: 200 },
];

async function newEventOfKinds(context: AppContext) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { capacity: 400, ticketTypes: KINDS });
  const types = event.ticketTypes.map(({ id }) => ticketTypeId.parse(id));
  return { organizer, event, types };
}

/** What became of calls: how many were booked, and how many refused with each code. */
function tally(outcomes: readonly PromiseSettledResult<unknown>[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const outcome of outcomes) {
    const key = outcome.status === "fulfilled" ? "booked" : String(Reflect.get(outcome.reason, "code"));
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

describe("1,000 buyers of three kinds whose quotas add up to more than the capacity, and a code with 100 uses", () => {
  it.each([
    ["one process", [here]],
    ["two processes", [here, there]],
  ] as const)("are served exactly by %s", async (_, contexts) => {
    const { organizer, event, types } = await newEventOfKinds(here);
    await createDiscountCode(here, organizer, {
      eventId: event.id,
      code: "RUSH",
      kind: "percent",
      value: 50,
      maxUses: 100,
      ticketTypeIds: [],
      isActive: true,
    });
    const buyers = await newBuyers(here, 1_000);
    const outcomes = await Promise.allSettled(
      buyers.map((buyer, index) => {
        const context = contexts[index % contexts.length];
        const type = types[index % types.length];
        if (context === undefined || type === undefined) throw new Error("There are some.");
        return createBooking(context, buyer, {
          eventId: event.id,
          items: [{ ticketTypeId: type, quantity: 1 }],
          paymentMethod: "cash",
          // Every other one at each process: whichever is faster, more than a hundred come before all is sold.
          ...(Math.floor(index / contexts.length) % 2 === 0 && { code: "rush" }),
        });
      }),
    );
    const counts = tally(outcomes);
    // 500 asked for the code: 100 had it, the others were refused for it or came too late.
    const found = await reconcile(here, event.id);
    expect(found).toMatchObject({
      ok: true,
      broken: [],
      bookedTickets: 400,
      availableTickets: 0,
      codesOff: [],
    });
    expect(counts.booked).toBe(400);
    for (const { taken, quota, booked } of found.ticketTypes) {
      expect(taken).toBe(booked);
      expect(taken).toBeLessThanOrEqual(quota ?? 0);
    }
    const withCode = await here.db.prisma.booking.findMany({
      where: { eventId: event.id, discount: { isNot: null } },
      select: { totalAmount: true, discount: true },
    });
    expect(withCode.length).toBe(100);
    for (const { totalAmount, discount } of withCode) expect(discount?.amount).toBe(totalAmount);
    expect(await here.db.prisma.discountCode.findFirst({ where: { eventId: event.id } })).toMatchObject({
      uses: 100,
    });
    const allowed = new Set(["booked", "CODE_USED_UP", "EVENT_SOLD_OUT", "TICKET_TYPE_SOLD_OUT"]);
    expect(Object.keys(counts).filter((key) => !allowed.has(key))).toEqual([]);
  });
});

describe("kinds over time", () => {
  it("come back when bookings end, with the uses of a code, and are offered to who waits for them", async () => {
    const { context, clock } = await createIsolatedTestContext();
    const { organizer, event, types } = await newEventOfKinds(context);
    const [seat, standing] = types;
    if (seat === undefined || standing === undefined) throw new Error("There are three.");
    await updateEvent(context, organizer, {
      id: event.id,
      ticketTypes: event.ticketTypes.map((type) => ({
        ...type,
        id: ticketTypeId.parse(type.id),
        quota: type.id === seat ? 2 : type.quota,
      })),
    });
    await createDiscountCode(context, organizer, {
      eventId: event.id,
      code: "ONE",
      kind: "amount",
      value: 100,
      maxUses: 1,
      ticketTypeIds: [],
      isActive: true,
    });
    const buyers = await newBuyers(context, 4);
    const book = (index: number, type: TicketTypeId, quantity: number, code?: string) => {
      const buyer = buyers[index];
      if (buyer === undefined) throw new Error("There are four.");
      return createBooking(context, buyer, {
        eventId: event.id,
        items: [{ ticketTypeId: type, quantity }],
        paymentMethod: "credit_card",
        ...(code !== undefined && { code }),
      });
    };
    const held = await book(0, seat, 2, "one");
    await expect(book(1, seat, 1)).rejects.toMatchObject({
      code: "TICKET_TYPE_SOLD_OUT",
      details: { ticketTypeId: seat, available: 0 },
    });
    await expect(book(1, standing, 1, "ONE")).rejects.toMatchObject({ code: "CODE_USED_UP" });
    const waiting = buyers[2];
    if (waiting === undefined) throw new Error("There are four.");
    await expect(
      joinWaitlist(context, waiting, { eventId: event.id, ticketTypeId: standing, ticketQuantity: 1 }),
    ).rejects.toMatchObject({ code: "TICKETS_AVAILABLE" });
    const place = { eventId: event.id, ticketTypeId: seat, ticketQuantity: 1 };
    expect(await joinWaitlist(context, waiting, place)).toMatchObject({
      position: 1,
      ticketType: { id: seat, name: "Seat" },
      event: { price: 3_000 },
    });
    // Others are sold meanwhile.
    expect(await book(3, standing, 1)).toMatchObject({ totalAmount: 1_000 });
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true });

    clock.advance(HOUR_MS);
    expect(await releaseExpiredHolds(context)).toBeGreaterThan(0);
    const offer = await context.db.prisma.booking.findFirst({
      where: { eventId: event.id, userId: waiting.id, status: "pending" },
      select: { items: true, totalAmount: true },
    });
    expect(offer).toMatchObject({ items: [{ ticketTypeId: seat, quantity: 1 }], totalAmount: 3_000 });
    expect(await book(1, standing, 1, "ONE")).toMatchObject({ discountAmount: 100 });
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, codesOff: [] });
    await expect(cancel(context, bookingId.parse(held.id), organizer)).rejects.toMatchObject({
      code: "BOOKING_NOT_ACTIVE",
    });
    // What is compacted is not lost from any kind.
    clock.advance(2 * DAY_MS);
    await compactLog(context, 1);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true });
    await context.db.close();
  });

  it("change the event's price when they sell out, come back, or their sales begin", async () => {
    const { context, clock } = await createIsolatedTestContext();
    const organizer = await newUser(context);
    const now = context.clock.now().getTime();
    const event = await newEvent(context, organizer, {
      capacity: 10,
      ticketTypes: [
        { name: "Late", price: 500, salesFrom: new Date(now + DAY_MS) },
        { name: "Few", price: 1_000, quota: 1 },
        { name: "Many", price: 2_000 },
      ],
    });
    const price = async () =>
      (await context.db.prisma.event.findUniqueOrThrow({ where: { id: event.id } })).price;
    const few = ticketTypeId.parse(event.ticketTypes[1]?.id);
    const [buyer] = await newBuyers(context, 1);
    if (buyer === undefined) throw new Error("There is one.");
    expect(await price()).toBe(1_000);
    const input = { eventId: event.id, items: [{ ticketTypeId: few, quantity: 1 }] };
    const booking = await createBooking(context, buyer, { ...input, paymentMethod: "cash" });
    expect(await price()).toBe(2_000);
    await cancel(context, bookingId.parse(booking.id), organizer);
    expect(await price()).toBe(1_000);
    clock.advance(DAY_MS);
    expect(await renewDuePrices(context)).toBe(1);
    expect(await price()).toBe(500);
    expect(await renewDuePrices(context)).toBe(0);
    await context.db.close();
  });

  it("cannot be removed once they were booked, nor lowered below what is taken", async () => {
    const { organizer, event, types } = await newEventOfKinds(here);
    const [buyer] = await newBuyers(here, 1);
    const [seat] = types;
    if (buyer === undefined || seat === undefined) throw new Error("There is one.");
    const items = [{ ticketTypeId: seat, quantity: 2 }];
    const booking = await createBooking(here, buyer, { eventId: event.id, items, paymentMethod: "cash" });
    const current = event.ticketTypes.map((type) => ({ ...type, id: ticketTypeId.parse(type.id) }));
    const change = (ticketTypes: typeof current) =>
      updateEvent(here, organizer, { id: event.id, ticketTypes });
    await expect(
      change(current.map((type) => (type.id === seat ? { ...type, quota: 1 } : type))),
    ).rejects.toMatchObject({ code: "CAPACITY_BELOW_RESERVED" });
    await cancel(here, bookingId.parse(booking.id), organizer);
    await expect(change(current.slice(1))).rejects.toMatchObject({ code: "TICKET_TYPE_IN_USE" });
    const changed = await change([...current.slice(0, 1), ...current.slice(2)]);
    expect(changed.ticketTypes.map(({ name }) => name)).toEqual(["Seat", "Balcony"]);
    expect(await reconcile(here, event.id)).toMatchObject({ ok: true });
  });
});

describe("cash that was not paid by its date", () => {
  it("gives its tickets back, once", async () => {
    const { context, clock } = await createIsolatedTestContext();
    const cashDueAt = new Date(context.clock.now().getTime() + DAY_MS);
    const event = await newEvent(context, await newUser(context), { cashDueAt });
    const [buyer, other] = await newBuyers(context, 2);
    if (buyer === undefined || other === undefined) throw new Error("There are two.");
    const input = { eventId: event.id, ticketQuantity: 2, paymentMethod: "cash" } as const;
    expect(await createBooking(context, buyer, input)).toMatchObject({ status: "confirmed", cashDueAt });
    expect(await releaseUnpaidCash(context)).toBe(0);
    clock.advance(DAY_MS);
    await expect(createBooking(context, other, input)).rejects.toMatchObject({
      code: "PAYMENT_METHOD_UNAVAILABLE",
    });
    const released = await Promise.all([releaseUnpaidCash(context), releaseUnpaidCash(context)]);
    expect(released[0] + released[1]).toBe(1);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 0 });
    await context.db.close();
  });
});

function cancel(context: AppContext, id: BookingId, actor: Awaited<ReturnType<typeof newUser>>) {
  return cancelBooking(context, actor, { id });
}
