import { HOUR_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { afterAll, describe, expect, it } from "vitest";
import { newEvent, newUser } from "../../domain/test/kit/fixtures.js";
import { refusalOf } from "../../domain/test/kit/refusals.js";
import { createTestFoyer } from "../../domain/test/kit/test-foyer.js";
import { callAnonymously, callAs } from "./call-as.js";

const { foyer } = createTestFoyer();
afterAll(() => foyer.db.close());

const CASH = { paymentMethod: "cash" } as const;

describe("booking.create", () => {
  it("confirms at once, to be paid in cash, with an amount computed here", async () => {
    const event = await newEvent(foyer, await newUser(foyer), { price: 2_500, capacity: 10 });
    const attendee = await newUser(foyer);
    const booking = await callAs(foyer, attendee).booking.create({
      eventId: event.id,
      ticketQuantity: 3,
      ...CASH,
    });
    expect(booking).toMatchObject({
      eventId: event.id,
      userId: attendee.id,
      ticketQuantity: 3,
      totalAmount: 7_500,
      currency: "EUR",
      status: "confirmed",
      paymentStatus: "pending",
      paymentMethod: "cash",
      cancelledAt: null,
    });
    expect((await callAnonymously(foyer).event.byId({ id: event.id })).availableTickets).toBe(7);
  });

  it("counts a free booking as paid, whatever the method", async () => {
    const event = await newEvent(foyer, await newUser(foyer), { price: 0 });
    const booking = await callAs(foyer, await newUser(foyer)).booking.create({
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "paypal",
    });
    expect(booking).toMatchObject({ totalAmount: 0, paymentStatus: "paid", status: "confirmed" });
  });

  it("keeps the price of a booking when the event's price changes", async () => {
    const organizer = await newUser(foyer);
    const event = await newEvent(foyer, organizer, { price: 1_000 });
    const attendee = callAs(foyer, await newUser(foyer));
    const { id } = await attendee.booking.create({ eventId: event.id, ticketQuantity: 2, ...CASH });
    await callAs(foyer, organizer).event.update({ id: event.id, price: 9_900 });
    expect(await attendee.booking.byId({ id })).toMatchObject({ totalAmount: 2_000 });
  });

  it("refuses what cannot be booked, and writes nothing", async () => {
    const organizer = await newUser(foyer);
    const attendee = callAs(foyer, await newUser(foyer));
    const small = await newEvent(foyer, organizer, { capacity: 2 });
    const closed = await newEvent(foyer, organizer);
    await callAs(foyer, organizer).event.setActive({ id: closed.id, isActive: false });

    const one = { ticketQuantity: 1, ...CASH };
    expect(await refusalOf(attendee.booking.create({ eventId: small.id, ticketQuantity: 3, ...CASH }))).toBe(
      "EVENT_SOLD_OUT",
    );
    expect(await refusalOf(attendee.booking.create({ eventId: closed.id, ...one }))).toBe("EVENT_NOT_OPEN");
    expect(await refusalOf(attendee.booking.create({ eventId: "f".repeat(24), ...one }))).toBe("NOT_FOUND");
    const { foyer: cashOnly } = createTestFoyer({ payments: null });
    expect(
      await refusalOf(
        callAs(cashOnly, await newUser(foyer)).booking.create({
          eventId: small.id,
          ticketQuantity: 1,
          paymentMethod: "stripe",
        }),
      ),
    ).toBe("PAYMENT_METHOD_UNAVAILABLE");
    await cashOnly.db.close();

    expect((await attendee.booking.mine()).items).toEqual([]);
    expect(await reconcile(foyer, small.id)).toMatchObject({ ok: true, availableTickets: 2 });
  });

  it("refuses a past event", async () => {
    const { foyer: later, clock } = createTestFoyer();
    const event = await newEvent(foyer, await newUser(foyer), { dateTime: new Date(Date.now() + HOUR_MS) });
    clock.advance(2 * HOUR_MS);
    const attendee = callAs(later, await newUser(later));
    expect(await refusalOf(attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CASH }))).toBe(
      "EVENT_NOT_OPEN",
    );
    await later.db.close();
  });

  it("makes one booking of twenty identical calls at once", async () => {
    const event = await newEvent(foyer, await newUser(foyer), { capacity: 50 });
    const attendee = callAs(foyer, await newUser(foyer));
    const calls = Array.from({ length: 20 }, () =>
      attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CASH }),
    );
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason.cause.reason).toBe("BOOKING_ALREADY_ACTIVE");
    }
    expect(await reconcile(foyer, event.id)).toMatchObject({ ok: true, bookedTickets: 1 });
  });
});

describe("an idempotency key", () => {
  it("gives twenty calls at once the one booking's answer", async () => {
    const event = await newEvent(foyer, await newUser(foyer), { capacity: 50 });
    const attendee = callAs(foyer, await newUser(foyer));
    const request = { eventId: event.id, ticketQuantity: 2, ...CASH, idempotencyKey: "the-same-intent" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => attendee.booking.create(request)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await reconcile(foyer, event.id)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("gives the first answer even after the booking was cancelled", async () => {
    const event = await newEvent(foyer, await newUser(foyer));
    const attendee = callAs(foyer, await newUser(foyer));
    const request = { eventId: event.id, ticketQuantity: 1, ...CASH, idempotencyKey: "first-answer" };
    const first = await attendee.booking.create(request);
    const cancel = { id: first.id, reason: "no time", idempotencyKey: "cancel-once" };
    const cancelled = await attendee.booking.cancel(cancel);
    expect(await attendee.booking.create(request)).toEqual(first);
    expect(await attendee.booking.cancel(cancel)).toEqual(cancelled);
    expect(await reconcile(foyer, event.id)).toMatchObject({ ok: true, bookedTickets: 0 });
  });

  it("is refused with another input, and forgotten after a day", async () => {
    const { foyer: later, clock } = createTestFoyer();
    const organizer = await newUser(foyer);
    const [first, second] = [await newEvent(foyer, organizer), await newEvent(foyer, organizer)];
    const user = await newUser(foyer);
    const request = { eventId: first.id, ticketQuantity: 1, ...CASH, idempotencyKey: "reused" };
    await callAs(foyer, user).booking.create(request);
    const other = { ...request, eventId: second.id };
    expect(await refusalOf(callAs(foyer, user).booking.create(other))).toBe("IDEMPOTENCY_KEY_REUSED");

    clock.advance(25 * HOUR_MS);
    expect(await callAs(later, user).booking.create(other)).toMatchObject({ eventId: second.id });
    await later.db.close();
  });

  it("does not remember a refusal", async () => {
    const organizer = await newUser(foyer);
    const event = await newEvent(foyer, organizer, { capacity: 1 });
    const attendee = callAs(foyer, await newUser(foyer));
    const request = { eventId: event.id, ticketQuantity: 2, ...CASH, idempotencyKey: "try-again" };
    expect(await refusalOf(attendee.booking.create(request))).toBe("EVENT_SOLD_OUT");
    await callAs(foyer, organizer).event.update({ id: event.id, capacity: 2 });
    expect(await attendee.booking.create(request)).toMatchObject({ ticketQuantity: 2 });
  });
});

describe("booking.cancel", () => {
  it("gives the tickets back once, and lets the attendee book again", async () => {
    const event = await newEvent(foyer, await newUser(foyer), { capacity: 5 });
    const attendee = callAs(foyer, await newUser(foyer));
    const { id } = await attendee.booking.create({ eventId: event.id, ticketQuantity: 5, ...CASH });
    const cancels = Array.from({ length: 10 }, () =>
      attendee.booking.cancel({ id, reason: "changed plans" }),
    );
    const results = await Promise.allSettled(cancels);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await attendee.booking.byId({ id })).toMatchObject({
      status: "cancelled",
      cancellationReason: "changed plans",
      cancelledAt: expect.any(Date),
    });
    expect(await refusalOf(attendee.booking.cancel({ id, reason: "again" }))).toBe("BOOKING_NOT_ACTIVE");
    await attendee.booking.create({ eventId: event.id, ticketQuantity: 4, ...CASH });
    expect(await reconcile(foyer, event.id)).toMatchObject({ ok: true, availableTickets: 1 });
  });

  it("is closed to attendees after the cutoff, and open to the organizer and admins", async () => {
    const organizer = await newUser(foyer);
    const dateTime = new Date(Date.now() + 5 * HOUR_MS);
    const event = await newEvent(foyer, organizer, { dateTime, cancellationCutoffHours: 6 });
    const booked = async () => {
      const attendee = callAs(foyer, await newUser(foyer));
      return {
        attendee,
        ...(await attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CASH })),
      };
    };
    const [first, second] = [await booked(), await booked()];
    expect(await refusalOf(first.attendee.booking.cancel({ id: first.id, reason: "late" }))).toBe(
      "CANCELLATION_CLOSED",
    );
    await callAs(foyer, organizer).booking.cancel({ id: first.id, reason: "the organizer says so" });
    await callAs(foyer, await newUser(foyer, "admin")).booking.cancel({
      id: second.id,
      reason: "an admin says so",
    });
    expect(await reconcile(foyer, event.id)).toMatchObject({ ok: true, bookedTickets: 0 });
  });
});

describe("who sees a booking", () => {
  it("is its owner, the organizer and admins, and nobody else", async () => {
    const organizer = await newUser(foyer);
    const event = await newEvent(foyer, organizer);
    const attendee = await newUser(foyer);
    const { id } = await callAs(foyer, attendee).booking.create({
      eventId: event.id,
      ticketQuantity: 1,
      ...CASH,
    });
    for (const actor of [attendee, organizer, await newUser(foyer, "admin")]) {
      expect((await callAs(foyer, actor).booking.byId({ id })).event.name).toBe(event.name);
    }
    const stranger = callAs(foyer, await newUser(foyer));
    expect(await refusalOf(stranger.booking.byId({ id }))).toBe("FORBIDDEN");
    expect(await refusalOf(stranger.booking.cancel({ id, reason: "not mine" }))).toBe("FORBIDDEN");
    expect(await refusalOf(stranger.booking.forEvent({ eventId: event.id }))).toBe("FORBIDDEN");
    expect(await refusalOf(stranger.event.capacityLog({ eventId: event.id }))).toBe("FORBIDDEN");

    const { items } = await callAs(foyer, organizer).booking.forEvent({ eventId: event.id });
    expect(items).toMatchObject([{ id, attendee: { id: attendee.id, email: attendee.email } }]);
    await expect(callAnonymously(foyer).booking.byId({ id })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });
});
