import { spawn } from "node:child_process";
import { once } from "node:events";
import { type ClientSession, type Document, MongoClient, ObjectId, UUID } from "mongodb";
import { describe, expect, test } from "vitest";
import { sendRaw, useMongo } from "./support.js";

interface Thing {
  _id: number;
  n?: number;
  x?: number;
  y?: number;
  z?: number;
  again?: boolean;
}

const running = useMongo({ transactionLifetimeSeconds: 3 });
let lastName = 0;

/** A collection of its own for each test, with documents 1 to 3. */
async function things() {
  lastName += 1;
  const collection = running().client.db().collection<Thing>(`things${lastName}`);
  await collection.insertMany([1, 2, 3].map((_id) => ({ _id, n: _id })));
  return collection;
}

const initial = [1, 2, 3].map((_id) => ({ _id, n: _id }));

async function inSession<Result>(work: (session: ClientSession) => Promise<Result>): Promise<Result> {
  const session = running().client.startSession();
  try {
    return await work(session);
  } finally {
    await session.endSession();
  }
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: { code?: unknown }) => error.code,
  );

describe("a transaction", () => {
  test("that commits is seen by everyone", () =>
    inSession(async (session) => {
      const collection = await things();
      session.startTransaction();
      await collection.insertOne({ _id: 4 }, { session });
      await collection.updateOne({ _id: 1 }, { $set: { n: 10 } }, { session });
      await collection.deleteOne({ _id: 2 }, { session });
      await session.commitTransaction();
      await session.commitTransaction(); // asked again, answered again
      expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 1, n: 10 },
        { _id: 3, n: 3 },
        { _id: 4 },
      ]);
    }));

  test("reads its own writes and nobody else does", () =>
    inSession(async (session) => {
      const collection = await things();
      session.startTransaction();
      await collection.insertOne({ _id: 4 }, { session });
      await collection.updateMany({}, { $inc: { n: 100 } }, { session });
      expect(await collection.countDocuments({ n: { $gte: 100 } }, { session })).toBe(4);
      expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(initial);
      expect(await collection.estimatedDocumentCount()).toBe(3);
      // It had to step aside for these reads; it finds its changes again, and can make more.
      await collection.deleteOne({ _id: 3 }, { session });
      expect(await collection.countDocuments({}, { session })).toBe(3);
      expect(await collection.countDocuments()).toBe(3);
      await session.commitTransaction();
      expect((await collection.find().sort({ _id: 1 }).toArray()).map(({ n }) => n)).toEqual([101, 102, 100]);
    }));

  test("pages through a cursor", () =>
    inSession(async (session) => {
      const collection = await things();
      session.startTransaction();
      await collection.insertMany(
        Array.from({ length: 500 }, (_, n) => ({ _id: n + 10 })),
        { session },
      );
      expect(await collection.find({}, { session, batchSize: 40 }).toArray()).toHaveLength(503);
      await session.abortTransaction();
    }));

  test.each<[string, (c: Awaited<ReturnType<typeof things>>, session: ClientSession) => Promise<unknown>]>([
    [
      "insertMany",
      (c, session) =>
        c.insertMany(
          Array.from({ length: 300 }, (_, n) => ({ _id: n + 10 })),
          { session },
        ),
    ],
    ["updateMany", (c, session) => c.updateMany({ n: { $gt: 1 } }, { $set: { x: 1 } }, { session })],
    ["updateOne by field", (c, session) => c.updateOne({ n: 2 }, { $set: { x: 1 } }, { session })],
    [
      "updateOne with a pipeline",
      (c, session) => c.updateOne({ n: 2 }, [{ $set: { x: "$n" } }], { session }),
    ],
    ["replaceOne", (c, session) => c.replaceOne({ _id: 1 }, { x: 1 }, { session })],
    ["deleteMany", (c, session) => c.deleteMany({}, { session })],
    ["deleteOne", (c, session) => c.deleteOne({ n: 3 }, { session })],
    [
      "findOneAndUpdate",
      (c, session) =>
        c.findOneAndUpdate({ n: { $gt: 0 } }, { $inc: { n: 50 } }, { session, sort: { n: -1 } }),
    ],
    ["findOneAndDelete", (c, session) => c.findOneAndDelete({}, { session })],
    ["upsert by id", (c, session) => c.updateOne({ _id: 9 }, { $set: { n: 9 } }, { session, upsert: true })],
    [
      "upsert by operators",
      (c, session) =>
        c.updateOne({ n: 9 }, { $set: { x: 9 }, $setOnInsert: { y: 1 } }, { session, upsert: true }),
    ],
    [
      "upsert by operators, with an id",
      (c, session) => c.updateOne({ n: 9 }, { $setOnInsert: { _id: 77 } }, { session, upsert: true }),
    ],
    [
      "upsert by replacement",
      (c, session) => c.replaceOne({ n: 9 }, { n: 9, x: 1 }, { session, upsert: true }),
    ],
    [
      "upsert by replacement of one that exists",
      (c, session) => c.replaceOne({ n: 2 }, { n: 9, x: 1 }, { session, upsert: true }),
    ],
    [
      "upsert by pipeline",
      (c, session) => c.updateOne({ n: 9 }, [{ $set: { x: 1 } }], { session, upsert: true }),
    ],
    [
      "findOneAndUpdate with upsert",
      (c, session) => c.findOneAndUpdate({ n: 9 }, { $set: { x: 1 } }, { session, upsert: true }),
    ],
    [
      "findOneAndReplace with upsert",
      (c, session) => c.findOneAndReplace({ n: 9 }, { x: 1 }, { session, upsert: true }),
    ],
    [
      "many kinds at once",
      async (c, session) => {
        await c.updateMany({}, { $set: { x: 1 } }, { session });
        await c.deleteMany({ _id: { $lt: 3 } }, { session });
        await c.insertMany([{ _id: 1, again: true }, { _id: 5 }], { session });
        await c.updateOne({ _id: 5 }, { $set: { y: 1 } }, { session });
        await c.bulkWrite(
          [
            { updateOne: { filter: { n: 77 }, update: { $set: { z: 1 } }, upsert: true } },
            { updateOne: { filter: { n: 77 }, update: { $set: { z: 2 } }, upsert: true } },
            { deleteOne: { filter: { _id: 3 } } },
            { insertOne: { document: { _id: 3 } } },
          ],
          { session },
        );
      },
    ],
  ])("that aborts undoes %s", (_, write) =>
    inSession(async (session) => {
      const collection = await things();
      session.startTransaction();
      await write(collection, session);
      expect(await collection.find({}, { session }).sort({ _id: 1 }).toArray()).not.toEqual(initial);
      await session.abortTransaction();
      expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(initial);
    }),
  );

  test("upserts as outside of one", () =>
    inSession(async (session) => {
      const collection = await things();
      await session.withTransaction(async () => {
        await collection.replaceOne({ n: 9 }, { n: 9, x: 1 }, { session, upsert: true });
        await collection.replaceOne({ n: 2 }, { n: 20 }, { session, upsert: true });
        await collection.updateOne(
          { n: 8 },
          { $set: { x: 2 }, $setOnInsert: { y: 1 } },
          { session, upsert: true },
        );
        await collection.updateOne(
          { n: 8 },
          { $set: { x: 3 }, $setOnInsert: { y: 2 } },
          { session, upsert: true },
        );
      });
      const found = await collection.find({ _id: { $nin: [1, 3] } }, { sort: { n: 1 } }).toArray();
      expect(found).toEqual([
        { _id: expect.any(ObjectId), n: 8, y: 1, x: 3 },
        { _id: expect.any(ObjectId), n: 9, x: 1 },
        { _id: 2, n: 20 },
      ]);
    }));

  test("that aborts gives unique values back that had changed places", () =>
    inSession(async (session) => {
      const collection = await things();
      await collection.createIndex({ n: 1 }, { unique: true });
      session.startTransaction();
      await collection.updateOne({ _id: 1 }, { $set: { n: 9 } }, { session });
      await collection.updateOne({ _id: 2 }, { $set: { n: 1 } }, { session });
      await collection.updateOne({ _id: 1 }, { $set: { n: 2 } }, { session });
      await session.abortTransaction();
      expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(initial);
    }));

  test("ends with a failing statement, and leaves alone what it failed on", () =>
    inSession(async (session) => {
      const collection = await things();
      session.startTransaction();
      await collection.insertOne({ _id: 4 }, { session });
      expect(await codeOf(collection.insertMany([{ _id: 5 }, { _id: 2, n: 99 }], { session }))).toBe(11000);
      expect(await codeOf(collection.insertOne({ _id: 6 }, { session }))).toBe(251);
      await session.abortTransaction();
      expect(await collection.find().sort({ _id: 1 }).toArray()).toEqual(initial);
    }));

  test("may not define things", () =>
    inSession(async (session) => {
      const collection = await things();
      session.startTransaction();
      expect(await codeOf(collection.createIndex({ n: 1 }, { session }))).toBe(263);
      await session.abortTransaction();
      session.startTransaction();
      expect(await codeOf(collection.aggregate([{ $out: "copy" }], { session }).toArray())).toBe(263);
      await session.abortTransaction();
    }));

  test("cannot be continued when it was never started or is over", async () => {
    const lsid = { id: new UUID() };
    const statement = (command: Document, txnNumber: bigint): Document => ({
      ...command,
      lsid,
      txnNumber,
      autocommit: false,
      $db: "admin",
    });
    const send = (...commands: Document[]) => sendRaw(running().mongo.port, ...commands);
    const find = { find: "things" };
    const start = { ...find, startTransaction: true };
    const commit = { commitTransaction: 1 };
    expect(await send(statement(find, 5n))).toMatchObject({
      ok: 0,
      code: 251,
      codeName: "NoSuchTransaction",
      errorLabels: ["TransientTransactionError"],
    });
    expect(await send(statement(start, 6n), statement(find, 6n), statement(commit, 6n))).toMatchObject({
      ok: 1,
    });
    expect(await send(statement(commit, 6n))).toMatchObject({ ok: 1 });
    expect(await send(statement({ abortTransaction: 1 }, 6n))).toMatchObject({ ok: 0, code: 256 });
    expect(await send(statement(start, 5n))).toMatchObject({ ok: 0, code: 225 });
    expect(await send(statement(start, 7n), statement({ abortTransaction: 1 }, 7n))).toMatchObject({ ok: 1 });
    expect(await send(statement(find, 7n))).toMatchObject({ ok: 0, code: 251 });
    expect(await send(statement(commit, 7n))).toMatchObject({ ok: 0, code: 251 });
  });

  test("is aborted when its time is over", () =>
    inSession(async (session) => {
      const collection = await things();
      session.startTransaction();
      await collection.deleteMany({}, { session });
      // A write outside waits for it, and so tells when it is over.
      await collection.insertOne({ _id: 4 });
      expect(await collection.countDocuments()).toBe(4);
      expect(await codeOf(collection.insertOne({ _id: 5 }, { session }))).toBe(251);
      await session.abortTransaction();
    }));

  test("is aborted when its session ends", async () => {
    const collection = await things();
    const { port } = running().mongo;
    const lsid = { id: new UUID() };
    const remove = { delete: collection.collectionName, deletes: [{ q: {}, limit: 0 }], $db: "test" };
    const first = { ...remove, lsid, txnNumber: 1n, startTransaction: true, autocommit: false };
    expect(await sendRaw(port, first, { killSessions: [lsid], $db: "admin" })).toMatchObject({ ok: 1 });
    expect(await collection.countDocuments()).toBe(3);
    expect(
      await sendRaw(port, { commitTransaction: 1, lsid, txnNumber: 1n, autocommit: false, $db: "admin" }),
    ).toMatchObject({ code: 251 });
  });

  test("is aborted when its connection is gone", async () => {
    const collection = await things();
    const remove = { delete: collection.collectionName, deletes: [{ q: {}, limit: 0 }], $db: "test" };
    const lsid = { id: new UUID() };
    const first = { ...remove, lsid, txnNumber: 1n, startTransaction: true, autocommit: false };
    expect(await sendRaw(running().mongo.port, first)).toMatchObject({ n: 3 });
    await collection.insertOne({ _id: 4 });
    expect(await collection.countDocuments()).toBe(4);
  });

  test("is aborted when its client is gone", async () => {
    const collection = await things();
    const script = `
      import { MongoClient } from 'mongodb';
      const client = await new MongoClient(process.argv[1]).connect();
      const session = client.startSession();
      session.startTransaction();
      await client.db().collection(process.argv[2]).deleteMany({}, { session });
      console.log('deleted');
      setInterval(() => {}, 1000);`;
    const child = spawn(
      process.execPath,
      ["--input-type=module", "-e", script, running().mongo.url("test"), collection.collectionName],
      { cwd: import.meta.dirname, stdio: ["ignore", "pipe", "inherit"] },
    );
    await once(child.stdout, "data");
    child.kill("SIGKILL");
    await inSession((session) =>
      session.withTransaction(() => collection.updateOne({ _id: 1 }, { $set: { n: 7 } }, { session })),
    );
    expect((await collection.find().toArray()).map(({ n }) => n)).toEqual([7, 2, 3]);
  });
});

describe("transactions side by side", () => {
  test("conflict instead of waiting for ever", () =>
    inSession(async (first) => {
      const collection = await things();
      first.startTransaction();
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: first });
      await inSession(async (second) => {
        second.startTransaction();
        const error = await collection
          .updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session: second })
          .catch((e: unknown) => e);
        expect(error).toMatchObject({ code: 112, codeName: "WriteConflict" });
        expect(error).toHaveProperty("errorLabels", ["TransientTransactionError"]);
        await second.abortTransaction();
      });
      await first.commitTransaction();
      expect(await collection.findOne({ _id: 1 })).toMatchObject({ n: 2 });
    }));

  test.each([200, 10])("lose no increment with a pool of %i connections", async (maxPoolSize) => {
    const collection = await things();
    const client = new MongoClient(running().mongo.url("test"), { maxPoolSize });
    const mine = client.db().collection<Thing>(collection.collectionName);
    const increment = (): Promise<void> =>
      client.withSession((session) =>
        session.withTransaction(async () => {
          const found = await mine.findOne({ _id: 1 }, { session });
          await mine.updateOne({ _id: 1 }, { $set: { n: (found?.n ?? 0) + 1 } }, { session });
        }),
      );
    await Promise.all(Array.from({ length: 60 }, increment));
    expect(await collection.findOne({ _id: 1 })).toEqual({ _id: 1, n: 61 });
    await client.close();
  });

  test("never show half of themselves", async () => {
    const collection = await things();
    let going = true;
    const sums = new Set<number>();
    const reading = Promise.all(
      [0, 1].map(async () => {
        while (going) {
          const [row] = await collection
            .aggregate<{ sum: number }>([{ $group: { _id: null, sum: { $sum: "$n" } } }])
            .toArray();
          sums.add(row?.sum ?? -1);
        }
      }),
    );
    await inSession(async (session) => {
      for (let turn = 0; turn < 30; turn += 1) {
        await session.withTransaction(async () => {
          await collection.updateOne({ _id: 1 }, { $inc: { n: 5 } }, { session });
          await collection.updateOne({ _id: 2 }, { $inc: { n: -5 } }, { session });
        });
      }
    });
    going = false;
    await reading;
    expect([...sums]).toEqual([6]);
  });
});

describe("a retryable write", () => {
  test("that is sent twice is applied once", async () => {
    const collection = await things();
    const lsid = { id: new UUID() };
    const send = (txnNumber: bigint) =>
      sendRaw(running().mongo.port, {
        update: collection.collectionName,
        updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } } }],
        lsid,
        txnNumber,
        $db: "test",
      });
    expect(await Promise.all([send(3n), send(3n)])).toMatchObject([{ n: 1 }, { n: 1 }]);
    expect(await send(3n)).toMatchObject({ n: 1, nModified: 1 });
    expect(await collection.findOne({ _id: 1 })).toMatchObject({ n: 2 });
    await send(4n);
    expect(await collection.findOne({ _id: 1 })).toMatchObject({ n: 3 });
    expect(await send(3n)).toMatchObject({ ok: 0, code: 225 });
  });
});
