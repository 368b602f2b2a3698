import { type ChangeStream, type Collection, type Document, MongoClient, MongoServerError } from "mongodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventually, useMongo } from "./support.js";

const running = useMongo({ ttlSweepSeconds: 1 });

let things: Collection<Document>;
let open: ChangeStream[] = [];
let clients: MongoClient[] = [];
let count = 0;

beforeEach(async () => {
  count += 1;
  things = running().client.db().collection(`things${count}`);
  await things.insertOne({ _id: "old" as never, n: 0 });
});
afterEach(async () => {
  for (const stream of open) await stream.close();
  for (const client of clients) await client.close();
  open = [];
  clients = [];
});

/** A stream that is open at the server. The driver opens it with its first read. */
async function opened(stream: ChangeStream): Promise<ChangeStream> {
  open.push(stream);
  expect(await stream.tryNext()).toBeNull();
  return stream;
}

const soon = { maxAwaitTimeMS: 1 };
const watch = (pipeline: Document[] = [], options: Document = {}) =>
  opened(things.watch(pipeline, { ...soon, ...options }));

/** The next events, as far as they are compared. */
async function next(stream: ChangeStream, wanted: number): Promise<Document[]> {
  const events: Document[] = [];
  while (events.length < wanted) events.push(await stream.next());
  return events;
}
const told = (events: readonly Document[]) =>
  events.map(({ operationType, documentKey }) => `${operationType} ${documentKey._id}`);

/** Ends what is awaited with an error of this code. */
async function codeOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return error instanceof MongoServerError ? error.code : error;
}

async function withoutRetries(): Promise<Collection<Document>> {
  const client = new MongoClient(running().mongo.url("test"), { retryWrites: false });
  clients.push(client);
  return client.db().collection(things.collectionName);
}

describe.each(["retryable", "plain"])("a stream of a collection tells of %s writes", (kind) => {
  const target = () => (kind === "plain" ? withoutRetries() : things);
  const id = (name: string) => ({ _id: name as never });

  test("what each did, to which document, in their order", async () => {
    const stream = await watch();
    const collection = await target();
    await collection.insertOne({ ...id("a"), n: 1, gone: true });
    await collection.updateOne(id("a"), { $set: { n: 2 }, $unset: { gone: 1 } });
    await collection.replaceOne(id("a"), { other: 1 });
    await collection.findOneAndUpdate(id("a"), { $set: { more: 1 } });
    await collection.findOneAndReplace(id("a"), { last: 1 });
    await collection.updateOne(id("b"), { $set: { n: 1 } }, { upsert: true });
    await collection.deleteOne(id("a"));
    await collection.findOneAndDelete(id("b"));
    const events = await next(stream, 8);
    expect(told(events)).toEqual([
      "insert a",
      "update a",
      "replace a",
      "update a",
      "replace a",
      "insert b",
      "delete a",
      "delete b",
    ]);
    const ns = { db: "test", coll: things.collectionName };
    expect(events[0]).toMatchObject({ ns, fullDocument: { _id: "a", n: 1, gone: true } });
    expect(events[1]?.updateDescription).toEqual({
      updatedFields: { n: 2 },
      removedFields: ["gone"],
      truncatedArrays: [],
    });
    expect(events[1]).not.toHaveProperty("fullDocument");
    expect(events[2]).toMatchObject({ fullDocument: { _id: "a", other: 1 } });
    expect(events[6]).not.toHaveProperty("fullDocument");
    expect(new Set(events.map(({ _id }) => _id._data)).size).toBe(8);
  });

  test("each document of a write of many, and none that it left as it was", async () => {
    const stream = await watch();
    const collection = await target();
    await collection.insertMany(["a", "b", "c"].map(id));
    await collection.updateOne(id("a"), { $set: { n: 0 } });
    await collection.updateMany({}, { $set: { n: 0 } });
    await collection.updateOne(id("nobody"), { $set: { n: 0 } });
    await collection.bulkWrite([{ deleteOne: { filter: id("a") } }, { insertOne: { document: id("d") } }]);
    await collection.deleteMany({ _id: { $in: ["b", "c"] as never } });
    const events = told(await next(stream, 10));
    expect(events.slice(0, 4)).toEqual(["insert a", "insert b", "insert c", "update a"]);
    expect(events.slice(4, 6).toSorted()).toEqual(["update b", "update c"]);
    expect(events.slice(6, 8)).toEqual(["delete a", "insert d"]);
    expect(events.slice(8).toSorted()).toEqual(["delete b", "delete c"]);
  });

  test("and not of those that failed", async () => {
    const stream = await watch();
    const collection = await target();
    const twice = collection.insertMany([id("a"), id("a"), id("b")], { ordered: false });
    expect(await codeOf(twice)).toBe(11_000);
    await collection.deleteOne(id("a"));
    expect(told(await next(stream, 3))).toEqual(["insert a", "insert b", "delete a"]);
  });
});

test("a transaction is told of when it is committed, and not when it is aborted", async () => {
  const stream = await watch();
  const others = running().client.db().collection(`others${count}`);
  const session = running().client.startSession();
  session.startTransaction();
  await things.insertOne({ _id: "aborted" as never }, { session });
  await session.abortTransaction();
  session.startTransaction();
  await things.insertOne({ _id: "a" as never, n: 1 }, { session });
  await things.updateOne({ _id: "a" as never }, { $set: { n: 2 } }, { session });
  await others.insertOne({}, { session });
  await things.updateOne({ _id: "old" as never }, { $set: { n: 1 } }, { session });
  expect(await stream.tryNext()).toBeNull();
  await session.commitTransaction();
  await session.endSession();
  await things.deleteOne({ _id: "a" as never });
  const events = await next(stream, 3);
  // Each document once, as the transaction left it.
  expect(told(events).slice(0, 2).toSorted()).toEqual(["insert a", "update old"]);
  expect(told(events)[2]).toBe("delete a");
  expect(events.find(({ operationType }) => operationType === "insert")?.fullDocument).toMatchObject({
    n: 2,
  });
});

test("a transaction that was open before the stream is told of as well", async () => {
  const session = running().client.startSession();
  session.startTransaction();
  await things.updateOne({ _id: "old" as never }, { $set: { n: 1 } }, { session });
  await things.insertOne({ _id: "a" as never }, { session });
  const stream = await watch();
  await session.commitTransaction();
  await session.endSession();
  expect(told(await next(stream, 2)).toSorted()).toEqual(["insert a", "update old"]);
});

test("whoever reads after it has opened a stream misses nothing that is written meanwhile", async () => {
  const collection = await withoutRetries();
  let isOver = false;
  const writers = Array.from({ length: 4 }, async (_, writer) => {
    for (let index = 0; !isOver; index += 1)
      await collection.insertOne({ _id: `${writer}-${index}` as never });
  });
  const stream = await watch();
  const seen = new Set((await things.find().toArray()).map(({ _id }) => String(_id)));
  await eventually(async () => (await things.countDocuments()) > seen.size + 20);
  isOver = true;
  await Promise.all(writers);
  await things.deleteOne({ _id: "old" as never });
  const inserted: string[] = [];
  for await (const event of stream) {
    if (event.operationType === "delete") break;
    if (event.operationType === "insert") inserted.push(String(event.documentKey._id));
  }
  expect(new Set(inserted).size).toBe(inserted.length);
  for (const name of inserted) seen.add(name);
  const all = (await things.find().toArray()).map(({ _id }) => String(_id));
  expect(all.filter((name) => !seen.has(name))).toEqual([]);
});

test("what a time-to-live index deletes is told of", async () => {
  await things.createIndex({ at: 1 }, { expireAfterSeconds: 1 });
  const stream = await watch();
  await things.insertOne({ _id: "a" as never, at: new Date(0) });
  expect(told(await next(stream, 2))).toEqual(["insert a", "delete a"]);
});

describe("a stream of a database", () => {
  test("tells of its collections, and of no other database's", async () => {
    const { client } = running();
    const stream = await opened(client.db().watch([], soon));
    await client.db("elsewhere").collection("things").insertOne({});
    await things.insertOne({ _id: "a" as never });
    await client
      .db()
      .collection(`others${count}`)
      .insertOne({ _id: "b" as never });
    expect((await next(stream, 2)).map(({ ns }) => ns.coll)).toEqual([
      things.collectionName,
      `others${count}`,
    ]);
  });

  test("can be narrowed to some of them, and to some fields", async () => {
    const { client } = running();
    const stages = [
      { $match: { "ns.coll": { $in: [things.collectionName] }, operationType: "insert" } },
      { $project: { ns: 1, kind: { $concat: ["$operationType", "!"] } } },
    ];
    const stream = await opened(client.db().watch(stages, soon));
    await client.db().collection(`others${count}`).insertOne({});
    await things.updateOne({ _id: "old" as never }, { $set: { n: 1 } });
    await things.insertOne({ price: "$kind" });
    expect(await next(stream, 1)).toEqual([
      { _id: expect.anything(), ns: { db: "test", coll: things.collectionName }, kind: "insert!" },
    ]);
  });
});

describe("a stream is resumed", () => {
  test("after the last event that was had, by a new one", async () => {
    const stream = await watch();
    await things.insertMany(["a", "b"].map((_id) => ({ _id: _id as never })));
    const [first] = await next(stream, 1);
    await stream.close();
    await things.insertOne({ _id: "c" as never });
    for (const from of [{ resumeAfter: first?._id }, { startAfter: first?._id }]) {
      const again = things.watch([], { ...soon, ...from });
      open.push(again);
      expect(told(await next(again, 2))).toEqual(["insert b", "insert c"]);
    }
  });

  test("from where it stood without having had any", async () => {
    const stream = await watch();
    const { resumeToken } = stream;
    await stream.close();
    await things.insertOne({ _id: "a" as never });
    const again = things.watch([], { ...soon, resumeAfter: resumeToken });
    open.push(again);
    expect(told(await next(again, 1))).toEqual(["insert a"]);
  });

  test("by the driver itself, when its cursor is gone", async () => {
    const stream = await watch();
    await things.insertOne({ _id: "a" as never });
    expect(told(await next(stream, 1))).toEqual(["insert a"]);
    await running().client.db("admin").command({ killAllSessions: [] });
    await things.insertOne({ _id: "b" as never });
    expect(told(await next(stream, 1))).toEqual(["insert b"]);
  });

  test("but not from further back than the log goes, which says so (286)", async () => {
    const stream = await watch();
    await things.insertOne({ _id: "a" as never });
    const [first] = await next(stream, 1);
    const large = "x".repeat(1024 * 1024);
    for (let index = 0; index < 18; index += 1) await things.insertOne({ large });
    const again = things.watch([], { ...soon, resumeAfter: first?._id });
    open.push(again);
    expect(await codeOf(again.next())).toBe(286);
    // The one that was not read all the while has lost its place as well.
    expect(await codeOf(next(stream, 18))).toBe(286);
  });

  test("nor where nobody recorded what happened, nor with a token of another run (286), nor with nonsense (9)", async () => {
    const stream = await watch();
    const { resumeToken } = stream;
    const token = resumeToken as { _data: string };
    const others = running().client.db().collection(`others${count}`);
    expect(await codeOf(others.watch([], { resumeAfter: token }).next())).toBe(286);
    const foreign = { _data: `0123456789ABCDEF${token._data.slice(16)}` };
    expect(await codeOf(things.watch([], { resumeAfter: foreign }).next())).toBe(286);
    expect(await codeOf(things.watch([], { resumeAfter: { _data: "here" } }).next())).toBe(9);
  });
});

describe("a stream ends", () => {
  test.each([
    ["its collection is dropped", () => things.drop()],
    ["its database is dropped", () => running().client.db().dropDatabase()],
    ["an aggregation writes into it", () => things.aggregate([{ $merge: things.collectionName }]).toArray()],
  ])("when %s, and says that it has lost its place (286)", async (_, work) => {
    const stream = await watch();
    await work();
    expect(await codeOf(stream.next())).toBe(286);
  });

  test.each(["retryable", "plain"])("when a %s write goes to a capped collection", async (kind) => {
    await things.drop();
    await running().client.db().createCollection(things.collectionName, { capped: true, size: 4096 });
    const stream = await watch();
    await (kind === "plain" ? await withoutRetries() : things).insertOne({});
    expect(await codeOf(stream.next())).toBe(286);
  });

  test("when it is closed, also while it waits", async () => {
    const stream = things.watch([], { maxAwaitTimeMS: 600_000 });
    open.push(stream);
    const waiting = stream.next().catch((error: unknown) => error);
    await eventually(async () => stream.resumeToken !== null);
    await stream.close();
    expect(await waiting).toBeInstanceOf(Error);
    // The server serves on.
    await things.insertOne({ _id: "a" as never });
  });
});

describe("a stream is refused", () => {
  test.each([
    ["with a stage that MongoDB does not take", [{ $limit: 1 }], {}, 20],
    ["with a stage that means nothing", [{ $match: { $no: 1 } }], {}, 2],
    ["that looks documents up", [], { fullDocument: "updateLookup" }, 72],
    ["that wants documents as they were", [], { fullDocumentBeforeChange: "required" }, 72],
  ])("%s", async (_, pipeline, options, code) => {
    expect(await codeOf(things.watch(pipeline, options).next())).toBe(code);
  });

  test("of the server's own databases, and of views", async () => {
    const { client } = running();
    for (const name of ["admin", "config", "foyer_embedded_journal"]) {
      expect(await codeOf(client.db(name).watch().next())).toBe(73);
    }
    expect(await codeOf(client.watch().next())).toBe(72);
    await client.db().createCollection(`view${count}`, { viewOn: things.collectionName, pipeline: [] });
    expect(await codeOf(client.db().collection(`view${count}`).watch().next())).toBe(166);
  });

  test("later, when its stages take away the token that it would be resumed from (280)", async () => {
    const stream = await watch([{ $set: { _id: "mine" } }]);
    await things.insertOne({});
    expect(await codeOf(stream.next())).toBe(280);
  });
});
