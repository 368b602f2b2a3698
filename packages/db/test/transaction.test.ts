import { randomUUID } from "node:crypto";
import { type Database, openDatabase } from "@foyer/db/database";
import { DatabaseBusyError } from "@foyer/db/failure";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { databaseUrl } from "./kit/database-url.js";

let db: Database;
beforeAll(() => {
  db = openDatabase(databaseUrl());
});
afterAll(() => db.close());

/** A document to count in. */
async function newCounter() {
  const { id } = await db.prisma.user.create({
    data: { email: `${randomUUID()}@test.example`, name: "Counter", password: "-" },
  });
  return id;
}

const read = async (id: string) =>
  (await db.prisma.user.findUniqueOrThrow({ where: { id } })).failedLoginAttempts;

describe("transaction", () => {
  it("loses no update when many read and write the same document", async () => {
    const id = await newCounter();
    await Promise.all(
      Array.from({ length: 40 }, () =>
        db.transaction(async (tx) => {
          const { failedLoginAttempts } = await tx.user.findUniqueOrThrow({ where: { id } });
          await tx.user.update({ where: { id }, data: { failedLoginAttempts: failedLoginAttempts + 1 } });
        }),
      ),
    );
    expect(await read(id)).toBe(40);
  });

  it("writes nothing when its work throws", async () => {
    const id = await newCounter();
    const work = db.transaction(async (tx) => {
      await tx.user.update({ where: { id }, data: { failedLoginAttempts: 7 } });
      throw new Error("changed my mind");
    });
    await expect(work).rejects.toThrow("changed my mind");
    expect(await read(id)).toBe(0);
  });

  it("takes raw commands along, and rolls them back", async () => {
    const id = await newCounter();
    const increment = {
      update: "User",
      updates: [{ q: { _id: { $oid: id } }, u: { $inc: { failedLoginAttempts: 1 } } }],
    };
    await db.transaction((tx) => tx.$runCommandRaw(increment));
    expect(await read(id)).toBe(1);
    await db
      .transaction(async (tx) => {
        await tx.$runCommandRaw(increment);
        throw new Error("no");
      })
      .catch(() => {});
    expect(await read(id)).toBe(1);
  });

  it("counts the wait for a turn, and refuses whoever waits when the database is closed", async () => {
    const narrow = openDatabase(databaseUrl(), { concurrency: 1, deadline: 500 });
    const slow = () => narrow.transaction(() => new Promise((resolve) => setTimeout(resolve, 150)));
    const results = await Promise.allSettled(Array.from({ length: 12 }, slow));
    const refused = results.filter(({ status }) => status === "rejected");
    expect(refused.length).toBeGreaterThan(4);
    for (const result of refused) expect(result).toMatchObject({ reason: expect.any(DatabaseBusyError) });

    const running = slow();
    const waiting = slow();
    const closing = narrow.close();
    await expect(waiting).rejects.toBeInstanceOf(DatabaseBusyError);
    await Promise.allSettled([running, closing]);
    await expect(slow()).rejects.toBeInstanceOf(DatabaseBusyError);
  });

  it("refuses what would have to wait in too long a line", async () => {
    const narrow = openDatabase(databaseUrl(), { concurrency: 1, maxWaiting: 1 });
    const slow = () => narrow.transaction(() => new Promise((resolve) => setTimeout(resolve, 200)));
    const [first, second, third] = await Promise.allSettled([slow(), slow(), slow()]);
    expect([first?.status, second?.status]).toEqual(["fulfilled", "fulfilled"]);
    expect(third).toMatchObject({ status: "rejected", reason: expect.any(DatabaseBusyError) });
    await narrow.close();
  });
});
