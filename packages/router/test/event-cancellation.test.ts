import { MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

describe("event.cancel", () => {
  it("ends every booking and gives everything back, whatever interrupts it and however many do it", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 200 });
    const manager = callAs(context, organizer);
    const people = await Promise.all(Array.from({ length: 70 }, () => newUser(context)));
    const bookings = await Promise.all(
      people.map((person, index) =>
        callAs(context, person).booking.create({
          eventId: event.id,
          ticketQuantity: 2,
          paymentMethod: index % 2 === 0 ? "cash" : "credit_card",
        }),
      ),
    );
    const pending = bookings.filter(({ status }) => status === "pending");
    for (const { id, userId } of pending.slice(0, 10)) {
      await callAs(context, { id: userId, role: "user" }).booking.pay({
        id,
        paymentMethod: "credit_card",
        paymentToken: "tok_ok",
      });
    }

    expect(await manager.event.cancel({ id: event.id, reason: "The hall burnt down." })).toMatchObject({
      isActive: false,
      cancelledAt: expect.any(Date),
      cancellationReason: "The hall burnt down.",
    });
    expect(await errorCodeOf(manager.event.cancel({ id: event.id }))).toBe("EVENT_CANCELLED");
    expect(await errorCodeOf(manager.event.setActive({ id: event.id, isActive: true }))).toBe(
      "EVENT_CANCELLED",
    );
    expect(await errorCodeOf(manager.event.update({ id: event.id, price: 1 }))).toBe("EVENT_CANCELLED");
    const late = callAs(context, await newUser(context));
    expect(
      await errorCodeOf(late.booking.create({ eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" })),
    ).toBe("EVENT_CANCELLED");

    const interrupted = {
      ...context,
      failpoint: () => {
        throw new Error("The process died here.");
      },
    };
    await expect(cancelBookingsOfCancelledEvents(interrupted)).rejects.toThrow(AggregateError);
    await Promise.all([cancelBookingsOfCancelledEvents(context), cancelBookingsOfCancelledEvents(context)]);
    clock.advance(MINUTE_MS);
    await processDuePayments(context);

    const { items } = await manager.booking.forEvent({ eventId: event.id, limit: 100 });
    expect(items).toHaveLength(70);
    for (const booking of items) {
      expect(booking).toMatchObject({
        status: "cancelled",
        cancelledBy: "event",
        cancellationReason: "The hall burnt down.",
      });
    }
    expect(items.filter(({ paymentStatus }) => paymentStatus === "refunded")).toHaveLength(10);
    const rows = await context.db.prisma.eventCapacityLog.count({
      where: { eventId: event.id, operation: "release", bookingId: { not: null } },
    });
    expect(rows).toBe(70);
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      availableTickets: 200,
      moneyHeld: 0,
      bookedTickets: 0,
    });
  });

  it("closes the waiting list, and shows so to those who waited", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 1 });
    await callAs(context, await newUser(context)).booking.create({
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
    });
    const waiting = callAs(context, await newUser(context));
    await waiting.waitlist.join({ eventId: event.id, ticketQuantity: 1 });
    await callAs(context, organizer).event.cancel({ id: event.id });
    await cancelBookingsOfCancelledEvents(context);
    expect(await waiting.waitlist.mine()).toMatchObject([
      { state: "closed", endedBecause: "event_cancelled", position: null, offer: null },
    ]);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("is not for strangers", async () => {
    const event = await newEvent(context, await newUser(context));
    expect(await errorCodeOf(callAs(context, await newUser(context)).event.cancel({ id: event.id }))).toBe(
      "FORBIDDEN",
    );
  });
});
