import { randomUUID } from "node:crypto";
import { listEventsInput } from "@foyer/contract/event";
import { createCategoryNames } from "@foyer/domain/events/category-names";
import { countEvents, listCategories, listEvents } from "@foyer/domain/events/list-events";
import { mergeCategories } from "@foyer/domain/events/merge-categories";
import { updateEvent } from "@foyer/domain/events/update-event";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newEvent, newUser } from "./kit/fixtures.js";
import { createLoneTestFoyer, createTestFoyer, type TestFoyer } from "./kit/test-foyer.js";

let lone: TestFoyer;
beforeAll(async () => {
  lone = await createLoneTestFoyer();
});
afterAll(() => lone.foyer.db.close());

/** Another process on the same database. */
const another = () => createTestFoyer({ db: lone.foyer.db, payments: lone.foyer.payments }).foyer;
const word = () => `K${randomUUID().slice(0, 8)}`;
const listed = async (foyer = lone.foyer, category: string) =>
  (await listEvents(foyer, listEventsInput.parse({ category }))).items;

describe("categories that differ in case, width, spacing or invisible characters", () => {
  it("are one, in the spelling that was first, for events of every process", async () => {
    const { foyer } = lone;
    const organizer = await newUser(foyer);
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
    const event = await newEvent(foyer, organizer, { category: "Other" });
    const changed = await updateEvent(foyer, organizer, { id: event.id, category: name.toUpperCase() });
    expect(changed.category).toBe(name);
    for (const category of spellings) {
      expect(await listed(another(), category)).toHaveLength(6);
      expect(await countEvents(foyer, { category })).toEqual({ count: 6, isExact: true });
    }
    const mine = (await listCategories(foyer)).filter(({ category }) => category === name);
    expect(mine).toEqual([{ category: name, count: 6 }]);
  });

  it("have one spelling even when several processes use new ones at once", async () => {
    const name = word();
    const spellings = [name, name.toUpperCase(), name.toLowerCase()];
    const found = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        createCategoryNames(lone.foyer.db).provide(spellings[i % 3] ?? name),
      ),
    );
    expect(new Set(found).size).toBe(1);
    expect(await another().categories.find(name)).toBe(found[0]);
  });

  it("are merged at start where they were stored before, as most events spell them, by any number of processes", async () => {
    const { foyer } = lone;
    const { prisma } = foyer.db;
    const organizer = await newUser(foyer);
    const name = `Jazz ${word()}`;
    const stored = [name, name, name.toUpperCase(), `${name}\u200B`];
    for (const [index, category] of stored.entries()) {
      const { id } = await newEvent(foyer, organizer, { category: word() });
      await prisma.event.update({ where: { id }, data: { category, isActive: index !== 3 } });
    }
    await Promise.all([mergeCategories(foyer), mergeCategories(another())]);
    const where = { category: name, OR: [{ isActive: true }, { isActive: false }] };
    expect(await prisma.event.count({ where })).toBe(4);
    expect(await listed(another(), name.toUpperCase())).toHaveLength(3);
    expect(await mergeCategories(foyer)).toBe(0);
  });
});
