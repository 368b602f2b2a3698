import { type Collection, type Document, MongoBulkWriteError, MongoServerError, ObjectId } from "mongodb";
import { beforeEach, describe, expect, test } from "vitest";
import { useMongo } from "../support.js";

/**
 * The drivers' CRUD specification, written from its text. The driver's writes are retryable, so that each of them
 * goes the way of what can be undone.
 */

interface Item {
  _id: number | string | ObjectId;
  x?: number;
  name?: string;
  list?: { a: number }[];
}

const running = useMongo();
let items: Collection<Item>;
beforeEach(async () => {
  items = running().client.db().collection<Item>("crud");
  await items.deleteMany({});
  await items.insertMany([1, 2, 3].map((_id) => ({ _id, x: 11 * _id })));
});
const all = (): Promise<Document[]> => items.find().sort({ _id: 1 }).toArray();
const failure = async (work: Promise<unknown>): Promise<MongoServerError> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MongoServerError);
  return error as MongoServerError;
};

describe("inserting", () => {
  test("one, with and without an _id", async () => {
    expect(await items.insertOne({ _id: 4 })).toEqual({ acknowledged: true, insertedId: 4 });
    expect((await items.insertOne({ x: 5 } as Item)).insertedId).toBeInstanceOf(ObjectId);
    expect(await items.countDocuments()).toBe(5);
  });

  test("many, in order: what follows the first error is not done", async () => {
    const error = await failure(items.insertMany([{ _id: 4 }, { _id: 1 }, { _id: 5 }]));
    expect(error).toBeInstanceOf(MongoBulkWriteError);
    expect(error).toMatchObject({ code: 11_000, result: { insertedCount: 1 } });
    expect((await all()).map(({ _id }) => _id)).toEqual([1, 2, 3, 4]);
  });

  test("many, out of order: everything else is done", async () => {
    const error = await failure(
      items.insertMany([{ _id: 1 }, { _id: 4 }, { _id: 2 }, { _id: 5 }], { ordered: false }),
    );
    expect(error).toMatchObject({ code: 11_000, result: { insertedCount: 2 } });
    expect((error as MongoBulkWriteError).writeErrors).toMatchObject([{ index: 0 }, { index: 2 }]);
    expect((await all()).map(({ _id }) => _id)).toEqual([1, 2, 3, 4, 5]);
  });

  test("what its validator refuses is 121 with details, unless it is bypassed", async () => {
    const db = running().client.db();
    await db.createCollection("valid", { validator: { x: { $type: "number" } } });
    const valid = db.collection<Document>("valid");
    const error = await failure(valid.insertOne({ x: "no" }));
    expect(error).toMatchObject({ code: 121, errInfo: { details: {} } });
    await valid.insertOne({ x: "no" }, { bypassDocumentValidation: true });
    expect((await failure(valid.updateOne({ x: "no" }, { $set: { y: 1 } }))).code).toBe(121);
    expect((await failure(valid.updateOne({ z: 1 }, { $set: { y: 1 } }, { upsert: true }))).code).toBe(121);
    await valid.drop();
  });
});

describe("updating", () => {
  test("one: counts what matched and what changed", async () => {
    expect(await items.updateOne({ x: { $gte: 11 } }, { $inc: { x: 1 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 1,
      upsertedCount: 0,
      upsertedId: null,
    });
    expect(await items.updateOne({ _id: 2 }, { $set: { x: 22 } })).toMatchObject({
      matchedCount: 1,
      modifiedCount: 0,
    });
    expect(await items.updateOne({ _id: 9 }, { $set: { x: 22 } })).toMatchObject({ matchedCount: 0 });
  });

  test("many", async () => {
    expect(await items.updateMany({ x: { $gt: 11 } }, { $inc: { x: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
    });
    expect((await all()).map(({ x }) => x)).toEqual([11, 23, 34]);
  });

  test("by replacement, which keeps the _id", async () => {
    expect(await items.replaceOne({ x: 22 }, { name: "new" })).toMatchObject({ modifiedCount: 1 });
    expect(await items.findOne({ _id: 2 })).toEqual({ _id: 2, name: "new" });
    expect((await failure(items.replaceOne({ _id: 2 }, { _id: 5 } as Item))).code).toBe(66);
  });

  test("by upsert: says the _id of what it created, whichever way it came", async () => {
    const upsert = { upsert: true };
    expect(await items.updateOne({ _id: 4 }, { $set: { x: 1 } }, upsert)).toMatchObject({
      matchedCount: 0,
      upsertedCount: 1,
      upsertedId: 4,
    });
    expect((await items.updateOne({ x: 500 }, { $inc: { x: 1 } }, upsert)).upsertedId).toBeInstanceOf(
      ObjectId,
    );
    expect(await items.findOne({ x: 501 })).toMatchObject({ x: 501 });
    expect((await items.replaceOne({ x: 600 }, { x: 601 }, upsert)).upsertedCount).toBe(1);
    expect(await items.updateMany({ x: { $gt: 600 } }, { $set: { name: "n" } }, upsert)).toMatchObject({
      matchedCount: 1,
      upsertedCount: 0,
    });
    expect(await items.updateOne({ x: 700 }, [{ $set: { _id: "made", name: "$x" } }], upsert)).toMatchObject({
      upsertedId: "made",
    });
    expect(await items.findOne({ _id: "made" })).toEqual({ _id: "made", x: 700, name: 700 });
    expect((await failure(items.updateOne({ _id: 1, x: 0 }, { $set: { name: "n" } }, upsert))).code).toBe(
      11_000,
    );
  });

  test("with array filters, positions, hints, let and collations", async () => {
    await items.insertOne({ _id: "A", name: "a", list: [{ a: 1 }, { a: 2 }, { a: 3 }] });
    await items.updateOne(
      { name: "a" },
      { $set: { "list.$[big].a": 0 } },
      { arrayFilters: [{ "big.a": { $gte: 2 } }] },
    );
    await items.updateOne({ name: "a", "list.a": 1 }, { $set: { "list.$.a": 7 } });
    expect((await items.findOne({ _id: "A" }))?.list).toEqual([{ a: 7 }, { a: 0 }, { a: 0 }]);
    await items.updateOne({ name: "A" }, { $set: { x: 1 } }, { collation: { locale: "en", strength: 2 } });
    expect(await items.findOne({ _id: "A" })).toMatchObject({ x: 1 });
    await items.updateOne(
      { $expr: { $eq: ["$x", "$$wanted"] } },
      [{ $set: { x: { $add: ["$$wanted", 1] } } }],
      { let: { wanted: 1 } },
    );
    expect(await items.findOne({ _id: "A" })).toMatchObject({ x: 2 });
    await items.updateOne({ x: 33 }, { $set: { name: "hinted" } }, { hint: "_id_" });
    expect(await items.findOne({ _id: 3 })).toMatchObject({ name: "hinted" });
    expect((await failure(items.updateOne({ x: 33 }, { $set: { x: 1 } }, { hint: "none" }))).code).toBe(2);
  });
});

describe("deleting", () => {
  test("one or many", async () => {
    expect(await items.deleteOne({ x: { $gte: 11 } })).toMatchObject({ deletedCount: 1 });
    expect(await items.deleteMany({ x: { $gte: 11 } })).toMatchObject({ deletedCount: 2 });
    expect(await items.deleteOne({})).toMatchObject({ deletedCount: 0 });
  });

  test("with a collation and a hint", async () => {
    await items.insertMany([
      { _id: "a", name: "a" },
      { _id: "A", name: "A" },
    ]);
    const collation = { locale: "en", strength: 2 };
    expect(await items.deleteMany({ name: "a" }, { collation })).toMatchObject({ deletedCount: 2 });
    expect(await items.deleteOne({ x: 11 }, { hint: { _id: 1 } })).toMatchObject({ deletedCount: 1 });
  });
});

describe("finding and modifying", () => {
  test("gives the document as it was, or as it is, projected", async () => {
    expect(await items.findOneAndUpdate({ _id: 1 }, { $inc: { x: 1 } })).toEqual({ _id: 1, x: 11 });
    expect(
      await items.findOneAndUpdate(
        { x: { $gt: 0 } },
        { $inc: { x: 1 } },
        { sort: { x: -1 }, returnDocument: "after", projection: { _id: 0 } },
      ),
    ).toEqual({ x: 34 });
    expect(await items.findOneAndReplace({ _id: 2 }, { x: 0 }, { returnDocument: "after" })).toEqual({
      _id: 2,
      x: 0,
    });
    expect(await items.findOneAndDelete({}, { sort: { x: 1 } })).toEqual({ _id: 2, x: 0 });
    expect(await items.findOneAndUpdate({ _id: 9 }, { $set: { x: 1 } })).toBeNull();
  });

  test("creates, and says so", async () => {
    const upsert = { upsert: true };
    expect(await items.findOneAndUpdate({ _id: 4 }, { $set: { x: 1 } }, upsert)).toBeNull();
    expect(
      await items.findOneAndUpdate(
        { _id: 5 },
        { $set: { x: 1 } },
        { ...upsert, returnDocument: "after", projection: { x: 1 } },
      ),
    ).toEqual({ _id: 5, x: 1 });
    expect(
      await items.findOneAndReplace({ _id: 6 }, { x: 2 }, { ...upsert, includeResultMetadata: true }),
    ).toMatchObject({ lastErrorObject: { n: 1, updatedExisting: false, upserted: 6 }, value: null, ok: 1 });
    expect((await failure(items.findOneAndUpdate({ _id: 1, x: 0 }, { $set: { x: 1 } }, upsert))).code).toBe(
      11_000,
    );
  });
});

describe("in bulk", () => {
  const operations = (bad: number) => [
    { insertOne: { document: { _id: 4, x: 44 } } },
    { updateOne: { filter: { x: { $gt: 11 } }, update: { $inc: { x: 1 } } } },
    { insertOne: { document: { _id: bad } } },
    { replaceOne: { filter: { _id: 7 }, replacement: { x: 7 }, upsert: true } },
    { updateMany: { filter: {}, update: { $set: { name: "all" } } } },
    { deleteOne: { filter: { x: { $gte: 23 } } } },
    { deleteMany: { filter: { _id: { $in: [1, 7] } } } },
  ];

  test("all of it", async () => {
    const result = await items.bulkWrite(operations(5));
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 7,
      modifiedCount: 7,
      deletedCount: 3,
      upsertedCount: 1,
      upsertedIds: { 3: 7 },
    });
    expect((await all()).map(({ _id }) => _id)).toEqual([3, 4, 5]);
  });

  test("in order, up to the first error", async () => {
    const error = await failure(items.bulkWrite(operations(1)));
    expect(error).toMatchObject({
      code: 11_000,
      result: { insertedCount: 1, modifiedCount: 1, upsertedCount: 0 },
    });
    expect((error as MongoBulkWriteError).writeErrors).toMatchObject([{ index: 2 }]);
  });

  test("out of order, around the errors", async () => {
    const error = await failure(items.bulkWrite(operations(1), { ordered: false }));
    expect(error).toMatchObject({ code: 11_000 });
    expect(error).toMatchObject({ result: { insertedCount: 1, upsertedCount: 1, deletedCount: 3 } });
  });

  test("several upserts of one kind, each with its index", async () => {
    const result = await items.bulkWrite(
      [4, 1, 5, 4].map((_id) => ({
        updateOne: { filter: { _id }, update: { $inc: { x: 1 } }, upsert: true },
      })),
    );
    expect(result).toMatchObject({
      matchedCount: 2,
      modifiedCount: 2,
      upsertedCount: 2,
      upsertedIds: { 0: 4, 2: 5 },
    });
    expect(await items.findOne({ _id: 4 })).toEqual({ _id: 4, x: 2 });
  });
});

describe("reading", () => {
  test("with filter, sort, skip, limit, projection, batches and a hint", async () => {
    const found = await items
      .find(
        { x: { $gt: 0 } },
        { sort: { x: -1 }, skip: 1, limit: 5, projection: { x: 1, _id: 0 }, batchSize: 1, hint: "_id_" },
      )
      .toArray();
    expect(found).toEqual([{ x: 22 }, { x: 11 }]);
  });

  test("counts, estimates and distinct values", async () => {
    expect(await items.countDocuments({ x: { $gt: 11 } })).toBe(2);
    expect(await items.countDocuments({}, { skip: 1, limit: 1 })).toBe(1);
    expect(await items.estimatedDocumentCount()).toBe(3);
    expect(await items.distinct("x", { _id: { $ne: 2 } })).toEqual([11, 33]);
    expect(await running().client.db().collection("none").estimatedDocumentCount()).toBe(0);
  });

  test("by aggregation, also into another collection", async () => {
    expect(await items.aggregate([{ $match: { x: { $gt: 11 } } }, { $count: "n" }]).toArray()).toEqual([
      { n: 2 },
    ]);
    await items.aggregate([{ $match: { _id: 1 } }, { $out: "crudout" }]).toArray();
    await items.aggregate([{ $match: { _id: 2 } }, { $merge: "crudout" }]).toArray();
    expect(await running().client.db().collection("crudout").countDocuments()).toBe(2);
  });

  test("a filter that makes no sense is refused with 2", async () => {
    expect((await failure(items.findOne({ x: { $nonsense: 1 } } as Document))).code).toBe(2);
    expect(
      (await failure(items.updateOne({ x: { $nonsense: 1 } } as Document, { $set: { x: 1 } }))).code,
    ).toBe(2);
  });
});

test("unacknowledged writes are done, each once", async () => {
  const silent = running()
    .client.db()
    .collection<Item>("crud", { writeConcern: { w: 0 } });
  await silent.insertOne({ _id: 4, x: 1 });
  await silent.updateOne({ _id: 4 }, { $inc: { x: 1 } });
  await silent.deleteOne({ _id: 1 });
  await expect.poll(all).toEqual([
    { _id: 2, x: 22 },
    { _id: 3, x: 33 },
    { _id: 4, x: 2 },
  ]);
});
