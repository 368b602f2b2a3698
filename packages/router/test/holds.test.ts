import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;
/** Longer than a hold. */
const LATER = 16 * MINUTE_MS;

async function held(quantity = 2, capacity = 10) {
  const event = await newEvent(context, await newUser(context), {
    capacity,
    dateTime: new Date(clock.now().getTime() + 1_000 * HOUR_MS),
  });
  const attendee = callAs(context, await newUser(context));
  const booking = await attendee.booking.create({ eventId: event.id, ticketQuantity: quantity, ...CARD });
  return { event, attendee, booking };
}

describe("a hold", () => {
  it("is a pending booking that says until when", async () => {
    const { event, booking } = await held();
    expect(booking).toMatchObject({ status: "pending", paymentStatus: "pending", isOffer: false });
    const left = (booking.holdExpiresAt?.getTime() ?? 0) - clock.now().getTime();
    expect(left).toBeGreaterThan(14 * MINUTE_MS);
    expect(left).toBeLessThanOrEqual(15 * MINUTE_MS);
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      availableTickets: 8,
      bookedTickets: 2,
    });
  });

  it("is as long as it is configured, and never past the start", async () => {
    const { context: brief, clock: its } = createTestContext({
      holds: { holdSeconds: 60, offerSeconds: 60, proofSeconds: 900 },
    });
    const organizer = await newUser(brief);
    const soon = new Date(its.now().getTime() + 30_000);
    const [far, near] = [
      await newEvent(brief, organizer),
      await newEvent(brief, organizer, { dateTime: soon }),
    ];
    const attendee = callAs(brief, await newUser(brief));
    const book = (eventId: string) => attendee.booking.create({ eventId, ticketQuantity: 1, ...CARD });
    const { holdExpiresAt } = await book(far.id);
    expect((holdExpiresAt?.getTime() ?? 0) - its.now().getTime()).toBeGreaterThan(50_000);
    expect((await book(near.id)).holdExpiresAt).toEqual(soon);
    await brief.db.close();
  });

  it("is released when its time is over: once, however many do it at the same time", async () => {
    const { event, booking, attendee } = await held();
    clock.advance(LATER);
    await Promise.all(Array.from({ length: 5 }, () => releaseExpiredHolds(context)));
    expect(await attendee.booking.byId({ id: booking.id })).toMatchObject({
      status: "cancelled",
      cancelledBy: "expiry",
      cancellationReason: expect.any(String),
      cancelledAt: expect.any(Date),
      holdExpiresAt: null,
    });
    const rows = await context.db.prisma.eventCapacityLog.findMany({ where: { bookingId: booking.id } });
    expect(rows.map(({ operation }) => operation).sort()).toEqual(["release", "reserve"]);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, availableTickets: 10 });
  });

  it("gives way, once it is over, to whoever wants the tickets, before any sweep came by", async () => {
    const { event, booking } = await held(2, 2);
    const other = callAs(context, await newUser(context));
    const request = { eventId: event.id, ticketQuantity: 1, ...CARD };
    expect(await errorCodeOf(other.booking.create(request))).toBe("EVENT_SOLD_OUT");
    clock.advance(LATER);
    expect(await other.booking.create(request)).toMatchObject({ status: "pending" });
    const { status } = await context.db.prisma.booking.findUniqueOrThrow({ where: { id: booking.id } });
    expect(status).toBe("cancelled");
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, availableTickets: 1 });
  });

  it("does not keep its own maker from booking again once it is over", async () => {
    const { event, attendee } = await held();
    const request = { eventId: event.id, ticketQuantity: 1, ...CARD };
    expect(await errorCodeOf(attendee.booking.create(request))).toBe("BOOKING_ALREADY_ACTIVE");
    clock.advance(LATER);
    expect(await attendee.booking.create(request)).toMatchObject({ status: "pending" });
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 1 });
  });

  it("can be given back by its maker, even after the cutoff", async () => {
    const event = await newEvent(context, await newUser(context), {
      cancellationCutoffHours: 24 * 90,
      dateTime: new Date(clock.now().getTime() + 10 * HOUR_MS),
    });
    const attendee = callAs(context, await newUser(context));
    const { id } = await attendee.booking.create({ eventId: event.id, ticketQuantity: 1, ...CARD });
    expect(await attendee.booking.cancel({ id })).toMatchObject({
      status: "cancelled",
      cancelledBy: "attendee",
      cancellationReason: "The attendee cancelled this booking.",
    });
  });
});

describe("booking.changeQuantity", () => {
  it("takes more or gives some back, at the price of the booking, and the hold stays as long", async () => {
    const { event, attendee, booking } = await held(2, 10);
    const change = (ticketQuantity: number) =>
      attendee.booking.changeQuantity({ id: booking.id, ticketQuantity });
    expect(await change(5)).toMatchObject({ totalAmount: 12_500, holdExpiresAt: booking.holdExpiresAt });
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, availableTickets: 5 });
    expect(await change(1)).toMatchObject({ ticketQuantity: 1, totalAmount: 2_500 });
    expect(await change(1)).toMatchObject({ ticketQuantity: 1 });
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      availableTickets: 9,
      bookedTickets: 1,
    });
    expect(await errorCodeOf(change(11))).toBe("EVENT_SOLD_OUT");
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, availableTickets: 9 });
  });

  it("is refused for what is no hold any more, and for somebody else", async () => {
    const { booking, attendee } = await held();
    const change = { id: booking.id, ticketQuantity: 1 };
    expect(await errorCodeOf(callAs(context, await newUser(context)).booking.changeQuantity(change))).toBe(
      "FORBIDDEN",
    );
    clock.advance(LATER);
    expect(await errorCodeOf(attendee.booking.changeQuantity(change))).toBe("HOLD_EXPIRED");
    const { attendee: payer, booking: paid } = await held();
    await payer.booking.pay({ id: paid.id, ...CARD, paymentToken: "tok_ok" });
    expect(await errorCodeOf(payer.booking.changeQuantity({ id: paid.id, ticketQuantity: 1 }))).toBe(
      "BOOKING_NOT_PENDING",
    );
  });
});

describe("an event that is moved to an earlier time", () => {
  it("lets no hold and no offer last past its start", async () => {
    const organizer = await newUser(context);
    const { id: eventId } = await newEvent(context, organizer, { capacity: 2 });
    const holder = callAs(context, await newUser(context));
    const { id } = await holder.booking.create({
      eventId,
      ticketQuantity: 2,
      paymentMethod: "credit_card",
    });
    const dateTime = new Date(clock.now().getTime() + 5 * MINUTE_MS);
    await callAs(context, organizer).event.update({ id: eventId, dateTime });
    expect(await holder.booking.byId({ id })).toMatchObject({ holdExpiresAt: dateTime });
    const later = new Date(dateTime.getTime() + MINUTE_MS);
    await callAs(context, organizer).event.update({ id: eventId, dateTime: later });
    expect(await holder.booking.byId({ id })).toMatchObject({ holdExpiresAt: dateTime });
  });
});
