import { eventId } from "@foyer/contract/ids";
import { DAY_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

/** A Foyer whose clock shows a moment. */
function foyerAt(moment: string) {
  const now = new Date(moment);
  return createTestContext({ clock: { now: () => now } }).context;
}

/** What the first event's date becomes when it is duplicated at a moment. */
async function copiedDate(dateTime: string, timeZone: string, now: string): Promise<string> {
  const before = foyerAt("2026-01-01T00:00:00Z");
  const later = foyerAt(now);
  const organizer = await newUser(context);
  const { id } = await newEvent(before, organizer, { dateTime: new Date(dateTime), timeZone });
  const copy = await callAs(later, organizer).event.duplicate({ id });
  await Promise.all([before.db.close(), later.db.close()]);
  return copy.dateTime.toISOString();
}

describe("event.duplicate", () => {
  it("copies what describes the event, and nothing of what happened to it", async () => {
    const organizer = await newUser(context);
    const fields = { capacity: 7, price: 1_234, currency: "CHF", cancellationCutoffHours: 3 };
    const event = await newEvent(context, organizer, fields);
    const attendee = callAs(context, await newUser(context));
    await attendee.booking.create({ eventId: event.id, ticketQuantity: 7, paymentMethod: "cash" });
    const late = callAs(context, await newUser(context));
    await late.waitlist.join({ eventId: event.id, ticketQuantity: 1 });
    await callAs(context, organizer).event.cancel({ id: event.id });

    const copy = await callAs(context, organizer).event.duplicate({ id: event.id });
    const { id: _, createdAt: __, updatedAt: ___, dateTime, ...described } = event;
    expect(copy).toMatchObject({ ...described, isActive: false, availableTickets: 7, waitingCount: 0 });
    expect(copy).toMatchObject({ cancelledAt: null, cancellationReason: null });
    expect(copy.id).not.toBe(event.id);
    expect((copy.dateTime.getTime() - dateTime.getTime()) / DAY_MS).toBeCloseTo(7, 0);
    expect(await reconcile(context, eventId.parse(copy.id))).toMatchObject({ ok: true, logBalance: 7 });
    const { items } = await callAs(context, organizer).event.capacityLog({ eventId: copy.id });
    expect(items).toMatchObject([{ operation: "release", quantity: 7, bookingId: null }]);
    const keys = await context.db.prisma.event.findMany({
      where: { id: { in: [event.id, copy.id] } },
      select: { ticketKey: true },
    });
    expect(new Set(keys.map(({ ticketKey }) => ticketKey)).size).toBe(2);
  });

  it("takes the date it is given, unless that is past", async () => {
    const organizer = await newUser(context);
    const { id } = await newEvent(context, organizer);
    const dateTime = new Date(Date.now() + 3 * DAY_MS);
    const { event } = callAs(context, organizer);
    expect((await event.duplicate({ id, dateTime })).dateTime).toEqual(dateTime);
    const past = event.duplicate({ id, dateTime: new Date(Date.now() - DAY_MS) });
    expect(await errorCodeOf(past)).toBe("EVENT_IN_PAST");
  });

  it("stays the original organizer's when an admin does it, and is refused to others", async () => {
    const organizer = await newUser(context);
    const { id } = await newEvent(context, organizer);
    const copy = await callAs(context, await newUser(context, "admin")).event.duplicate({ id });
    expect(copy.organizerId).toBe(organizer.id);
    const stranger = callAs(context, await newUser(context));
    expect(await errorCodeOf(stranger.event.duplicate({ id }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(stranger.event.duplicate({ id: "f".repeat(24) }))).toBe("NOT_FOUND");
  });

  it("makes one copy of one intent, however often it is sent", async () => {
    const organizer = await newUser(context);
    const { id } = await newEvent(context, organizer);
    const caller = callAs(context, organizer);
    const wish = { id, idempotencyKey: "one-copy" };
    const copies = await Promise.all(Array.from({ length: 10 }, () => caller.event.duplicate(wish)));
    for (const copy of copies) expect(copy).toEqual(copies[0]);
    expect((await caller.event.mine()).items).toHaveLength(2);
    const other = { ...wish, dateTime: new Date(Date.now() + DAY_MS) };
    expect(await errorCodeOf(caller.event.duplicate(other))).toBe("IDEMPOTENCY_KEY_REUSED");
  });

  it.each([
    ["comes twice", "2026-10-18T00:30:00Z", ["2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"]],
    ["is left out", "2026-03-22T01:30:00Z", ["2026-03-29T00:59:00.000Z", "2026-03-29T01:00:00.000Z"]],
  ])("asks for a date when the time of the copy %s", async (_, first, choices) => {
    const before = foyerAt("2026-01-01T00:00:00Z");
    const organizer = await newUser(before);
    const { id } = await newEvent(before, organizer, {
      dateTime: new Date(first),
      timeZone: "Europe/Berlin",
    });
    const caller = callAs(before, organizer);
    await expect(caller.event.duplicate({ id })).rejects.toMatchObject({
      cause: {
        code: "START_TIME_UNCLEAR",
        details: { field: "dateTime", choices: choices.map((text) => new Date(text)) },
      },
    });
    expect((await caller.event.mine()).items).toHaveLength(1);
    const dateTime = new Date(choices[1] ?? "");
    expect((await caller.event.duplicate({ id, dateTime })).dateTime).toEqual(dateTime);
    await before.db.close();
  });

  it("keeps the clock on the wall across changes of the clocks", async () => {
    // The last Sunday of October 2026 is the 25th, when Berlin goes from +02:00 to +01:00.
    const autumn = await copiedDate("2026-10-20T18:00:00Z", "Europe/Berlin", "2026-10-19T00:00:00Z");
    expect(autumn).toBe("2026-10-27T19:00:00.000Z");
    // And on 28 March 2027 back.
    const spring = await copiedDate("2027-03-25T19:00:00Z", "Europe/Berlin", "2027-03-01T00:00:00Z");
    expect(spring).toBe("2027-04-01T18:00:00.000Z");
    // A whole summer later.
    const year = await copiedDate("2026-02-03T19:30:00Z", "Europe/Berlin", "2026-07-01T12:00:00Z");
    expect(year).toBe("2026-07-07T18:30:00.000Z");
    // Where there is no clock to change.
    const tokyo = await copiedDate("2026-10-20T10:00:30Z", "Asia/Tokyo", "2026-10-19T00:00:00Z");
    expect(tokyo).toBe("2026-10-27T10:00:30.000Z");
  });

  it("is the first one in the future: today's later, the one an hour ago next week", async () => {
    const zone = "Europe/Berlin";
    // 20:00 on the wall, in winter, then in summer.
    expect(await copiedDate("2026-02-03T19:00:00Z", zone, "2026-06-30T17:59:00Z")).toBe(
      "2026-06-30T18:00:00.000Z",
    );
    expect(await copiedDate("2026-02-03T19:00:00Z", zone, "2026-06-30T18:00:00Z")).toBe(
      "2026-07-07T18:00:00.000Z",
    );
    // 20:00 in summer, then in winter: an hour more than whole weeks of 168 hours.
    expect(await copiedDate("2026-07-07T18:00:00Z", zone, "2026-11-03T18:30:00Z")).toBe(
      "2026-11-03T19:00:00.000Z",
    );
  });
});
