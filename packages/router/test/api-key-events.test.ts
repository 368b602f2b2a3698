import { readTicketCode } from "@foyer/contract/ticket";
import { callAs, callWithKey } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { eventInput, newApiKey, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
afterAll(() => context.db.close());

const CASH = { ticketQuantity: 1, paymentMethod: "cash" } as const;

/**
 * An organizer with two events, who also has a booking for each; a key of theirs is for the first event only. Whatever
 * belongs to the second must not be reached with it.
 */
async function createScene() {
  const organizer = await newUser(context);
  const mine = await newEvent(context, organizer);
  const other = await newEvent(context, organizer);
  const full = await newEvent(context, organizer, { capacity: 1 });
  const person = callAs(context, organizer);
  const own = await person.booking.create({ eventId: mine.id, ...CASH });
  const foreign = await person.booking.create({ eventId: other.id, ...CASH });
  await callAs(context, await newUser(context)).booking.create({ eventId: full.id, ...CASH });
  await person.waitlist.join({ eventId: full.id, ticketQuantity: 1 });
  const { key } = await newApiKey(context, organizer, { eventIds: [mine.id] });
  return { organizer, mine, other, full, own, foreign, caller: await callWithKey(context, key) };
}

let scene: Awaited<ReturnType<typeof createScene>>;
beforeAll(async () => {
  scene = await createScene();
});

describe("a key for bookings", () => {
  it("cancels its user's own, and those of others only if it may manage", async () => {
    const organizer = await newUser(context);
    const attendee = callAs(context, await newUser(context));
    const { id: eventId } = await newEvent(context, organizer);
    const { id } = await attendee.booking.create({ eventId, ...CASH });
    const own = await callAs(context, organizer).booking.create({ eventId, ...CASH });
    const bookings = await newApiKey(context, organizer, { scopes: ["bookings"] });
    const both = await newApiKey(context, organizer, { scopes: ["bookings", "manage"] });
    const caller = await callWithKey(context, bookings.key);
    expect(await errorCodeOf(caller.booking.cancel({ id }))).toBe("FORBIDDEN");
    expect(await caller.booking.cancel({ id: own.id })).toMatchObject({ status: "cancelled" });
    expect(await (await callWithKey(context, both.key)).booking.cancel({ id })).toMatchObject({
      status: "cancelled",
      cancelledBy: "organizer",
    });
  });
});

describe("a key that is for one event", () => {
  it("lists what belongs to it, and nothing else", async () => {
    const { caller, mine, own, other, full } = scene;
    expect((await caller.event.mine()).items.map(({ id }) => id)).toEqual([mine.id]);
    expect((await caller.booking.mine()).items.map(({ id }) => id)).toEqual([own.id]);
    expect((await caller.booking.mine({ eventId: other.id })).items).toEqual([]);
    expect((await caller.booking.mine({ eventId: mine.id })).items.map(({ id }) => id)).toEqual([own.id]);
    expect(await caller.waitlist.mine()).toEqual([]);
    const { key } = await newApiKey(context, scene.organizer, { eventIds: [full.id] });
    expect(await (await callWithKey(context, key)).waitlist.mine()).toHaveLength(1);
  });

  it("reads pages to their end without the others", async () => {
    const organizer = await newUser(context);
    const events = [];
    for (let index = 0; index < 6; index++) events.push(await newEvent(context, organizer));
    const wanted = events.filter((_, index) => index % 2 === 0).map(({ id }) => id);
    const { key } = await newApiKey(context, organizer, { eventIds: wanted });
    const caller = await callWithKey(context, key);
    const found = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof caller.event.mine>> = await caller.event.mine({
        limit: 1,
        cursor,
      });
      found.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(found.sort()).toEqual([...wanted].sort());
  });

  it("synchronizes the bookings of its events, also from a cursor that was written without it", async () => {
    const organizer = await newUser(context);
    const person = callAs(context, organizer);
    const events = [await newEvent(context, organizer), await newEvent(context, organizer)];
    for (const { id: eventId } of events) {
      for (let count = 0; count < 2; count++) {
        await callAs(context, await newUser(context)).booking.create({ eventId, ...CASH });
      }
    }
    const [first, second] = events;
    if (first === undefined || second === undefined) throw new Error("There are two.");
    const { key } = await newApiKey(context, organizer, { eventIds: [second.id] });
    const caller = await callWithKey(context, key);
    const eventsOf = ({ items }: { items: readonly { eventId: string }[] }) =>
      items.map(({ eventId }) => eventId);
    expect(eventsOf(await caller.booking.forMyEvents())).toEqual([second.id, second.id]);
    const { nextCursor } = await person.booking.forMyEvents({ limit: 1 });
    expect(eventsOf(await caller.booking.forMyEvents({ cursor: nextCursor }))).toEqual([
      second.id,
      second.id,
    ]);
  });

  it("manages it, and no other", async () => {
    const { caller, mine, other } = scene;
    expect(await caller.event.update({ id: mine.id, venue: "By a program" })).toMatchObject({ id: mine.id });
    expect(await caller.event.stats({ eventId: mine.id })).toMatchObject({ eventId: mine.id });
    for (const call of [
      () => caller.event.update({ id: other.id, venue: "By a program" }),
      () => caller.event.setActive({ id: other.id, isActive: false }),
      () => caller.event.cancel({ id: other.id }),
      () => caller.event.stats({ eventId: other.id }),
      () => caller.event.attendees({ eventId: other.id }),
      () => caller.event.capacityLog({ eventId: other.id }),
      () => caller.event.refunds({ eventId: other.id }),
      () => caller.event.reconcile({ eventId: other.id }),
      () => caller.event.reach({ eventId: other.id }),
      () => caller.event.door({ eventId: other.id }),
      () => caller.booking.forEvent({ eventId: other.id }),
    ]) {
      expect(await errorCodeOf(call())).toBe("FORBIDDEN");
    }
  });

  it("creates no event, by copying its own either", async () => {
    const { caller, mine } = scene;
    expect(await errorCodeOf(caller.event.create(eventInput()))).toBe("FORBIDDEN");
    expect(await errorCodeOf(caller.event.duplicate({ id: mine.id }))).toBe("FORBIDDEN");
  });

  it("reaches its bookings, and no others, whoever made them", async () => {
    const { caller, own, foreign, other, full } = scene;
    expect(await caller.booking.byId({ id: own.id })).toMatchObject({ id: own.id });
    expect(await caller.booking.tickets({ id: own.id })).toHaveLength(1);
    for (const call of [
      () => caller.booking.byId({ id: foreign.id }),
      () => caller.booking.tickets({ id: foreign.id }),
      () => caller.booking.cancel({ id: foreign.id }),
      () => caller.booking.changeQuantity({ id: foreign.id, ticketQuantity: 2 }),
      () => caller.booking.pay({ id: foreign.id, paymentMethod: "cash" }),
      () => caller.booking.refreshPayment({ id: foreign.id }),
      () => caller.booking.markPaid({ id: foreign.id }),
      () => caller.booking.markRefunded({ id: foreign.id }),
      () => caller.booking.create({ eventId: other.id, ...CASH }),
      () => caller.payment.answerSandbox({ id: foreign.id, answer: "approve" }),
      () => caller.waitlist.join({ eventId: full.id, ticketQuantity: 1 }),
      () => caller.waitlist.leave({ eventId: full.id }),
    ]) {
      expect(await errorCodeOf(call())).toBe("FORBIDDEN");
    }
    const missing = "0".repeat(24) as typeof own.id;
    expect(await errorCodeOf(caller.booking.byId({ id: missing }))).toBe("NOT_FOUND");
  });

  it("checks in its tickets, and no others, also when an id is written in capitals", async () => {
    const { caller, organizer, mine, other, own, foreign } = scene;
    const person = callAs(context, organizer);
    const [ticket] = await person.booking.tickets({ id: own.id });
    const [another] = await person.booking.tickets({ id: foreign.id });
    expect(readTicketCode(another?.code ?? "")).toBeDefined();
    const scan = { code: ticket?.code ?? "", scanId: "by-a-program" };
    const upper = mine.id.toUpperCase() as typeof mine.id;
    expect(await caller.booking.checkIn({ eventId: upper, ...scan })).toMatchObject({ bookingId: own.id });
    expect(await caller.booking.undoCheckIn({ eventId: mine.id, ...scan })).toMatchObject({ isUndone: true });
    const foreignScan = { eventId: other.id, code: another?.code ?? "", scanId: "by-a-program" };
    expect(await errorCodeOf(caller.booking.checkIn(foreignScan))).toBe("FORBIDDEN");
    expect(await errorCodeOf(caller.booking.undoCheckIn(foreignScan))).toBe("FORBIDDEN");

    const tickets = { id: own.id, ticketNumbers: [1], scanId: "by-number" };
    expect(await caller.booking.admit({ eventId: upper, ...tickets })).toMatchObject({ bookingId: own.id });
    expect(await caller.booking.undoAdmit({ eventId: mine.id, ...tickets })).toMatchObject({
      isUndone: true,
    });
    expect(await caller.booking.findAtDoor({ eventId: mine.id, search: own.id })).toMatchObject({
      bookings: [{ id: own.id }],
    });
    // A booking beyond its events is not found in one of them, and not by naming its own event.
    const inMine = { ...tickets, eventId: mine.id, id: foreign.id, scanId: "foreign" };
    expect(await errorCodeOf(caller.booking.admit(inMine))).toBe("NOT_FOUND");
    expect(await caller.booking.findAtDoor({ eventId: mine.id, search: foreign.id })).toMatchObject({
      bookings: [],
    });
    for (const call of [
      () => caller.booking.admit({ ...inMine, eventId: other.id }),
      () => caller.booking.undoAdmit({ ...inMine, eventId: other.id }),
      () => caller.booking.findAtDoor({ eventId: other.id, search: foreign.id }),
    ]) {
      expect(await errorCodeOf(call())).toBe("FORBIDDEN");
    }
  });

  it("reads what is public of all events", async () => {
    const { caller, other } = scene;
    expect(await caller.event.byId({ id: other.id })).toMatchObject({ id: other.id });
  });

  it("is refused with words about the input, when that names no event", async () => {
    const { caller } = scene;
    for (const call of [
      () => caller.event.stats({} as never),
      () => caller.event.update({ id: "x" } as never),
    ]) {
      await expect(call()).rejects.toMatchObject({ code: "BAD_REQUEST" });
    }
  });
});
