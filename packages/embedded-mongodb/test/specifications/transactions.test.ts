import {
  type ClientSession,
  type Collection,
  type CommandStartedEvent,
  type Document,
  MongoClient,
  MongoServerError,
  ReadConcern,
} from "mongodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { useMongo } from "../support.js";

/**
 * The drivers' specification of transactions, as far as it says what a server does: written from its text, and run
 * with the official driver.
 */

interface Item {
  _id: number;
  x?: number;
}

const running = useMongo();
let client: MongoClient;
let sent: CommandStartedEvent[] = [];
let items: Collection<Item>;
beforeAll(async () => {
  client = new MongoClient(running().mongo.url("spec"), { monitorCommands: true });
  client.on("commandStarted", (event) => sent.push(event));
  await client.connect();
  items = client.db().collection<Item>("items");
  await items.insertOne({ _id: 0 });
});
afterAll(() => client.close());
beforeEach(async () => {
  await items.deleteMany({});
  sent = [];
});

const ids = async (options: { session?: ClientSession } = {}): Promise<number[]> =>
  (await items.find({}, { ...options, sort: { _id: 1 } }).toArray()).map(({ _id }) => _id);
const all = (): Promise<Item[]> => items.find().sort({ _id: 1 }).toArray();
const names = (): string[] => sent.map(({ commandName }) => commandName);
const failure = async (work: Promise<unknown>): Promise<MongoServerError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MongoServerError);
  return error as MongoServerError;
};
const inSession = (work: (session: ClientSession) => Promise<void>): Promise<void> =>
  client.withSession(work);

describe("starting", () => {
  test("only the first statement carries startTransaction, all carry the same number and autocommit: false", () =>
    inSession(async (session) => {
      session.startTransaction();
      await items.insertOne({ _id: 1 }, { session });
      await items.findOne({}, { session });
      await session.commitTransaction();
      const [first, second, third] = sent.map(({ command }) => command);
      expect(first).toMatchObject({ startTransaction: true, autocommit: false });
      expect(second).toMatchObject({ autocommit: false, txnNumber: first?.txnNumber });
      expect(second).not.toHaveProperty("startTransaction");
      expect(third).toMatchObject({ commitTransaction: 1, autocommit: false, txnNumber: first?.txnNumber });
    }));

  test("an empty transaction that commits or aborts never reaches the server", () =>
    inSession(async (session) => {
      session.startTransaction();
      await session.commitTransaction();
      session.startTransaction();
      await session.abortTransaction();
      expect(sent).toEqual([]);
    }));

  test("read concern, write concern and read preference of a transaction are accepted", () =>
    inSession(async (session) => {
      session.startTransaction({
        readConcern: new ReadConcern("snapshot"),
        writeConcern: { w: "majority", journal: true },
        readPreference: "primary",
      });
      await items.insertOne({ _id: 1 }, { session });
      await session.commitTransaction();
      expect(await ids()).toEqual([1]);
    }));

  test.each(["local", "majority", "snapshot"] as const)(
    "read concern %s shows what the transaction wrote",
    (level) =>
      inSession(async (session) => {
        session.startTransaction({ readConcern: new ReadConcern(level) });
        await items.insertOne({ _id: 1 }, { session });
        expect(await ids({ session })).toEqual([1]);
        await session.abortTransaction();
        expect(await ids()).toEqual([]);
      }),
  );

  test("a session does one transaction after the other", () =>
    inSession(async (session) => {
      for (const _id of [1, 2, 3]) {
        session.startTransaction();
        await items.insertOne({ _id }, { session });
        await (_id === 2 ? session.abortTransaction() : session.commitTransaction());
      }
      expect(await ids()).toEqual([1, 3]);
    }));
});

describe("the operations of a transaction", () => {
  const operations: [string, (session: ClientSession) => Promise<unknown>, unknown][] = [
    ["insertOne", (session) => items.insertOne({ _id: 9 }, { session }), { insertedId: 9 }],
    [
      "insertMany",
      (session) => items.insertMany([{ _id: 8 }, { _id: 9 }], { session }),
      { insertedCount: 2 },
    ],
    [
      "updateOne",
      (session) => items.updateOne({ _id: 1 }, { $inc: { x: 1 } }, { session }),
      { modifiedCount: 1 },
    ],
    ["updateMany", (session) => items.updateMany({}, { $inc: { x: 1 } }, { session }), { modifiedCount: 3 }],
    ["replaceOne", (session) => items.replaceOne({ x: 2 }, { x: 20 }, { session }), { modifiedCount: 1 }],
    [
      "upsert",
      (session) => items.updateOne({ _id: 9 }, { $inc: { x: 1 } }, { session, upsert: true }),
      { upsertedId: 9 },
    ],
    ["deleteOne", (session) => items.deleteOne({ x: 2 }, { session }), { deletedCount: 1 }],
    ["deleteMany", (session) => items.deleteMany({ x: { $gte: 2 } }, { session }), { deletedCount: 2 }],
    [
      "findOneAndUpdate",
      (session) => items.findOneAndUpdate({ x: 3 }, { $inc: { x: 1 } }, { session, returnDocument: "after" }),
      { _id: 3, x: 4 },
    ],
    [
      "findOneAndReplace",
      (session) => items.findOneAndReplace({ x: 3 }, { x: 30 }, { session }),
      { _id: 3, x: 3 },
    ],
    [
      "findOneAndDelete",
      (session) => items.findOneAndDelete({}, { session, sort: { x: -1 } }),
      { _id: 3, x: 3 },
    ],
    [
      "bulkWrite",
      (session) =>
        items.bulkWrite(
          [
            { insertOne: { document: { _id: 9 } } },
            { updateOne: { filter: { _id: 9 }, update: { $set: { x: 9 } } } },
            { replaceOne: { filter: { _id: 8 }, replacement: { x: 8 }, upsert: true } },
            { updateMany: { filter: { x: { $lt: 3 } }, update: { $inc: { x: 100 } } } },
            { deleteOne: { filter: { _id: 3 } } },
          ],
          { session },
        ),
      { insertedCount: 1, modifiedCount: 3, upsertedCount: 1, deletedCount: 1 },
    ],
  ];

  beforeEach(async () => {
    await items.insertMany([1, 2, 3].map((_id) => ({ _id, x: _id })));
  });

  test.each(operations)("%s is undone by an abort, and kept by a commit", (_, operate, result) =>
    inSession(async (session) => {
      const before = await all();
      session.startTransaction();
      expect(await operate(session)).toMatchObject(Object(result));
      const inside = await items.find({}, { session }).sort({ _id: 1 }).toArray();
      await session.abortTransaction();
      expect(await all()).toEqual(before);
      session.startTransaction();
      expect(await operate(session)).toMatchObject(Object(result));
      await session.commitTransaction();
      expect(await all()).toEqual(inside);
    }),
  );

  test("reads see the transaction's own writes", () =>
    inSession(async (session) => {
      session.startTransaction();
      await items.insertOne({ _id: 4, x: 4 }, { session });
      expect(await items.countDocuments({}, { session })).toBe(4);
      expect(await items.distinct("x", {}, { session })).toEqual([1, 2, 3, 4]);
      expect(await items.aggregate([{ $match: { x: 4 } }], { session }).toArray()).toEqual([
        { _id: 4, x: 4 },
      ]);
      expect(await ids({ session })).toEqual([1, 2, 3, 4]);
      expect(await ids()).toEqual([1, 2, 3]);
      await session.abortTransaction();
    }));

  test("transactions span collections and databases", () =>
    inSession(async (session) => {
      const other = client.db("spec2").collection<Item>("other");
      session.startTransaction();
      await items.insertOne({ _id: 4 }, { session });
      await other.insertOne({ _id: 4 }, { session });
      await session.abortTransaction();
      expect([await ids(), await other.countDocuments()]).toEqual([[1, 2, 3], 0]);
      session.startTransaction();
      await items.insertOne({ _id: 4 }, { session });
      await other.insertOne({ _id: 4 }, { session });
      await session.commitTransaction();
      expect([await ids(), await other.countDocuments()]).toEqual([[1, 2, 3, 4], 1]);
      await other.drop();
    }));

  test("a collection may be created in one", () =>
    inSession(async (session) => {
      session.startTransaction();
      await client.db().createCollection("born", { session });
      await client.db().collection<Item>("born2").insertOne({ _id: 1 }, { session });
      await session.commitTransaction();
      const found = (await client.db().listCollections().toArray()).map(({ name }) => name);
      expect(found).toEqual(expect.arrayContaining(["born", "born2"]));
    }));

  test("a cursor is continued in it", () =>
    inSession(async (session) => {
      session.startTransaction();
      expect(await items.find({}, { session, batchSize: 1 }).toArray()).toHaveLength(3);
      expect(
        await items.aggregate([{ $sort: { _id: 1 } }], { session, batchSize: 1 }).toArray(),
      ).toHaveLength(3);
      await session.commitTransaction();
      expect(names().filter((name) => name === "getMore").length).toBeGreaterThan(2);
    }));
});

describe("ending", () => {
  test("a commit may be repeated, also when the session was used meanwhile to read", () =>
    inSession(async (session) => {
      session.startTransaction();
      await items.insertOne({ _id: 1 }, { session });
      await session.commitTransaction();
      await session.commitTransaction();
      expect(await ids()).toEqual([1]);
    }));

  test("what follows a commit without a new start is outside", () =>
    inSession(async (session) => {
      session.startTransaction();
      await items.insertOne({ _id: 1 }, { session });
      await session.commitTransaction();
      await items.insertOne({ _id: 2 }, { session });
      expect(sent.at(-1)?.command).not.toHaveProperty("autocommit");
      expect(await ids()).toEqual([1, 2]);
    }));

  test("ending a session aborts what it left open", async () => {
    const session = client.startSession();
    session.startTransaction();
    await items.insertOne({ _id: 1 }, { session });
    await session.endSession();
    expect(names()).toContain("abortTransaction");
    expect(await ids()).toEqual([]);
  });

  test("an abort of what the server has ended already is no error for the caller", () =>
    inSession(async (session) => {
      await items.insertOne({ _id: 1 });
      session.startTransaction();
      expect((await failure(items.insertOne({ _id: 1 }, { session }))).code).toBe(11_000);
      await session.abortTransaction();
    }));
});

describe("errors", () => {
  test("a statement that fails has no transient label, and the transaction is over", () =>
    inSession(async (session) => {
      await items.insertOne({ _id: 1 });
      session.startTransaction();
      await items.insertOne({ _id: 2 }, { session });
      const duplicate = await failure(items.insertOne({ _id: 1 }, { session }));
      expect(duplicate.code).toBe(11_000);
      expect(duplicate.hasErrorLabel("TransientTransactionError")).toBe(false);
      const next = await failure(items.insertOne({ _id: 3 }, { session }));
      expect(next).toMatchObject({ code: 251, codeName: "NoSuchTransaction" });
      expect(next.hasErrorLabel("TransientTransactionError")).toBe(true);
      const commit = await failure(session.commitTransaction());
      expect(commit.code).toBe(251);
      expect(commit.hasErrorLabel("TransientTransactionError")).toBe(true);
      expect(commit.hasErrorLabel("UnknownTransactionCommitResult")).toBe(false);
      expect(await ids()).toEqual([1]);
    }));

  test("a write conflict is 112 with the transient label", () =>
    inSession(async (first) => {
      await items.insertOne({ _id: 1, x: 1 });
      first.startTransaction();
      await items.updateOne({ _id: 1 }, { $inc: { x: 1 } }, { session: first });
      await inSession(async (second) => {
        second.startTransaction();
        const conflict = await failure(items.updateOne({ _id: 1 }, { $inc: { x: 1 } }, { session: second }));
        expect(conflict).toMatchObject({ code: 112, codeName: "WriteConflict" });
        expect(conflict.hasErrorLabel("TransientTransactionError")).toBe(true);
        await second.abortTransaction();
      });
      await first.commitTransaction();
      expect(await items.findOne()).toEqual({ _id: 1, x: 2 });
    }));

  test("estimatedDocumentCount, listCollections and indexes are refused with 263, and the transaction goes on", () =>
    inSession(async (session) => {
      session.startTransaction();
      await items.insertOne({ _id: 1 }, { session });
      const refused = [
        items.estimatedDocumentCount({ session } as Document),
        client.db().listCollections({}, { session }).toArray(),
        items.indexes({ session }),
      ];
      for (const each of refused) expect((await failure(each)).code).toBe(263);
      await session.commitTransaction();
      expect(await ids()).toEqual([1]);
    }));
});
