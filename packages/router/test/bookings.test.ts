import { HOUR_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { callAnonymously, callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

const CASH = { paymentMethod: "cash" } as const;

describe("booking.create", () => {
  it("confirms at once, to be paid in cash, with an amount computed here", async () => {
    const event = await newEvent(context, await newUser(context), { price: 2_500, capacity: 10 });
    const attendee = await newUser(context);
    const booking = await callAs(context, attendee).booking.create({
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
    expect((await callAnonymously(context).event.byId({ id: event.id })).availableTickets).toBe(7);
  });

  it("counts a free booking as paid, whatever the method", async () => {
    const event = await newEvent(context, await newUser(context), { price: 0 });
    const booking = await callAs(context, await newUser(context)).booking.create({
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "paypal",
    });
    expect(booking).toMatchObject({ totalAmount: 0, paymentStatus: "paid", status: "confirmed" });
  });

  it("keeps the price of a booking when the event's price changes", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { price: 1_000 });
    const attendee = callAs(context, await newUser(context));
    const { id } = await attendee.booking.create({ eventId: event.id, ticketQuantity: 2, ...CASH });
    await callAs(context, organizer).event.update({ id: event.id, price: 9_900 });
    expect(await attendee.booking.byId({ id })).toMatchObject({ totalAmount: 2_000 });
  });

  it("refuses what cannot be booked, and writes nothing", async () => {
    const organizer = await newUser(context);
    const attendee = callAs(context, await newUser(context));
    const small = await newEvent(context, organizer, { capacity: 2 });
    const closed = await newEvent(context, organizer);
    await callAs(context, organizer).event.setActive({ id: closed.id, isActive: false });

    const one = { ticketQuantity: 1, ...CASH };
    expect(
      await errorCodeOf(attendee.booking.create({ eventId: small.id, ticketQuantity: 3, ...CASH })),
    ).toBe("EVENT_SOLD_OUT");
    expect(await errorCodeOf(attendee.booking.create({ eventId: closed.id, ...one }))).toBe("EVENT_NOT_OPEN");
    expect(await errorCodeOf(attendee.booking.create({ eventId: "f".repeat(24), ...one }))).toBe("NOT_FOUND");
    const { context: cashOnly } = createTestContext({ payments: null });
    expect(
      await errorCodeOf(
        callAs(cashOnly, await newUser(context)).booking.create({
          eventId: small.id,
          ticketQuantity: 1,
          paymentMethod: "stripe",
        }),
      ),
    ).toBe("PAYMENT_METHOD_UNAVAILABLE");
    await cashOnly.db.close();

    expect((await attendee.booking.mine()).items).toEqual([]);
    expect(await reconcile(context, small.id)).toMatchObject({ ok: true, availableTickets: 2 });
  });

  it("refuses a past event", async () => {
    const { context: later, clock } = createTestContext();
    const event = await newEvent(context, await newUser(context), {
      dateTime: new Date(Date.now() + HOUR_MS),
    });
    clock.advance(2 * HOUR_MS);
    const attendee = callAs(later, await newUser(later));
    expect(
      await errorCodeOf(attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CASH })),
    ).toBe("EVENT_NOT_OPEN");
    await later.db.close();
  });

  it("makes one booking of twenty identical calls at once", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 50 });
    const attendee = callAs(context, await newUser(context));
    const calls = Array.from({ length: 20 }, () =>
      attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CASH }),
    );
    const results = await Promise.allSettled(calls);
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of results) {
      if (result.status === "rejected") expect(result.reason.cause.code).toBe("BOOKING_ALREADY_ACTIVE");
    }
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 1 });
  });
});

describe("an idempotency key", () => {
  it("gives twenty calls at once the one booking's answer", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 50 });
    const attendee = callAs(context, await newUser(context));
    const request = { eventId: event.id, ticketQuantity: 2, ...CASH, idempotencyKey: "the-same-intent" };
    const answers = await Promise.all(Array.from({ length: 20 }, () => attendee.booking.create(request)));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("gives the first answer even after the booking was cancelled", async () => {
    const event = await newEvent(context, await newUser(context));
    const attendee = callAs(context, await newUser(context));
    const request = { eventId: event.id, ticketQuantity: 1, ...CASH, idempotencyKey: "first-answer" };
    const first = await attendee.booking.create(request);
    const cancel = { id: first.id, reason: "no time", idempotencyKey: "cancel-once" };
    const cancelled = await attendee.booking.cancel(cancel);
    expect(await attendee.booking.create(request)).toEqual(first);
    expect(await attendee.booking.cancel(cancel)).toEqual(cancelled);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 0 });
  });

  it("is refused with another input, and forgotten after a day", async () => {
    const { context: later, clock } = createTestContext();
    const organizer = await newUser(context);
    const [first, second] = [await newEvent(context, organizer), await newEvent(context, organizer)];
    const user = await newUser(context);
    const request = { eventId: first.id, ticketQuantity: 1, ...CASH, idempotencyKey: "reused" };
    await callAs(context, user).booking.create(request);
    const other = { ...request, eventId: second.id };
    expect(await errorCodeOf(callAs(context, user).booking.create(other))).toBe("IDEMPOTENCY_KEY_REUSED");

    clock.advance(25 * HOUR_MS);
    expect(await callAs(later, user).booking.create(other)).toMatchObject({ eventId: second.id });
    await later.db.close();
  });

  it("does not remember a refusal", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 1 });
    const attendee = callAs(context, await newUser(context));
    const request = { eventId: event.id, ticketQuantity: 2, ...CASH, idempotencyKey: "try-again" };
    expect(await errorCodeOf(attendee.booking.create(request))).toBe("EVENT_SOLD_OUT");
    await callAs(context, organizer).event.update({ id: event.id, capacity: 2 });
    expect(await attendee.booking.create(request)).toMatchObject({ ticketQuantity: 2 });
  });
});

describe("booking.cancel", () => {
  it("gives the tickets back once, and lets the attendee book again", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 5 });
    const attendee = callAs(context, await newUser(context));
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
    expect(await errorCodeOf(attendee.booking.cancel({ id, reason: "again" }))).toBe("BOOKING_NOT_ACTIVE");
    await attendee.booking.create({ eventId: event.id, ticketQuantity: 4, ...CASH });
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, availableTickets: 1 });
  });

  it("is closed to attendees after the cutoff, and open to the organizer and admins", async () => {
    const organizer = await newUser(context);
    const dateTime = new Date(Date.now() + 5 * HOUR_MS);
    const event = await newEvent(context, organizer, { dateTime, cancellationCutoffHours: 6 });
    const booked = async () => {
      const attendee = callAs(context, await newUser(context));
      return {
        attendee,
        ...(await attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CASH })),
      };
    };
    const [first, second] = [await booked(), await booked()];
    expect(await errorCodeOf(first.attendee.booking.cancel({ id: first.id, reason: "late" }))).toBe(
      "CANCELLATION_CLOSED",
    );
    await callAs(context, organizer).booking.cancel({ id: first.id, reason: "the organizer says so" });
    await callAs(context, await newUser(context, "admin")).booking.cancel({
      id: second.id,
      reason: "an admin says so",
    });
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 0 });
  });
});

describe("who sees a booking", () => {
  it("is its owner, the organizer and admins, and nobody else", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const attendee = await newUser(context);
    const { id } = await callAs(context, attendee).booking.create({
      eventId: event.id,
      ticketQuantity: 1,
      ...CASH,
    });
    for (const actor of [attendee, organizer, await newUser(context, "admin")]) {
      expect((await callAs(context, actor).booking.byId({ id })).event.name).toBe(event.name);
    }
    const stranger = callAs(context, await newUser(context));
    expect(await errorCodeOf(stranger.booking.byId({ id }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(stranger.booking.cancel({ id, reason: "not mine" }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(stranger.booking.forEvent({ eventId: event.id }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(stranger.event.capacityLog({ eventId: event.id }))).toBe("FORBIDDEN");

    const { items } = await callAs(context, organizer).booking.forEvent({ eventId: event.id });
    expect(items).toMatchObject([{ id, attendee: { id: attendee.id, email: attendee.email } }]);
    await expect(callAnonymously(context).booking.byId({ id })).rejects.toMatchObject({
      code: "UNAUTHORIZED",
    });
  });
});
