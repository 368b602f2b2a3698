import { randomUUID } from "node:crypto";
import { listEventsInput } from "@foyer/contract/event";
import { createCategoryNames } from "@foyer/domain/events/category-names";
import { countEvents, listCategories, listEvents } from "@foyer/domain/events/list-events";
import { mergeCategories } from "@foyer/domain/events/merge-categories";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());

/** Another process on the same database. */
const another = () => createTestContext({ db: lone.context.db, payments: lone.context.payments }).context;
const word = () => `K${randomUUID().slice(0, 8)}`;
const listed = async (context = lone.context, category: string) =>
  (await listEvents(context, listEventsInput.parse({ category }))).items;

describe("categories that differ in case, width, spacing or invisible characters", () => {
  it("are one, in the spelling that was first, for events of every process", async () => {
    const { context } = lone;
    const organizer = await newUser(context);
    const name = `Live ${word()}`;
    const spellings = [
      name,
      name.toUpperCase(),
      name.replace(" ", "  "),
      `${name}\u00AD`,
      name.toLowerCase(),
    ];
    for (const category of spellings) {
      const event = await newEvent(another(), organizer, { category });
      expect(event.category).toBe(name);
    }
    const event = await newEvent(context, organizer, { category: "Other" });
    const changed = await updateEvent(context, organizer, { id: event.id, category: name.toUpperCase() });
    expect(changed.category).toBe(name);
    for (const category of spellings) {
      expect(await listed(another(), category)).toHaveLength(6);
      expect(await countEvents(context, { category })).toEqual({ count: 6, isExact: true });
    }
    const mine = (await listCategories(context)).filter(({ category }) => category === name);
    expect(mine).toEqual([{ category: name, count: 6 }]);
  });

  it("have one spelling even when several processes use new ones at once", async () => {
    const name = word();
    const spellings = [name, name.toUpperCase(), name.toLowerCase()];
    const found = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        createCategoryNames(lone.context.db).provide(spellings[i % 3] ?? name),
      ),
    );
    expect(new Set(found).size).toBe(1);
    expect(await another().categories.find(name)).toBe(found[0]);
  });

  it("are merged at start where they were stored before, as most events spell them, by any number of processes", async () => {
    const { context } = lone;
    const { prisma } = context.db;
    const organizer = await newUser(context);
    const name = `Jazz ${word()}`;
    const stored = [name, name, name.toUpperCase(), `${name}\u200B`];
    for (const [index, category] of stored.entries()) {
      const { id } = await newEvent(context, organizer, { category: word() });
      await prisma.event.update({ where: { id }, data: { category, isActive: index !== 3 } });
    }
    await Promise.all([mergeCategories(context), mergeCategories(another())]);
    const where = { category: name, OR: [{ isActive: true }, { isActive: false }] };
    expect(await prisma.event.count({ where })).toBe(4);
    expect(await listed(another(), name.toUpperCase())).toHaveLength(3);
    expect(await mergeCategories(context)).toBe(0);
  });
});
