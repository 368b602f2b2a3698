import { bookingId, eventId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import type { Actor } from "@foyer/domain/actor";
import { bookTickets } from "@foyer/testing/bookings";
import { callAs } from "@foyer/testing/callers";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = createTestContext();
/** Another process on the same database. */
const { context: elsewhere } = createTestContext();
afterAll(() => Promise.all([context.db.close(), elsewhere.db.close()]));

/** Everything that a program which keeps a copy is told, page by page, and when to ask from the next time. */
async function synchronize(organizer: Actor, updatedAfter: Date | undefined, { limit = 2 } = {}) {
  const caller = callAs(context, organizer);
  const ids: string[] = [];
  const ends = new Set<number>();
  let cursor: string | null = null;
  let syncedUntil = updatedAfter;
  do {
    const page: Awaited<ReturnType<typeof caller.booking.forMyEvents>> = await caller.booking.forMyEvents({
      updatedAfter,
      cursor,
      limit,
    });
    ids.push(...page.items.map(({ id }) => id));
    ends.add(page.syncedUntil.getTime());
    ({ syncedUntil, nextCursor: cursor } = page);
  } while (cursor !== null);
  expect(ends.size).toBe(1);
  return { ids, syncedUntil };
}

async function organizerWithBookings(bookings = 5) {
  const organizer = await newUser(context);
  const events = [await newEvent(context, organizer), await newEvent(context, organizer)];
  const made = [];
  for (let number = 0; number < bookings; number++) {
    const event = events[number % events.length];
    if (event === undefined) throw new Error("There are two events.");
    made.push(await bookTickets(context, await newUser(context), event.id));
  }
  return { organizer, events, made };
}

describe("bookings of my events", () => {
  it("are all there, by event, each once, and nobody else's", async () => {
    const { organizer, made } = await organizerWithBookings();
    await organizerWithBookings(1);
    const { ids } = await synchronize(organizer, undefined);
    expect([...ids].sort()).toEqual(made.map(({ id }) => id).sort());
    const { items } = await callAs(context, organizer).booking.forMyEvents();
    expect(items.map(({ id }) => id)).toEqual(ids);
    const inOrder = [...items].sort(
      (one, other) =>
        one.eventId.localeCompare(other.eventId) || one.updatedAt.getTime() - other.updatedAt.getTime(),
    );
    expect(items).toEqual(inOrder);
    expect(items[0]?.attendee.email).toContain("@");
  });

  it("are those that were made, paid, used or cancelled since, after a while", async () => {
    const { organizer, events, made } = await organizerWithBookings();
    clock.advance(MINUTE_MS);
    const { syncedUntil } = await synchronize(organizer, undefined);
    clock.advance(5 * MINUTE_MS);
    const [first, second, third] = made.map(({ id }) => bookingId.parse(id));
    if (first === undefined || second === undefined || third === undefined)
      throw new Error("There are five.");
    const caller = callAs(context, organizer);
    await caller.booking.cancel({ id: first });
    await caller.booking.markPaid({ id: second });
    const [ticket] = await caller.booking.tickets({ id: third });
    const { eventId: event } = await context.db.prisma.booking.findUniqueOrThrow({ where: { id: third } });
    await caller.booking.checkIn({
      eventId: eventId.parse(event),
      code: ticket?.code ?? "",
      scanId: `scan-${third}`,
    });
    const fresh = await bookTickets(context, await newUser(context), eventId.parse(events[1]?.id));
    const { ids } = await synchronize(organizer, syncedUntil);
    expect([...ids].sort()).toEqual([first, second, third, fresh.id].sort());
  });

  it("are not missed when they were being written while others were read", async () => {
    const { organizer, events } = await organizerWithBookings();
    await synchronize(organizer, undefined);
    clock.advance(MINUTE_MS);
    const buyer = await newUser(context);
    const id = "a".repeat(8) + events[0]?.id.slice(8);
    let commit = () => {};
    const held = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let begun = () => {};
    const isWritten = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const now = clock.now();
    const writing = elsewhere.db.transaction(async (tx) => {
      await tx.booking.create({
        data: {
          id,
          eventId: events[0]?.id ?? "",
          userId: buyer.id,
          ticketQuantity: 1,
          totalAmount: 0,
          currency: "EUR",
          status: "cancelled",
          paymentStatus: "pending",
          paymentMethod: "cash",
          bookingDate: now,
          createdAt: now,
          updatedAt: now,
        },
      });
      begun();
      await held;
    });
    await isWritten;
    // The reader's clock is later than that of the row, which it does not see yet.
    clock.advance(5_000);
    const meanwhile = await synchronize(organizer, now);
    expect(meanwhile.ids).not.toContain(id);
    commit();
    await writing;
    expect((await synchronize(organizer, meanwhile.syncedUntil)).ids).toContain(id);
  });

  it("that change while they are read are left to the next time", async () => {
    const { organizer, made } = await organizerWithBookings();
    const caller = callAs(context, organizer);
    const first = await caller.booking.forMyEvents({ limit: 2 });
    clock.advance(1_000);
    const read = new Set<string>(first.items.map(({ id }) => id));
    const unread = made.map(({ id }) => bookingId.parse(id)).filter((id) => !read.has(id));
    const [changed] = unread;
    if (changed === undefined) throw new Error("Three are left.");
    await caller.booking.cancel({ id: changed });
    const rest = await caller.booking.forMyEvents({ cursor: first.nextCursor });
    expect(rest.items.map(({ id }) => id).sort()).toEqual(unread.filter((id) => id !== changed).sort());
    expect((await synchronize(organizer, rest.syncedUntil)).ids).toContain(changed);
  });
});

describe("events of mine", () => {
  it("are those that were changed, closed, cancelled or booked since", async () => {
    const organizer = await newUser(context);
    const caller = callAs(context, organizer);
    const events = [];
    for (let number = 0; number < 6; number++) events.push(await newEvent(context, organizer));
    clock.advance(MINUTE_MS);
    const first = await caller.event.mine({ limit: 4 });
    const rest = await caller.event.mine({ limit: 4, cursor: first.nextCursor });
    expect(first.items.length + rest.items.length).toBe(6);
    clock.advance(MINUTE_MS);
    // Whatever happens between two pages is not taken as known.
    expect((await caller.event.mine({ limit: 4, cursor: first.nextCursor })).syncedUntil).toEqual(
      first.syncedUntil,
    );
    clock.advance(MINUTE_MS);
    const [renamed, closed, cancelled, booked] = events;
    if (!renamed || !closed || !cancelled || !booked) throw new Error("There are six.");
    await caller.event.update({ id: renamed.id, name: "Another name" });
    await caller.event.setActive({ id: closed.id, isActive: false });
    await caller.event.cancel({ id: cancelled.id });
    await bookTickets(context, await newUser(context), booked.id);
    const { items } = await caller.event.mine({ updatedAfter: first.syncedUntil });
    expect(items.map(({ id }) => id).sort()).toEqual(
      [renamed, closed, cancelled, booked].map(({ id }) => id).sort(),
    );
    clock.advance(DAY_MS);
    const later = await caller.event.mine({ updatedAfter: clock.now() });
    expect(later.items).toEqual([]);
  });
});
