import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Database, openDatabase, type Transaction } from "@foyer/db/database";
import { DatabaseBusyError } from "@foyer/db/failure";
import type { Prisma } from "@foyer/db/models";
import { databaseUrl } from "@foyer/testing/database-url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

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

  describe("a raw command on its client", () => {
    /** Every kind of raw write that the product sends, to documents that only this test has. */
    async function newCommands() {
      const [changed, deleted, inserted] = [await newCounter(), await newCounter(), newId()];
      const commands: Prisma.InputJsonObject[] = [
        { update: "User", updates: [{ q: { _id: { $oid: changed } }, u: { $set: { name: "Changed" } } }] },
        { delete: "User", deletes: [{ q: { _id: { $oid: deleted } }, limit: 1 }] },
        { insert: "RateLimitWindow", documents: [{ _id: { $oid: inserted }, key: inserted, count: 1 }] },
        {
          findAndModify: "User",
          query: { _id: { $oid: changed } },
          update: { $inc: { failedLoginAttempts: 1 } },
        },
      ];
      const runAll = async (tx: Transaction) => {
        for (const command of commands) await tx.$runCommandRaw(command);
        expect(await state(tx)).toEqual(DONE);
      };
      const state = async ({ user, rateLimitWindow }: Pick<Transaction, "user" | "rateLimitWindow">) => [
        (await user.findUnique({ where: { id: changed } }))?.name,
        (await user.findUnique({ where: { id: changed } }))?.failedLoginAttempts,
        await user.count({ where: { id: deleted } }),
        await rateLimitWindow.count({ where: { id: inserted } }),
      ];
      return { commands, runAll, state: () => state(db.prisma) };
    }
    const DONE = ["Changed", 1, 0, 1];
    const UNDONE = ["Counter", 0, 1, 0];
    const newId = () => randomUUID().replaceAll("-", "").slice(0, 24);

    it("is committed with it", async () => {
      const { runAll, state } = await newCommands();
      await db.transaction(runAll);
      expect(await state()).toEqual(DONE);
    });

    it("is rolled back with it when its work throws", async () => {
      const { runAll, state } = await newCommands();
      const work = async (tx: Transaction) => {
        await runAll(tx);
        throw new Error("changed my mind");
      };
      await expect(db.transaction(work)).rejects.toThrow("changed my mind");
      expect(await state()).toEqual(UNDONE);
    });

    it("is rolled back with it when it takes longer than it may", async () => {
      const hasty = openDatabase(databaseUrl(), { timeout: 300 });
      const { runAll, state } = await newCommands();
      const work = async (tx: Transaction) => {
        await runAll(tx);
        await new Promise((resolve) => setTimeout(resolve, 800));
        // It has ended meanwhile: this must not be written on its own.
        await tx.user.count();
      };
      await expect(hasty.transaction(work)).rejects.toThrow();
      expect(await state()).toEqual(UNDONE);
      await hasty.close();
    });

    it("is rolled back with it when a later command of it is refused by the database", async () => {
      const { runAll, state } = await newCommands();
      const taken = await db.prisma.user.findFirstOrThrow();
      const work = async (tx: Transaction) => {
        await runAll(tx);
        await tx.$runCommandRaw({ insert: "User", documents: [{ _id: { $oid: taken.id } }] });
        // MongoDB gave all of it up: nothing that comes later is written outside.
        await tx.user.updateMany({ where: { id: taken.id }, data: { name: "Outside" } }).catch(() => {});
        throw new Error("refused");
      };
      await expect(db.transaction(work)).rejects.toThrow();
      expect(await state()).toEqual(UNDONE);
      expect(await db.prisma.user.findUnique({ where: { id: taken.id } })).toEqual(taken);
    });

    it("is rolled back with it when its process is killed", async () => {
      const { commands, state } = await newCommands();
      const script = fileURLToPath(new URL("./kit/open-transaction.mjs", import.meta.url));
      const child = spawn(process.execPath, [script, databaseUrl(), JSON.stringify(commands)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      const closed = once(child, "close");
      const [said] = await once(child.stdout, "data");
      expect(String(said)).toContain("written");
      child.kill("SIGKILL");
      await closed;
      await expect.poll(state, { interval: 200 }).toEqual(UNDONE);
      // Nothing of it is in the way of others.
      await db.transaction(async (tx) => {
        for (const command of commands) await tx.$runCommandRaw(command);
      });
      expect(await state()).toEqual(DONE);
    });
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
