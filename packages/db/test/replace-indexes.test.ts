import { applyIndexes, verifyIndexes } from "@foyer/db/apply-indexes";
import { type Database, openDatabase } from "@foyer/db/database";
import type { IndexDeclaration } from "@foyer/db/indexes";
import { listIndexes } from "@foyer/db/present-indexes";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

let db: Database;
beforeAll(() => {
  db = openDatabase(ownDatabaseUrl());
});
afterAll(async () => {
  await db.prisma.$runCommandRaw({ dropDatabase: 1 });
  await db.close();
});
beforeEach(async () => {
  await db.prisma.$runCommandRaw({ drop: "Booking" }).catch(() => {});
  await applyIndexes(db, [ONE_ACTIVE]);
});

/** At most one of a kind among the active ones, as the product has it. */
const ONE_ACTIVE: IndexDeclaration = {
  collection: "Booking",
  name: "one_active",
  key: { userId: 1, eventId: 1 },
  unique: true,
  partialFilterExpression: { status: { $in: ["pending", "confirmed"] } },
};
/** The same with another state: what a new version may declare. */
const ONE_ACTIVE_NEXT: IndexDeclaration = {
  ...ONE_ACTIVE,
  partialFilterExpression: { status: { $in: ["pending", "confirmed", "offered"] } },
};

const insert = (document: { readonly [field: string]: string | number }) =>
  db.prisma
    .$runCommandRaw({ insert: "Booking", documents: [document] })
    .then((answer) => !JSON.stringify(answer).includes("writeErrors"))
    .catch(() => false);

const names = async () => (await listIndexes(db, "Booking")).map(({ name }) => name).toSorted();

describe("an index that is declared otherwise than it is", () => {
  it("is replaced back and forth under writes, and no duplicate gets in between", async () => {
    let isDone = false;
    let inserted = 0;
    const missing: string[][] = [];
    const writing = [1, 2, 3].map(async () => {
      for (let round = 0; !isDone; round++) {
        // Every key is wanted by all three.
        if (await insert({ userId: `u${round}`, eventId: "e", status: "pending" })) inserted++;
      }
    });
    const watching = (async () => {
      while (!isDone) {
        const present = await names();
        if (!present.some((name) => name.startsWith("one_active"))) missing.push(present);
      }
    })();
    for (let change = 0; change < 6; change++) {
      await applyIndexes(db, [change % 2 === 0 ? ONE_ACTIVE_NEXT : ONE_ACTIVE]);
    }
    isDone = true;
    await Promise.all([...writing, watching]);
    expect(missing).toEqual([]);
    const answer = await db.prisma.booking.aggregateRaw({
      pipeline: [{ $group: { _id: "$userId", count: { $sum: 1 } } }, { $match: { count: { $gt: 1 } } }],
    });
    expect([answer, inserted > 0]).toEqual([[], true]);
    expect(await verifyIndexes(db, [ONE_ACTIVE])).toEqual([]);
  });

  it("is replaced once when several processes start at once, and after one was ended half-way", async () => {
    await Promise.all([1, 2, 3].map(() => applyIndexes(db, [ONE_ACTIVE_NEXT])));
    expect(await names()).toEqual(["_id_", "one_active~2"]);

    // Ended after building, before dropping.
    const { collection: _, ...old } = ONE_ACTIVE;
    await db.prisma.$runCommandRaw({ createIndexes: "Booking", indexes: [JSON.parse(JSON.stringify(old))] });
    expect(await names()).toEqual(["_id_", "one_active", "one_active~2"]);
    expect(await verifyIndexes(db, [ONE_ACTIVE_NEXT])).toEqual([]);
    await applyIndexes(db, [ONE_ACTIVE_NEXT]);
    expect(await names()).toEqual(["_id_", "one_active~2"]);
    expect(await applyIndexes(db, [ONE_ACTIVE_NEXT])).toEqual([]);
  });

  it("becomes unique in place of a plain one of its name", async () => {
    const plain: IndexDeclaration = { collection: "Booking", name: "reference", key: { reference: 1 } };
    await applyIndexes(db, [plain]);
    await insert({ reference: "one" });
    await applyIndexes(db, [{ ...plain, unique: true }]);
    expect([await insert({ reference: "one" }), await insert({ reference: "two" })]).toEqual([false, true]);
    expect(await names()).not.toContain("reference");
  });

  it("stays as it is, and is named, when there are documents that the new one forbids", async () => {
    await insert({ userId: "u", eventId: "e", status: "offered" });
    await insert({ userId: "u", eventId: "e", status: "confirmed" });
    await expect(applyIndexes(db, [ONE_ACTIVE_NEXT])).rejects.toThrow(
      "The index Booking.one_active cannot be made: there are documents that it forbids",
    );
    expect(await names()).toEqual(["_id_", "one_active"]);
    expect(await insert({ userId: "u", eventId: "e", status: "pending" })).toBe(false);
  });
});
