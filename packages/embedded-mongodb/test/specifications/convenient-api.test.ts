import { type ClientSession, type Collection, MongoClient, MongoServerError } from "mongodb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { useMongo } from "../support.js";

/**
 * The drivers' specification of `withTransaction`: what it does depends on the labels that the server gives. Written
 * from its text.
 */

interface Item {
  _id: number;
  x?: number;
}

const running = useMongo({ transactionLifetimeSeconds: 1 });
let client: MongoClient;
let items: Collection<Item>;
let commands: string[] = [];
beforeAll(async () => {
  client = new MongoClient(running().mongo.url("convenient"), { monitorCommands: true });
  client.on("commandStarted", ({ commandName }) => commands.push(commandName));
  await client.connect();
  items = client.db().collection<Item>("items");
});
afterAll(() => client.close());
beforeEach(async () => {
  await items.deleteMany({});
  commands = [];
});
const ids = async (): Promise<number[]> =>
  (await items.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
const run = <Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> =>
  client.withSession((session) => session.withTransaction(() => work(session)));

test("a callback that succeeds is committed, and its result is the result", async () => {
  const result = await run(async (session) => {
    await items.insertOne({ _id: 1 }, { session });
    return "done";
  });
  expect([result, await ids()]).toEqual(["done", [1]]);
});

test("a callback that throws is aborted, and its error is the error", async () => {
  const mine = new Error("mine");
  await expect(
    run(async (session) => {
      await items.insertOne({ _id: 1 }, { session });
      throw mine;
    }),
  ).rejects.toBe(mine);
  expect(await ids()).toEqual([]);
});

test("a callback that commits or aborts by itself is not committed again", async () => {
  await run(async (session) => {
    await items.insertOne({ _id: 1 }, { session });
    await session.commitTransaction();
  });
  await run(async (session) => {
    await items.insertOne({ _id: 2 }, { session });
    await session.abortTransaction();
  });
  expect(await ids()).toEqual([1]);
  expect(commands.filter((name) => name === "commitTransaction")).toHaveLength(1);
});

test("an error without a transient label is not tried again", async () => {
  await items.insertOne({ _id: 1 });
  let calls = 0;
  await expect(
    run(async (session) => {
      calls += 1;
      await items.insertOne({ _id: 1 }, { session });
    }),
  ).rejects.toMatchObject({ code: 11_000 });
  expect(calls).toBe(1);
});

test("a conflict is tried again from the start, until it succeeds", async () => {
  await items.insertOne({ _id: 1, x: 0 });
  let calls = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      run(async (session) => {
        calls += 1;
        const found = await items.findOne({ _id: 1 }, { session });
        await items.updateOne({ _id: 1 }, { $set: { x: (found?.x ?? 0) + 1 } }, { session });
      }),
    ),
  );
  expect(await items.findOne()).toEqual({ _id: 1, x: 12 });
  expect(calls).toBeGreaterThanOrEqual(12);
});

test("a transaction that the server ended for its age is tried again", async () => {
  let calls = 0;
  await run(async (session) => {
    calls += 1;
    await items.insertOne({ _id: calls }, { session });
    if (calls === 1) await new Promise((resolve) => setTimeout(resolve, 1500));
    await items.insertOne({ _id: 10 + calls }, { session });
  });
  // On a busy machine the second one may become too old as well.
  expect(calls).toBeGreaterThanOrEqual(2);
  expect(await ids()).toEqual([calls, 10 + calls]);
});

test("a commit that comes too late is tried again from the start", async () => {
  let calls = 0;
  await run(async (session) => {
    calls += 1;
    await items.insertOne({ _id: calls }, { session });
    if (calls === 1) await new Promise((resolve) => setTimeout(resolve, 1500));
  });
  expect(calls).toBeGreaterThanOrEqual(2);
  expect(await ids()).toEqual([calls]);
});

test("a refused command is not tried again", async () => {
  let calls = 0;
  const error = await run(async (session) => {
    calls += 1;
    await items.insertOne({ _id: 1 }, { session });
    await client.db().listCollections({}, { session }).toArray();
  }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(MongoServerError);
  expect(error).toMatchObject({ code: 263 });
  expect([calls, await ids()]).toEqual([1, []]);
});
