import { bookingId, type EventId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import { newObjectId } from "@foyer/db/raw-commands";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { reserveTickets, StaleReadError, tryReserveTickets } from "@foyer/domain/capacity/change-capacity";
import { compactLog } from "@foyer/domain/capacity/compact-log";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { setEventActive, updateEvent } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const logOf = async (eventId: string) =>
  (
    await prisma.eventCapacityLog.findMany({
      where: { eventId },
      orderBy: [{ timestamp: "asc" }, { id: "asc" }],
    })
  ).map(({ operation, quantity, bookingId }) => [operation, quantity, bookingId !== null]);

async function book(eventId: Awaited<ReturnType<typeof newEvent>>["id"], ticketQuantity: number) {
  const attendee = await newUser(context);
  const request = { eventId, ticketQuantity, paymentMethod: "cash", idempotencyKey: undefined } as const;
  const booking = await createBooking(context, attendee, request);
  return { attendee, id: bookingId.parse(booking.id) };
}

describe("the capacity log", () => {
  it("records every change: creation, booking, cancellation, raising and lowering", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 10 });
    const { attendee, id } = await book(event.id, 3);
    await book(event.id, 2);
    await cancelBooking(context, attendee, { id, reason: "changed plans", idempotencyKey: undefined });
    await updateEvent(context, organizer, { id: event.id, capacity: 12 });
    const smaller = await updateEvent(context, organizer, { id: event.id, capacity: 5 });

    expect(smaller).toMatchObject({ capacity: 5, availableTickets: 3 });
    expect(await logOf(event.id)).toEqual([
      ["release", 10, false],
      ["reserve", 3, true],
      ["reserve", 2, true],
      ["release", 3, true],
      ["release", 2, false],
      ["reserve", 7, false],
    ]);
    expect(await reconcile(context, event.id)).toMatchObject({
      ok: true,
      bookedTickets: 2,
      logBalance: 3,
      logBooked: 2,
    });
  });

  it("does not lower the capacity below what is reserved, and changes nothing else then", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 10 });
    await book(event.id, 4);
    const refused = updateEvent(context, organizer, { id: event.id, capacity: 3, name: "Renamed" });
    expect(await errorCodeOf(refused)).toBe("CAPACITY_BELOW_RESERVED");
    expect(await prisma.event.findUniqueOrThrow({ where: { id: event.id } })).toMatchObject({
      name: event.name,
      capacity: 10,
      availableTickets: 6,
    });
    expect(await updateEvent(context, organizer, { id: event.id, capacity: 4 })).toMatchObject({
      availableTickets: 0,
    });
  });

  it("keeps bookings when an event is closed", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const { id } = await book(event.id, 1);
    await setEventActive(context, organizer, { id: event.id, isActive: false });
    expect(await prisma.booking.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: "confirmed" });
    const late = await book(event.id, 1).then(
      () => "booked",
      (error) => error.code,
    );
    expect(late).toBe("EVENT_NOT_OPEN");
  });
});

describe("taking tickets", () => {
  const move = (id: EventId, quantity: number) => {
    const booking = bookingId.parse(newObjectId(context.clock.now()));
    return { eventId: id, at: context.clock.now(), bookings: [{ bookingId: booking, quantity, items: [] }] };
  };

  it("that are not there fails, and gives up whatever was written with it", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 2 });
    const work = context.db.transaction(async (tx) => {
      await tx.event.update({ where: { id: event.id }, data: { name: "Written before" } });
      await reserveTickets(tx, context, move(event.id, 3));
    });
    await expect(work).rejects.toBeInstanceOf(StaleReadError);
    const after = await prisma.event.findUniqueOrThrow({ where: { id: event.id } });
    expect(after).toMatchObject({ name: event.name, availableTickets: 2 });
    expect(await logOf(event.id)).toEqual([["release", 2, false]]);
  });

  it("asks what is to be done in either case, and writes nothing when there are too few", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 2 });
    const outcomes = { reserved: async () => "reserved", tooFew: () => "too few" };
    const take = (quantity: number) =>
      context.db.transaction((tx) => tryReserveTickets(tx, context, move(event.id, quantity), outcomes));
    expect([await take(3), await take(2), await take(1)]).toEqual(["too few", "reserved", "too few"]);
    expect(await logOf(event.id)).toEqual([
      ["release", 2, false],
      ["reserve", 2, true],
    ]);
  });
});

describe("reconcile", () => {
  it.each([
    [
      "an availability nobody logged",
      { availableTickets: 9 },
      ["CAPACITY_MATCHES_BOOKINGS", "AVAILABLE_MATCHES_LOG", "CAPACITY_MATCHES_BOOKING_LOG"],
    ],
    [
      "an availability out of range",
      { availableTickets: -1 },
      [
        "CAPACITY_MATCHES_BOOKINGS",
        "AVAILABLE_MATCHES_LOG",
        "CAPACITY_MATCHES_BOOKING_LOG",
        "AVAILABLE_IN_RANGE",
      ],
    ],
    [
      "a capacity nobody logged",
      { capacity: 11 },
      ["CAPACITY_MATCHES_BOOKINGS", "CAPACITY_MATCHES_BOOKING_LOG"],
    ],
  ])("sees %s", async (_, damage, broken) => {
    const event = await newEvent(context, await newUser(context), { capacity: 10 });
    await prisma.event.update({ where: { id: event.id }, data: damage });
    expect(await reconcile(context, event.id)).toMatchObject({ ok: false, broken });
  });

  it("sees a booking without its log row", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 10 });
    const { id } = await book(event.id, 2);
    await prisma.eventCapacityLog.deleteMany({ where: { bookingId: id } });
    expect((await reconcile(context, event.id)).broken).toEqual([
      "AVAILABLE_MATCHES_LOG",
      "CAPACITY_MATCHES_BOOKING_LOG",
    ]);
  });
});

describe("the log's retention", () => {
  it("carries old rows into the event, so that it still adds up when they are deleted", async () => {
    const { context: later, clock } = await createIsolatedTestContext();
    const { prisma } = later.db;
    const event = await newEvent(later, await newUser(later), {
      capacity: 10,
      dateTime: new Date(Date.now() + 900 * DAY_MS),
    });
    await bookTickets(later, await newUser(later), event.id, { ticketQuantity: 3 });
    clock.advance(401 * DAY_MS);
    await bookTickets(later, await newUser(later), event.id, { ticketQuantity: 2 });

    // Two processes at once carry each row once.
    await Promise.all([compactLog(later, 400), compactLog(later, 400)]);
    const rows = { eventId: event.id };
    expect(await prisma.eventCapacityLog.count({ where: { ...rows, isCarried: true } })).toBe(2);
    expect(await reconcile(later, event.id)).toMatchObject({ ok: true, logBalance: 5, logBooked: 5 });

    // What the TTL index does in the end.
    await prisma.eventCapacityLog.deleteMany({ where: { ...rows, isCarried: true } });
    expect(await reconcile(later, event.id)).toMatchObject({ ok: true, logBalance: 5, logBooked: 5 });
    await later.db.close();
  });
});
