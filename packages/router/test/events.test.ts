import { randomUUID } from "node:crypto";
import { DAY_MS } from "@foyer/contract/time";
import { callAnonymously, callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { eventInput, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const { context } = createTestContext();
const anyone = callAnonymously(context);
afterAll(() => context.db.close());

describe("event.list", () => {
  // Its second word begins with no letter that is searched for.
  const category = `List x${randomUUID().slice(0, 8)}`;
  beforeAll(async () => {
    const organizer = await newUser(context);
    for (let index = 0; index < 7; index++) {
      await newEvent(context, organizer, {
        category,
        name: `Concert ${"GFEDCBA"[index]}`,
        description: index === 3 ? "With a (special) guest: 100% .* live" : "An evening.",
        // Two on each day and at each price, so that ties must be broken.
        dateTime: new Date(Date.now() + (10 + Math.floor(index / 2)) * DAY_MS),
        price: Math.floor(index / 2) * 100,
      });
    }
    const closed = await newEvent(context, organizer, { category, name: "Closed" });
    await callAs(context, organizer).event.setActive({ id: closed.id, isActive: false });
  });

  it.each([
    ["date", "asc"],
    ["date", "desc"],
    ["price", "asc"],
    ["price", "desc"],
    ["name", "asc"],
    ["name", "desc"],
  ] as const)("pages through every event once by %s %s", async (sort, order) => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { name: string }[]; nextCursor: string | null } = await anyone.event.list({
        category,
        sort,
        order,
        cursor,
        limit: 2,
      });
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect([...names].sort()).toEqual("ABCDEFG".split("").map((letter) => `Concert ${letter}`));
    if (sort === "name")
      expect(names).toEqual(order === "asc" ? [...names].sort() : [...names].sort().reverse());
  });

  it("finds words anywhere, in any case, and takes them literally", async () => {
    const search = async (text: string) =>
      (await anyone.event.list({ category, search: text })).items.map(({ name }) => name);
    expect(await search("conCERT d")).toEqual(["Concert D"]);
    expect(await search("(special) 100%")).toEqual(["Concert D"]);
    expect(await search(".*")).toEqual(["Concert D"]);
    expect(await search("^concert$ [")).toEqual([]);
    expect(await search("test hall")).toHaveLength(7);
  });

  it("sorts names as people do", async () => {
    const group = `Names ${randomUUID().slice(0, 8)}`;
    const organizer = await newUser(context);
    for (const name of ["Zebra", "apple", "Éclair", "banana"])
      await newEvent(context, organizer, { category: group, name });
    const { items } = await anyone.event.list({ category: group, sort: "name" });
    expect(items.map(({ name }) => name)).toEqual(["apple", "banana", "Éclair", "Zebra"]);
  });

  it("filters by date and counts what it lists", async () => {
    const filters = {
      category,
      from: new Date(Date.now() + 10.5 * DAY_MS),
      to: new Date(Date.now() + 12.5 * DAY_MS),
    };
    expect((await anyone.event.list(filters)).items).toHaveLength(4);
    expect(await anyone.event.count(filters)).toEqual({ count: 4, isExact: true });
    expect(await anyone.event.categories()).toContainEqual({ category, count: 7 });
  });

  it("shows nothing past unless asked, and nothing closed", async () => {
    const { context: later, clock } = createTestContext();
    clock.advance(60 * DAY_MS);
    const future = callAnonymously(later);
    expect((await future.event.list({ category })).items).toEqual([]);
    expect((await future.event.list({ category, from: new Date() })).items).toHaveLength(7);
    await later.db.close();
  });

  it("refuses a cursor that is not its own", async () => {
    const [broken, ofAnotherList] = ["@@@", Buffer.from('["x","y"]').toString("base64url")];
    expect(await errorCodeOf(anyone.event.list({ cursor: broken }))).toBe("INVALID_INPUT");
    expect(await errorCodeOf(anyone.event.list({ cursor: ofAnotherList }))).toBe("INVALID_INPUT");
    const id = "f".repeat(24);
    for (const value of ["8640000000000000", '"+275760-09-13T00:00:00.000Z"', "1e300", '"\\u0000"', "null"]) {
      const cursor = Buffer.from(`[${value},"${id}"]`).toString("base64url");
      for (const sort of ["date", "price", "name"] as const) {
        const reason = await errorCodeOf(anyone.event.list({ cursor, sort })).catch(() => "taken");
        expect(["INVALID_INPUT", "taken"]).toContain(reason);
      }
    }
    const { nextCursor } = await anyone.event.list({ category, sort: "name", limit: 1 });
    expect(await errorCodeOf(anyone.event.list({ cursor: nextCursor, sort: "price" }))).toBe("INVALID_INPUT");
  });
});

describe("an event's life", () => {
  it("is created with all its tickets by any user, and changed only by its organizer and admins", async () => {
    const organizer = await newUser(context);
    const event = await callAs(context, organizer).event.create(eventInput({ capacity: 40 }));
    expect(event).toMatchObject({
      capacity: 40,
      availableTickets: 40,
      organizerId: organizer.id,
      isActive: true,
    });

    const stranger = callAs(context, await newUser(context));
    expect(await errorCodeOf(stranger.event.update({ id: event.id, name: "Mine now" }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(stranger.event.setActive({ id: event.id, isActive: false }))).toBe("FORBIDDEN");

    const admin = callAs(context, await newUser(context, "admin"));
    expect(await admin.event.update({ id: event.id, venue: "Elsewhere" })).toMatchObject({
      venue: "Elsewhere",
      name: event.name,
      capacity: 40,
    });
    expect((await callAs(context, organizer).event.mine()).items.map(({ id }) => id)).toEqual([event.id]);
  });

  it("is upcoming for its organizer until its end, or until it begins where it has none", async () => {
    const organizer = await newUser(context);
    const dateTime = new Date(Date.now() + DAY_MS);
    const evening = await newEvent(context, organizer, { dateTime });
    const endsAt = new Date(dateTime.getTime() + 3 * DAY_MS);
    const festival = await newEvent(context, organizer, { dateTime, endsAt });

    const { context: later, clock } = createTestContext();
    const mine = async (when: "upcoming" | "past") =>
      (await callAs(later, organizer).event.mine({ when })).items.map(({ id }) => id).sort();
    const both = [evening.id, festival.id].sort();
    expect(await mine("upcoming")).toEqual(both);
    expect(await mine("past")).toEqual([]);
    clock.advance(2 * DAY_MS);
    expect(await mine("upcoming")).toEqual([festival.id]);
    expect(await mine("past")).toEqual([evening.id]);
    clock.advance(3 * DAY_MS);
    expect(await mine("upcoming")).toEqual([]);
    expect(await mine("past")).toEqual(both);
    await later.db.close();
  });

  it("cannot begin in the past, nor be changed once it has begun", async () => {
    const organizer = await newUser(context);
    const yesterday = new Date(Date.now() - DAY_MS);
    const caller = callAs(context, organizer);
    expect(await errorCodeOf(caller.event.create(eventInput({ dateTime: yesterday })))).toBe("EVENT_IN_PAST");
    const event = await newEvent(context, organizer, { dateTime: new Date(Date.now() + DAY_MS) });
    expect(await errorCodeOf(caller.event.update({ id: event.id, dateTime: yesterday }))).toBe(
      "EVENT_IN_PAST",
    );

    const { context: later, clock } = createTestContext();
    clock.advance(2 * DAY_MS);
    expect(await errorCodeOf(callAs(later, organizer).event.update({ id: event.id, name: "Too late" }))).toBe(
      "EVENT_IN_PAST",
    );
    await later.db.close();
  });

  it("shows its log to its organizer, newest first and page by page", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { capacity: 10 });
    const caller = callAs(context, organizer);
    for (const capacity of [11, 12, 13]) await caller.event.update({ id: event.id, capacity });
    const first = await caller.event.capacityLog({ eventId: event.id, limit: 3 });
    const rest = await caller.event.capacityLog({ eventId: event.id, limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...rest.items].map(({ quantity }) => quantity)).toEqual([1, 1, 1, 10]);
    expect(rest.nextCursor).toBeNull();
  });
});
