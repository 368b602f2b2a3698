import { randomBytes } from "node:crypto";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = createTestContext();
// Sales are shown by day: here no day ends meanwhile, in Berlin neither.
clock.beginWindow(86_400);
afterAll(() => context.db.close());

const NOTHING = {
  sold: 0,
  held: 0,
  waiting: 0,
  waitingPeople: 0,
  checkIns: 0,
  bookings: { pending: 0, confirmed: 0, cancelled: 0 },
  revenue: 0,
  outstanding: 0,
  refunds: 0,
  refundsDue: 0,
  failingRefunds: 0,
  salesPerDay: [],
  byTicketType: [],
  withoutTicketType: null,
  byCode: [],
  cancellation: null,
};

async function newOrganizer(overrides: Parameters<typeof newEvent>[2] = {}) {
  const user = await newUser(context);
  const event = await newEvent(context, user, overrides);
  const organizer = callAs(context, user);
  return { event, organizer, stats: () => organizer.event.stats({ eventId: event.id }) };
}

describe("event.stats", () => {
  it("is all nothing for a new event, and for its organizer and admins only", async () => {
    const { event, stats } = await newOrganizer({ capacity: 8 });
    expect(await stats()).toEqual({
      eventId: event.id,
      currency: "EUR",
      capacity: 8,
      available: 8,
      ...NOTHING,
    });
    const stranger = callAs(context, await newUser(context));
    expect(await errorCodeOf(stranger.event.stats({ eventId: event.id }))).toBe("FORBIDDEN");
    const admin = callAs(context, await newUser(context, "admin"));
    expect(await admin.event.stats({ eventId: event.id })).toMatchObject(NOTHING);
  });

  it("counts tickets that are held in addition to a booking among those that are held", async () => {
    const { event, stats } = await newOrganizer({ capacity: 10, price: 1_000 });
    const attendee = callAs(context, await newUser(context));
    const order = { eventId: event.id, ticketQuantity: 2, paymentMethod: "credit_card" } as const;
    const { id } = await attendee.booking.create(order);
    await attendee.booking.pay({ id, paymentMethod: "credit_card", paymentToken: "tok_ok" });
    await attendee.booking.changeItems({ id, ticketQuantity: 5 });
    expect(await stats()).toMatchObject({ sold: 2, held: 3, available: 5, bookings: { pending: 0 } });
    await attendee.booking.dropAddition({ id });
    expect(await stats()).toMatchObject({ sold: 2, held: 0, available: 8 });
  });

  it("counts what is sold, held, waited for, inside, owed, paid and given back", async () => {
    const { event, organizer, stats } = await newOrganizer({ capacity: 10, price: 1_000 });
    const people = await newBuyers(context, 6);
    const [cash, card, held, gone, waiter, other] = people.map((person) => callAs(context, person));
    const wish = (ticketQuantity: number, paymentMethod: "cash" | "paypal") => ({
      eventId: event.id,
      ticketQuantity,
      paymentMethod,
    });
    const owing = await cash?.booking.create(wish(2, "cash"));
    const paid = await card?.booking.create(wish(3, "paypal"));
    await card?.booking.pay({ id: paid?.id ?? "", paymentMethod: "paypal", paymentToken: "tok_ok" });
    await held?.booking.create(wish(4, "paypal"));
    const left = await gone?.booking.create(wish(1, "cash"));
    await organizer.booking.markPaid({ id: left?.id ?? "" });
    await waiter?.waitlist.join({ eventId: event.id, ticketQuantity: 2 });
    await other?.waitlist.join({ eventId: event.id, ticketQuantity: 5 });
    const [ticket] = (await cash?.booking.tickets({ id: owing?.id ?? "" })) ?? [];
    await organizer.booking.checkIn({ eventId: event.id, code: ticket?.code ?? "", scanId: "one" });
    const day = new Intl.DateTimeFormat("sv-SE", { timeZone: event.timeZone }).format(context.clock.now());
    expect(await stats()).toEqual({
      ...NOTHING,
      eventId: event.id,
      currency: "EUR",
      capacity: 10,
      available: 0,
      sold: 6,
      held: 4,
      waiting: 7,
      waitingPeople: 2,
      checkIns: 1,
      bookings: { pending: 1, confirmed: 3, cancelled: 0 },
      revenue: 4_000,
      outstanding: 2_000,
      salesPerDay: [{ day, bookings: 3, tickets: 6, amount: 6_000 }],
    });

    await gone?.booking.cancel({ id: left?.id ?? "" });
    const due = { revenue: 3_000, refundsDue: 1_000, refunds: 0, sold: 5 };
    expect(await stats()).toMatchObject({ ...due, bookings: { pending: 1, confirmed: 2, cancelled: 1 } });
    await organizer.booking.markRefunded({ id: left?.id ?? "" });
    expect(await stats()).toMatchObject({ revenue: 3_000, refundsDue: 0, refunds: 1_000 });
  });

  it("adds up what each kind and each code sold, discounts divided among the kinds", async () => {
    const { event, organizer, stats } = await newOrganizer({
      capacity: 30,
      ticketTypes: [
        { name: "Adult", price: 3_333, quota: 20 },
        { name: "Child", price: 1_111 },
        { name: "Guest", price: 0, isHidden: true },
      ],
    });
    const [adult, child, guest] = event.ticketTypes.map(({ id }) => id);
    const code = (
      input: { code: string; value?: number; ticketTypeIds?: string[] },
      kind: "percent" | "unlock",
    ) => organizer.discountCode.create({ eventId: event.id, kind, ...input });
    const early = await code({ code: "EARLY", value: 33 }, "percent");
    const kids = await code({ code: "KIDS", value: 50, ticketTypeIds: [child ?? ""] }, "percent");
    const friends = await code({ code: "FRIENDS", ticketTypeIds: [guest ?? ""] }, "unlock");
    const book = async (
      quantities: readonly number[],
      codeOf?: string,
      paymentMethod: "cash" | "paypal" = "cash",
    ) => {
      const items = [adult, child, guest].flatMap((ticketTypeId, index) => {
        const quantity = quantities[index] ?? 0;
        return ticketTypeId === undefined || quantity === 0 ? [] : [{ ticketTypeId, quantity }];
      });
      const order = { eventId: event.id, items, paymentMethod, ...(codeOf && { code: codeOf }) };
      return callAs(context, await newUser(context)).booking.create(order);
    };
    const booked = [
      await book([2, 1], "EARLY"),
      await book([1, 0], "early"),
      await book([1, 3], "KIDS"),
      await book([1, 0, 1], "FRIENDS"),
      await book([2]),
      await book([2]),
    ];
    // Held, and so not sold yet.
    await book([1, 1], "EARLY", "paypal");

    const { byTicketType, withoutTicketType, byCode, salesPerDay } = await stats();
    expect(withoutTicketType).toBeNull();
    expect(byTicketType).toMatchObject([
      { name: "Adult", quota: 20, bookings: 6, tickets: 9 },
      { name: "Child", quota: null, bookings: 2, tickets: 4 },
      { name: "Guest", bookings: 1, tickets: 1, amount: 0, discount: 0 },
    ]);
    const sum = (of: (kind: (typeof byTicketType)[number]) => number) =>
      byTicketType.reduce((total, kind) => total + of(kind), 0);
    const total = booked.reduce((all, { totalAmount }) => all + totalAmount, 0);
    expect(sum(({ amount }) => amount)).toBe(total);
    expect(salesPerDay.reduce((all, { amount }) => all + amount, 0)).toBe(total);
    expect(sum(({ discount }) => discount)).toBe(
      booked.reduce((all, { discountAmount }) => all + discountAmount, 0),
    );
    // 33 % of 7777 and of 3333; half of three children, and only they.
    expect(byCode).toEqual([
      { codeId: early.id, code: "EARLY", bookings: 2, tickets: 4, discount: 2_566 + 1_100, amount: 7_444 },
      { codeId: kids.id, code: "KIDS", bookings: 1, tickets: 3, discount: 1_667, amount: 1_666 },
      { codeId: friends.id, code: "FRIENDS", bookings: 1, tickets: 1, discount: 0, amount: 0 },
    ]);
  });

  it("shows how far the cancellation of the event is", async () => {
    const { event, organizer, stats } = await newOrganizer({ capacity: 10 });
    for (const buyer of await newBuyers(context, 3)) {
      const wish = { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" as const };
      await callAs(context, buyer).booking.create(wish);
    }
    const [first] = (await organizer.event.attendees({ eventId: event.id })).items;
    await organizer.booking.cancel({ id: first?.id ?? "" });
    await organizer.event.cancel({ id: event.id });
    expect((await stats()).cancellation).toEqual({
      state: "running",
      cancelledBookings: 0,
      remainingBookings: 2,
    });
    await cancelBookingsOfCancelledEvents(context);
    expect((await stats()).cancellation).toEqual({
      state: "done",
      cancelledBookings: 2,
      remainingBookings: 0,
    });
  });

  it("sums amounts that 32 bits do not hold, by days of the event's own zone", async () => {
    const price = 100_000_000;
    const { event, stats } = await newOrganizer({ capacity: 1_000, price, timeZone: "Pacific/Auckland" });
    const buyers = await newBuyers(context, 60);
    // Before and after midnight in Auckland, in its summer and in its winter.
    const moments = ["2026-01-14T10:59:59Z", "2026-01-14T11:00:00Z", "2026-07-14T12:00:00Z"];
    const bookings = buyers.map((buyer, index) => ({
      id: randomBytes(12).toString("hex"),
      eventId: event.id,
      userId: buyer.id,
      ticketQuantity: 10,
      totalAmount: 10 * price,
      currency: "EUR",
      paymentMethod: "stripe" as const,
      status: "confirmed" as const,
      paymentStatus: index % 2 === 0 ? ("paid" as const) : ("pending" as const),
      bookingDate: new Date(moments[index % 3] ?? 0),
    }));
    await context.db.prisma.booking.createMany({ data: bookings });
    const states = ["succeeded", "refunded", "refund_due"] as const;
    await context.db.prisma.payment.createMany({
      data: bookings.map((booking, index) => ({
        bookingId: booking.id,
        eventId: event.id,
        userId: booking.userId,
        amount: booking.totalAmount,
        currency: "EUR",
        provider: "stripe",
        method: "stripe",
        state: states[index % 3] ?? "failed",
        refundTries: index % 6 === 2 ? 2 : 0,
      })),
    });
    const twenty = 20 * 10 * price;
    expect(twenty).toBeGreaterThan(2 ** 31);
    const sales = { bookings: 20, tickets: 200, amount: twenty };
    expect(await stats()).toMatchObject({
      sold: 600,
      revenue: twenty,
      refunds: twenty,
      refundsDue: twenty,
      failingRefunds: 10,
      outstanding: 30 * 10 * price,
      salesPerDay: [
        { day: "2026-01-14", ...sales },
        { day: "2026-01-15", ...sales },
        { day: "2026-07-15", ...sales },
      ],
    });
  });
});

describe("event.refunds", () => {
  it("lists money that is given back or to be, newest first, with what is wrong", async () => {
    const { event, organizer } = await newOrganizer();
    const [buyer] = await newBuyers(context, 1);
    const attendee = await newUser(context);
    const wish = { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" as const };
    const { id: bookingId } = await callAs(context, attendee).booking.create(wish);
    const payment = (createdAt: string) => ({
      bookingId,
      eventId: event.id,
      userId: attendee.id,
      amount: 2_500,
      currency: "EUR",
      provider: "stripe" as const,
      method: "stripe" as const,
      createdAt: new Date(createdAt),
    });
    const nextTryAt = new Date("2026-12-01T00:00:00Z");
    await context.db.prisma.payment.createMany({
      data: [
        { ...payment("2026-01-01T00:00:00Z"), state: "refunded", refundedAt: nextTryAt, refundTries: 1 },
        {
          ...payment("2026-01-03T00:00:00Z"),
          state: "refund_due",
          refundTries: 2,
          lastProblem: "The account is closed.",
          checkAt: nextTryAt,
        },
        { ...payment("2026-01-02T00:00:00Z"), state: "refund_due", isLate: true, checkAt: nextTryAt },
        { ...payment("2026-01-04T00:00:00Z"), state: "succeeded" },
        { ...payment("2026-01-05T00:00:00Z"), state: "failed", lastProblem: "Declined." },
      ],
    });
    const first = await organizer.event.refunds({ eventId: event.id, limit: 2 });
    const rest = await organizer.event.refunds({ eventId: event.id, limit: 2, cursor: first.nextCursor });
    expect(rest.nextCursor).toBeNull();
    const who = { id: attendee.id, name: "Test Person", email: attendee.email };
    expect([...first.items, ...rest.items]).toMatchObject([
      { state: "refund_due", failures: 2, problem: "The account is closed.", nextTryAt, attendee: who },
      { state: "refund_due", failures: 0, problem: null, nextTryAt, isLate: true, bookingId },
      { state: "refunded", failures: 1, problem: null, nextTryAt: null, refundedAt: nextTryAt },
    ]);
    if (buyer === undefined) throw new Error("There is no buyer.");
    expect(await errorCodeOf(callAs(context, buyer).event.refunds({ eventId: event.id }))).toBe("FORBIDDEN");
  });
});
