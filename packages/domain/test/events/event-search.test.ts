import { randomUUID } from "node:crypto";
import { type ListEventsInput, listEventsInput } from "@foyer/contract/event";
import { DAY_MS } from "@foyer/contract/time";
import { searchWordsOf } from "@foyer/domain/events/event-words";
import { countEvents, listEvents } from "@foyer/domain/events/list-events";
import { showEvent, showEvents } from "@foyer/domain/events/public-events";
import { renewStoredKeys } from "@foyer/domain/workflows/renew-stored-keys";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

async function namesOf(input: Partial<ListEventsInput>): Promise<string[]> {
  const { items } = await listEvents(context, listEventsInput.parse({ sort: "name", limit: 100, ...input }));
  return items.map(({ name }) => name);
}

describe("searching events", () => {
  it("finds all words, by their beginnings in names and venues, without case and accents", async () => {
    const organizer = await newUser(context);
    const category = randomUUID();
    const words = (name: string, venue: string, description: string) =>
      newEvent(context, organizer, { category, name, venue, description });
    await words("Jazz in the Café", "Große Halle", "With C++ and a Béchamel sauce.");
    await words("Jazzy evening", "Kleine Halle", "Nothing of the other.");
    const found = (search: string) => namesOf({ category, search });
    expect(await found("jaz")).toEqual(["Jazz in the Café", "Jazzy evening"]);
    expect(await found("JAZZ cafe")).toEqual(["Jazz in the Café"]);
    expect(await found("halle kleine")).toEqual(["Jazzy evening"]);
    expect(await found("bechamel")).toEqual(["Jazz in the Café"]);
    expect(await found("becham")).toEqual([]);
    expect(await found("azz")).toEqual([]);
    expect(await found("C++")).toEqual(["Jazz in the Café"]);
    expect(await found("halle+")).toEqual([]);
    expect(await found("   ")).toHaveLength(2);
    expect(await found('- -jazz "jazz')).toEqual([]);
  });

  it("follows a change of the event, and reaches events that were written before there was a search", async () => {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer, { name: "Oldword" });
    const change = { id: event.id, name: "Newword", idempotencyKey: undefined };
    await updateEvent(context, organizer, change);
    expect(await namesOf({ search: "oldword" })).toEqual([]);
    expect(await namesOf({ search: "newwo" })).toEqual(["Newword"]);
    await context.db.prisma.$runCommandRaw({
      update: "Event",
      updates: [{ q: { _id: { $oid: event.id } }, u: { $unset: { searchWords: true, foldVersion: true } } }],
    });
    expect(await namesOf({ search: "newword" })).toEqual([]);
    // The event, and the people of this file's tests, who are written without their keys.
    expect(await renewStoredKeys(context)).toBeGreaterThanOrEqual(1);
    expect(await renewStoredKeys(context)).toBe(0);
    expect(await namesOf({ search: "newword" })).toEqual(["Newword"]);
  });

  it("pages through what few events have and what many have in the same order", async () => {
    const organizer = await newUser(context);
    const rows = Array.from({ length: 620 }, (_, number) => {
      const event = {
        name: `Common ${number % 10 === 0 ? "rare" : "other"} ${number}`,
        venue: "Hall",
        description: number % 10 === 0 ? "thing" : "stuff",
        category: "Many",
      };
      return {
        ...event,
        nameKey: event.name.toLowerCase(),
        searchWords: searchWordsOf(event),
        dateTime: new Date(clock.now().getTime() + (1 + (number % 7)) * DAY_MS),
        timeZone: "UTC",
        capacity: 1,
        availableTickets: 1,
        price: number % 3,
        currency: "EUR",
        organizerId: organizer.id,
      };
    });
    await context.db.prisma.event.createMany({ data: rows });
    for (const search of ["common", "common rare"]) {
      const wanted = rows.filter(({ name }) => search === "common" || name.includes("rare"));
      expect(await countEvents(context, { search })).toEqual({ count: wanted.length, isExact: true });
      for (const sort of ["date", "price", "name"] as const) {
        for (const order of ["asc", "desc"] as const) {
          const found: string[] = [];
          let cursor: string | null = null;
          do {
            const input = listEventsInput.parse({ search, sort, order, cursor, limit: 50 });
            const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(context, input);
            found.push(...page.items.map(({ id }) => id));
            cursor = page.nextCursor;
          } while (cursor !== null);
          const field = { date: "dateTime", price: "price", name: "nameKey" } as const;
          const expected = await context.db.prisma.event.findMany({
            where: { name: { in: wanted.map(({ name }) => name) } },
            orderBy: [{ [field[sort]]: order }, { id: order }],
            select: { id: true },
          });
          expect(found, `${search} ${sort} ${order}`).toEqual(expected.map(({ id }) => id));
        }
      }
    }
  });
});

describe("public reads", () => {
  it("show what this process changed at once", async () => {
    const organizer = await newUser(context);
    const category = randomUUID();
    const input = listEventsInput.parse({ category });
    expect((await showEvents(context, input)).answer.items).toEqual([]);
    const event = await newEvent(context, organizer, { category });
    expect((await showEvents(context, input)).answer.items).toHaveLength(1);
    await showEvent(context, event.id);
    await updateEvent(context, organizer, { id: event.id, name: "Renamed", idempotencyKey: undefined });
    expect((await showEvent(context, event.id)).answer.name).toBe("Renamed");
    expect((await showEvents(context, input)).answer.items[0]?.name).toBe("Renamed");
  });

  it("say that there is no such event, as often as they are asked", async () => {
    const id = "f".repeat(24) as never;
    expect(await errorCodeOf(showEvent(context, id))).toBe("NOT_FOUND");
    expect(await errorCodeOf(showEvent(context, id))).toBe("NOT_FOUND");
  });
});
