import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MongoClient } from "mongodb";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type EmbeddedMongo, startEmbeddedMongo } from "../src/index.js";

interface Account {
  _id: string;
  n: number;
}

let directory: string;
let mongo: EmbeddedMongo | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "foyer-durability-"));
});
afterEach(async () => {
  await mongo?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function start(): Promise<{ client: MongoClient; kill: () => Promise<void> }> {
  const started = await startEmbeddedMongo({ directory });
  mongo = started;
  const client = new MongoClient(started.url("test"), { serverSelectionTimeoutMS: 500 });
  await client.connect();
  return {
    client,
    kill: async () => {
      await started.kill();
      await client.close();
    },
  };
}

test("a kill in the middle of a transaction leaves nothing of it", async () => {
  const first = await start();
  const before = Array.from({ length: 50 }, (_, n) => ({ _id: `a${n}`, n }));
  await first.client.db().collection<Account>("accounts").insertMany(before);
  const session = first.client.startSession();
  session.startTransaction();
  const accounts = first.client.db().collection<Account>("accounts");
  await accounts.updateMany({}, { $inc: { n: 1000 } }, { session });
  await accounts.deleteMany({ _id: /^a1/ }, { session });
  await accounts.insertOne({ _id: "new", n: 1 }, { session });
  await first.client.db().collection<Account>("others").insertOne({ _id: "new", n: 1 }, { session });
  // Give the engine's own journal the time to take all of it to the disk.
  await new Promise((resolve) => setTimeout(resolve, 300));
  await first.kill();

  const second = await start();
  const after = await second.client.db().collection<Account>("accounts").find().toArray();
  expect(after.toSorted((a, b) => a.n - b.n)).toEqual(before);
  expect(await second.client.db().collection("others").estimatedDocumentCount()).toBe(0);
  await second.client.close();
});

test("what was acknowledged survives kills under load, and transactions stay whole", async () => {
  const acknowledged = new Set<string>();
  for (let round = 0; round < 4; round += 1) {
    const { client, kill } = await start();
    const [left, right, plain] = ["left", "right", "plain"].map((name) =>
      client.db().collection<Account>(name),
    );
    if (!left || !right || !plain) throw new Error("no collections");
    let going = true;
    const transactions = [0, 1, 2].map(async (worker) => {
      for (let n = 0; going; n += 1) {
        const _id = `${round}-${worker}-${n}`;
        try {
          await client.withSession((session) =>
            session.withTransaction(async () => {
              await left.insertOne({ _id, n }, { session });
              await right.insertOne({ _id, n }, { session });
              await left.updateOne({ _id: "total" }, { $inc: { n: 1 } }, { session, upsert: true });
            }),
          );
          acknowledged.add(_id);
        } catch {
          going = false;
        }
      }
    });
    const writes = (async () => {
      for (let n = 0; going; n += 1) {
        const _id = `plain-${round}-${n}`;
        try {
          await plain.insertOne({ _id, n });
          acknowledged.add(_id);
        } catch {
          going = false;
        }
      }
    })();
    const before = acknowledged.size;
    await new Promise((resolve) => setTimeout(resolve, 600 + 130 * round));
    await expect.poll(() => acknowledged.size).toBeGreaterThan(before);
    going = false;
    await kill();
    await Promise.all([...transactions, writes]);
  }

  const { client } = await start();
  const ids = async (name: string): Promise<string[]> =>
    (await client.db().collection<Account>(name).find().toArray()).map(({ _id }) => _id);
  const [left, right, plain] = await Promise.all(["left", "right", "plain"].map(ids));
  const found = new Set([...(left ?? []), ...(plain ?? [])]);
  expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
  expect(left?.filter((id) => id !== "total").toSorted()).toEqual(right?.toSorted());
  expect(await client.db().collection<Account>("left").findOne({ _id: "total" })).toMatchObject({
    n: right?.length,
  });
  expect(acknowledged.size).toBeGreaterThan(0);
  await client.close();
});

test("a stop flushes, and what was open is aborted", async () => {
  const first = await start();
  await first.client.db().collection<Account>("accounts").insertOne({ _id: "a", n: 1 });
  const session = first.client.startSession();
  session.startTransaction();
  await first.client
    .db()
    .collection<Account>("accounts")
    .updateOne({ _id: "a" }, { $inc: { n: 1 } }, { session });
  await mongo?.stop();
  await first.client.close();
  const second = await start();
  expect(await second.client.db().collection<Account>("accounts").find().toArray()).toEqual([
    { _id: "a", n: 1 },
  ]);
  await second.client.close();
});
