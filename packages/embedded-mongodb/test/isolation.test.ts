import { type Document, Int32, Long, UUID } from "bson";
import type { ClientSession, Collection } from "mongodb";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRaw, type RawConnection, useMongo } from "./support.js";

/** What those outside of a transaction see of it, and it of itself. */

interface Thing {
  _id: number | string;
  n: number;
}

const running = useMongo();
let raw: RawConnection;
beforeAll(async () => {
  raw = await openRaw(running().mongo.port);
});
afterAll(() => raw.close());

const db = () => running().client.db();
let last = 0;
async function things(count = 3): Promise<Collection<Thing>> {
  last += 1;
  const collection = db().collection<Thing>(`isolated${last}`);
  await collection.insertMany(Array.from({ length: count }, (_, n) => ({ _id: n, n })));
  return collection;
}

async function inTransaction(work: (session: ClientSession) => Promise<void>): Promise<void> {
  await running().client.withSession(async (session) => {
    session.startTransaction();
    await work(session);
    if (session.inTransaction()) await session.abortTransaction();
  });
}

describe("what is not committed is seen by no read outside", () => {
  const viewsOf = async (collection: Collection<Thing>): Promise<string> => {
    const view = `${collection.collectionName}view`;
    await db().createCollection(view, {
      viewOn: collection.collectionName,
      pipeline: [{ $match: { n: { $gte: 0 } } }],
    });
    await db().createCollection(`${view}view`, { viewOn: view, pipeline: [] });
    return `${view}view`;
  };
  const other = () => db().collection("other");
  const joined = new Set<string>();
  const joinOf = (collection: Collection<Thing>): Document => ({
    $lookup: { from: from(collection), pipeline: [], as: "all" },
  });
  const from = (collection: Collection<Thing>) => collection.collectionName;

  test.each<[string, (collection: Collection<Thing>, view: string) => Promise<number>]>([
    ["a find", async (collection) => (await collection.find().toArray()).length],
    ["a find in a view of a view", async (_, view) => (await db().collection(view).find().toArray()).length],
    [
      "an aggregation of a view",
      async (_, view) =>
        (
          await db()
            .collection(view)
            .aggregate([{ $match: {} }])
            .toArray()
        ).length,
    ],
    ["a count of a view", (_, view) => db().collection(view).estimatedDocumentCount()],
    [
      "a count with a filter, of a view",
      (_, view) =>
        db()
          .collection(view)
          .countDocuments({ n: { $gte: 0 } }),
    ],
    ["the distinct values of a view", async (_, view) => (await db().collection(view).distinct("n")).length],
    ["a count", (collection) => collection.estimatedDocumentCount()],
    [
      "$unionWith",
      async (collection) =>
        (
          await other()
            .aggregate([{ $unionWith: from(collection) }])
            .toArray()
        ).length - 1,
    ],
    [
      "$unionWith of a view",
      async (_, view) =>
        (
          await other()
            .aggregate([{ $unionWith: view }])
            .toArray()
        ).length - 1,
    ],
    [
      "$lookup",
      async (collection) =>
        (
          await other()
            .aggregate([{ $lookup: { from: from(collection), pipeline: [], as: "all" } }])
            .next()
        )?.all.length,
    ],
    [
      "$lookup of a view",
      async (_, view) =>
        (
          await other()
            .aggregate([{ $lookup: { from: view, pipeline: [], as: "all" } }])
            .next()
        )?.all.length,
    ],
    [
      "$graphLookup",
      async (collection) =>
        (
          await other()
            .aggregate([
              {
                $graphLookup: {
                  from: from(collection),
                  startWith: 1,
                  connectFromField: "k",
                  connectToField: "one",
                  as: "all",
                },
              },
            ])
            .next()
        )?.all.length + 3,
    ],
    [
      "$facet with a $lookup",
      async (collection) =>
        (
          await other()
            .aggregate([
              { $facet: { f: [{ $lookup: { from: from(collection), pipeline: [], as: "all" } }] } },
            ])
            .next()
        )?.f[0].all.length,
    ],
    [
      "a view that joins",
      async (collection) => {
        const name = `${from(collection)}joined`;
        if (!joined.has(name))
          await db().createCollection(name, { viewOn: "other", pipeline: [joinOf(collection)] });
        joined.add(name);
        return (await db().collection(name).findOne())?.all.length;
      },
    ],
    [
      "explain, by what it counts",
      async (collection) => (await collection.find().explain("executionStats")).executionStats.nReturned,
    ],
    ["collStats", async (collection) => (await db().command({ collStats: from(collection) })).count],
  ])("%s", async (_, count) => {
    await other().deleteMany({});
    await other().insertOne({ k: 1 });
    const collection = await things();
    const view = await viewsOf(collection);
    // Once before, so that what has to be created is there.
    expect(await count(collection, view)).toBe(3);
    await inTransaction(async (session) => {
      await collection.insertMany(
        [
          { _id: 10, n: 10 },
          { _id: 11, n: 11 },
        ],
        { session },
      );
      await collection.deleteOne({ _id: 0 }, { session });
      expect(await count(collection, view)).toBe(3);
      // It still has its changes.
      expect(await collection.find({}, { session }).toArray()).toHaveLength(4);
    });
    expect(await count(collection, view)).toBe(3);
  });
});

test("a collection that is not committed is not shown, and its indexes are not", async () => {
  const names = async (filter: Document = {}): Promise<string[]> =>
    (await db().listCollections(filter).toArray())
      .map(({ name }) => name)
      .filter((name) => /^unborn/.test(name));
  await inTransaction(async (session) => {
    await db().collection<Thing>("unborn1").insertOne({ _id: 1, n: 1 }, { session });
    await db().createCollection("unborn2", { session });
    expect(await names()).toEqual([]);
    expect(await names({ name: "unborn1" })).toEqual([]);
    const indexes = await db()
      .collection("unborn1")
      .indexes()
      .catch((error: Document) => error.code);
    expect(indexes).toBe(26);
    expect(await db().collection("unborn1").find().toArray()).toEqual([]);
    await session.commitTransaction();
    expect((await names()).sort()).toEqual(["unborn1", "unborn2"]);
    expect(await db().collection("unborn1").indexes()).toHaveLength(1);
  });
});

describe("a cursor", () => {
  const idsOf = async (cursor: AsyncIterable<Thing>): Promise<(number | string)[]> => {
    const ids: (number | string)[] = [];
    for await (const { _id } of cursor) ids.push(_id);
    return ids;
  };

  test("in a transaction shows its own inserts once, also when a read outside comes between", async () => {
    const collection = await things(5);
    await inTransaction(async (session) => {
      await collection.insertMany(
        [5, 6, 7, 8, 9].map((n) => ({ _id: n, n })),
        { session },
      );
      const cursor = collection.find({}, { session, batchSize: 2 });
      const ids: unknown[] = [(await cursor.next())?._id];
      expect(await collection.countDocuments()).toBe(5);
      for await (const { _id } of cursor) {
        ids.push(_id);
        if (ids.length % 3 === 0) expect(await collection.countDocuments()).toBe(5);
      }
      expect(ids.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });
  });

  test("in a transaction shows no document twice that its loop changes, moves or adds to", async () => {
    const collection = await things(6);
    await collection.createIndex({ n: 1 });
    await inTransaction(async (session) => {
      const seen: unknown[] = [];
      for await (const { _id, n } of collection.find(
        { n: { $gte: 0 } },
        { session, batchSize: 2, sort: { n: 1 }, hint: { n: 1 } },
      )) {
        seen.push(_id);
        await collection.updateOne({ _id }, { $set: { n: n + 100 } }, { session });
        await collection.insertOne({ _id: `added${_id}`, n: n + 200 }, { session });
        await collection.deleteOne({ _id }, { session });
      }
      expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
    });
    expect(await collection.countDocuments()).toBe(6);
  });

  test("outside shows what was committed when the transaction came, and each document once", async () => {
    const collection = await things(8);
    const cursor = collection.find({}, { batchSize: 2 });
    const first = await cursor.next();
    await inTransaction(async (session) => {
      await collection.deleteMany({ _id: { $lt: 4 } }, { session });
      await collection.insertOne({ _id: 100, n: 100 }, { session });
      expect((await cursor.next())?._id).toBe(1);
      expect((await cursor.next())?._id).toBe(2);
    });
    // The deleted ones are there again, at the end of the collection.
    expect([first?._id, 1, 2, ...(await idsOf(cursor))]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("over a join is no exception", async () => {
    const collection = await things(6);
    const cursor = collection.aggregate<{ all: Thing[] }>(
      [{ $sort: { _id: 1 } }, { $lookup: { from: collection.collectionName, pipeline: [], as: "all" } }],
      { batchSize: 1 },
    );
    await cursor.next();
    await inTransaction(async (session) => {
      await collection.insertOne({ _id: 100, n: 100 }, { session });
      for await (const { all } of cursor) expect(all).toHaveLength(6);
    });
  });

  const find = (collection: Collection<Thing>): Document => ({
    find: collection.collectionName,
    batchSize: 1,
    $db: "test",
  });
  const more = (collection: Collection<Thing>, id: unknown): Document => ({
    getMore: id,
    collection: collection.collectionName,
    $db: "test",
  });

  test("stays in the transaction it was opened in, and ends with it", async () => {
    const collection = await things();
    const lsid = { id: new UUID() };
    const of = (txnNumber: bigint, startTransaction = false): Document => ({
      lsid,
      txnNumber,
      autocommit: false,
      ...(startTransaction && { startTransaction }),
    });
    const opened = await raw.send({ ...find(collection), ...of(1n, true) });
    const { id } = opened.cursor;
    expect(await raw.send(more(collection, id))).toMatchObject({ code: new Int32(50_740) });
    await raw.send({ commitTransaction: 1, ...of(1n), $db: "admin" });
    expect(await raw.send(more(collection, id))).toMatchObject({ code: new Int32(43) });

    const outside = await raw.send(find(collection));
    await raw.send({ ...find(collection), ...of(2n, true) });
    expect(await raw.send({ ...more(collection, outside.cursor.id), ...of(2n) })).toMatchObject({
      code: new Int32(50_739),
    });
    await raw.send({ abortTransaction: 1, ...of(2n), $db: "admin" });
    expect((await raw.send(more(collection, outside.cursor.id))).cursor.nextBatch).toHaveLength(2);
  });

  test("that was read ahead can be killed, and answers in batches of the size asked for", async () => {
    const collection = await things(7);
    const { id } = (await raw.send(find(collection))).cursor;
    await inTransaction(async (session) => {
      await collection.deleteMany({}, { session });
      const batch = await raw.send({ ...more(collection, id), batchSize: 2 });
      expect(batch.cursor.nextBatch).toHaveLength(2);
      expect(batch.cursor.id).toEqual(id);
      expect(
        await raw.send({
          killCursors: collection.collectionName,
          cursors: [id, Long.fromNumber(5)],
          $db: "test",
        }),
      ).toMatchObject({
        cursorsKilled: [id],
        cursorsNotFound: [Long.fromNumber(5)],
      });
      expect(await raw.send(more(collection, id))).toMatchObject({ code: new Int32(43) });
    });
  });
});

describe("an upsert whose document gets its _id from elsewhere", () => {
  const pipeline = (stages: Document[]): Document => ({ u: stages });
  test.each<[string, Document, Document]>([
    ["a pipeline that sets it", { n: 77 }, pipeline([{ $set: { _id: "made", n: 1 } }])],
    ["a pipeline that replaces all", { n: 77 }, pipeline([{ $replaceWith: { _id: "made" } }])],
    ["a pipeline that computes it", { n: 77 }, pipeline([{ $set: { _id: { $add: ["$n", 1] } } }])],
    ["$in of one", { _id: { $in: ["made"] } }, { u: { $set: { n: 1 } } }],
    ["$all of one", { _id: { $all: ["made"] } }, { u: { $set: { n: 1 } } }],
    ["$or of one", { $or: [{ _id: "made" }] }, { u: { $set: { n: 1 } } }],
    ["$and within $and", { $and: [{ $and: [{ _id: "made" }] }] }, { u: { $set: { n: 1 } } }],
    ["a dotted path", { "_id.part": "made" }, { u: { $set: { n: 1 } } }],
    ["$setOnInsert", { n: 77 }, { u: { $setOnInsert: { _id: "made" } } }],
    ["a replacement", { n: 77 }, { u: { _id: "made", n: 1 } }],
    ["nowhere", { n: 77 }, { u: { $inc: { n: 1 } } }],
  ])("%s: is gone when the transaction aborts", async (_, filter, { u }) => {
    const collection = await things();
    const before = await collection.find().toArray();
    const name = collection.collectionName;
    for (const command of [
      {
        update: name,
        updates: [
          { q: filter, u, upsert: true },
          { q: { _id: 1 }, u: { $inc: { n: 1 } } },
        ],
      },
      { findAndModify: name, query: filter, update: u, upsert: true, new: true },
    ]) {
      await inTransaction(async (session) => {
        await db().command(command, { session });
        expect(await collection.countDocuments({}, { session })).toBe(4);
        expect(await collection.countDocuments()).toBe(3);
        expect(await collection.countDocuments({}, { session })).toBe(4);
      });
      expect(await collection.find().toArray()).toEqual(before);
    }
  });
});

/** Long enough for a busy database to notice that a client has gone: it says so to nobody. */
const untilNoticed = () => new Promise((resolve) => setTimeout(resolve, 1_000));

describe("a write whose client is gone", () => {
  test.each<[string, Document]>([
    ["an insert", { documents: [{ _id: "late", n: 1 }] }],
    ["a retryable insert", { documents: [{ _id: "late", n: 1 }], lsid: { id: new UUID() }, txnNumber: 1n }],
  ])("%s that waits for a transaction is not carried out", async (_, fields) => {
    const collection = await things();
    await inTransaction(async (session) => {
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
      const impatient = await openRaw(running().mongo.port);
      impatient.post({ insert: collection.collectionName, ...fields, $db: "test" });
      await new Promise((resolve) => setTimeout(resolve, 50));
      impatient.close();
      await untilNoticed();
      await session.commitTransaction();
    });
    // Behind everything that waited.
    await collection.insertOne({ _id: "after", n: 1 });
    expect(await collection.distinct("_id")).toEqual([0, 1, 2, "after"]);
  });

  test("is carried out when the client comes again on another connection", async () => {
    const collection = await things();
    const write = {
      insert: collection.collectionName,
      documents: [{ _id: "late", n: 1 }],
      lsid: { id: new UUID() },
      txnNumber: 1n,
      $db: "test",
    };
    const again = await openRaw(running().mongo.port);
    let repeated: Promise<Document> | undefined;
    await inTransaction(async (session) => {
      await collection.updateOne({ _id: 1 }, { $inc: { n: 1 } }, { session });
      const impatient = await openRaw(running().mongo.port);
      impatient.post(write);
      await new Promise((resolve) => setTimeout(resolve, 50));
      repeated = again.send(write);
      await new Promise((resolve) => setTimeout(resolve, 50));
      impatient.close();
      await new Promise((resolve) => setTimeout(resolve, 50));
      await session.commitTransaction();
    });
    expect(await repeated).toMatchObject({ n: new Int32(1) });
    expect(await collection.countDocuments({ _id: "late" })).toBe(1);
    again.close();
  });

  test("in a transaction, that waits its turn, is not carried out", async () => {
    const collection = await things();
    const lsid = { id: new UUID() };
    const fields = { lsid, txnNumber: 1n, autocommit: false, $db: "test" };
    const impatient = await openRaw(running().mongo.port);
    impatient.post(
      {
        insert: collection.collectionName,
        documents: [{ _id: 50, n: 1 }],
        ...fields,
        startTransaction: true,
      },
      { insert: collection.collectionName, documents: [{ _id: 51, n: 1 }], ...fields },
      { commitTransaction: 1, ...fields, $db: "admin" },
    );
    impatient.close();
    await collection.insertOne({ _id: "after", n: 1 });
    const ids = await collection.distinct("_id");
    // All of it or nothing, depending on how far it came.
    expect([4, 6]).toContain(ids.length);
  });
});
