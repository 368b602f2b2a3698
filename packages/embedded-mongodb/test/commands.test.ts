import { connect } from "node:net";
import { deserialize, serialize } from "bson";
import { Long, MongoServerError } from "mongodb";
import { describe, expect, test } from "vitest";
import { useMongo } from "./support.js";

const running = useMongo();
const collection = (name: string) => running().client.db().collection(name);

async function serverError(work: Promise<unknown>): Promise<MongoServerError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MongoServerError);
  return error as MongoServerError;
}

describe("documents", () => {
  test("are created, read, changed and deleted", async () => {
    const things = collection("things");
    await things.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }]);
    expect(await things.updateMany({ n: { $gte: 2 } }, { $inc: { n: 10 } })).toMatchObject({
      modifiedCount: 2,
    });
    expect(
      await things.findOneAndUpdate({ n: 1 }, { $set: { n: 0 } }, { returnDocument: "after" }),
    ).toMatchObject({
      n: 0,
    });
    expect(await things.deleteOne({ n: 12 })).toMatchObject({ deletedCount: 1 });
    expect(await things.distinct("n")).toEqual([0, 13]);
    expect(await things.countDocuments()).toBe(2);
    expect(await things.estimatedDocumentCount()).toBe(2);
    expect(await things.aggregate([{ $group: { _id: null, sum: { $sum: "$n" } } }]).toArray()).toEqual([
      { _id: null, sum: 13 },
    ]);
  });

  test("keep their bytes: number types and the order of number-like keys", async () => {
    const things = collection("bytes");
    const session = running().client.startSession();
    const map = new Map<string, unknown>([
      ["b", Long.fromNumber(1)],
      ["1", 2],
    ]);
    await things.insertOne({ _id: 1 as never, map });
    session.startTransaction();
    await things.updateOne({}, { $set: { map: "gone" } }, { session });
    await session.abortTransaction();
    await session.endSession();
    const raw = await things.findOne({}, { raw: true });
    const bytes = Buffer.from(raw as unknown as Uint8Array);
    expect(bytes.indexOf("\x12b\0")).toBeGreaterThan(0); // an int64, and before "1"
    expect(bytes.indexOf("\x101\0")).toBeGreaterThan(bytes.indexOf("\x12b\0"));
  });

  test("are looked through in tens of thousands, also if several indexes fit and nothing matches", async () => {
    const crowd = collection("crowd");
    await crowd.createIndexes([{ key: { event: 1, status: 1 } }, { key: { event: 1, date: 1 } }]);
    await crowd.insertMany(Array.from({ length: 25_000 }, (_, date) => ({ event: 1, status: "a", date })));
    expect(await crowd.findOne({ event: 1, item: 5 })).toBeNull();
    const pipeline = [{ $match: { event: 1, item: 5 } }, { $group: { _id: "$event" } }];
    expect(await crowd.aggregate(pipeline).toArray()).toEqual([]);
  });

  test("come in batches", async () => {
    const many = collection("many");
    await many.insertMany(Array.from({ length: 1000 }, (_, n) => ({ n })));
    const all = await many.find({}, { batchSize: 70 }).sort({ n: 1 }).toArray();
    expect(all.map(({ n }) => n)).toEqual(Array.from({ length: 1000 }, (_, n) => n));
    const cursor = many.find({}, { batchSize: 2 });
    await cursor.next();
    await cursor.close(); // killCursors
  });

  test("violating a unique index are refused with 11000", async () => {
    const unique = collection("unique");
    await unique.createIndex({ email: 1 }, { unique: true });
    await unique.insertOne({ email: "a" });
    expect((await serverError(unique.insertOne({ email: "a" }))).code).toBe(11000);
  });

  test("are written without an answer when none is wanted", async () => {
    const silent = collection("silent");
    await silent.insertOne({ n: 1 }, { writeConcern: { w: 0 } });
    await expect.poll(() => silent.countDocuments()).toBe(1);
  });
});

describe("commands", () => {
  test("about the server are answered", async () => {
    const { client, mongo } = running();
    const admin = client.db("admin");
    expect(await admin.command({ hello: 1 })).toMatchObject({
      isWritablePrimary: true,
      setName: "foyer",
      me: `127.0.0.1:${mongo.port}`,
      maxWireVersion: 21,
      logicalSessionTimeoutMinutes: 30,
    });
    for (const name of [
      "ping",
      "buildInfo",
      "serverStatus",
      "replSetGetStatus",
      "connectionStatus",
      "whatsmyuri",
      "hostInfo",
      "getCmdLineOpts",
      "startSession",
    ]) {
      expect(await admin.command({ [name]: 1 }), name).toMatchObject({ ok: 1 });
    }
    expect(await admin.command({ getLog: "startupWarnings" })).toMatchObject({ ok: 1 });
    expect(await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 })).toMatchObject({ ok: 1 });
    const { databases } = await admin.command({ listDatabases: 1 });
    expect(databases.map(({ name }: { name: string }) => name)).not.toContain("foyer_embedded_journal");
  });

  test("about collections and indexes are answered", async () => {
    const db = running().client.db("shapes");
    await db.createCollection("squares");
    await db
      .collection("squares")
      .createIndex({ side: 1 }, { partialFilterExpression: { side: { $in: [1, 2] } } });
    expect((await db.listCollections().toArray()).map(({ name }) => name)).toEqual(["squares"]);
    expect((await db.collection("squares").indexes()).map(({ name }) => name)).toEqual(["_id_", "side_1"]);
    await db.collection("squares").dropIndex("side_1");
    expect(await db.command({ dbStats: 1 })).toMatchObject({ collections: 1 });
    expect(await db.command({ collStats: "squares" })).toMatchObject({ count: 0 });
    expect(await db.collection("squares").find({ side: 1 }).explain()).toHaveProperty("queryPlanner");
    await db.collection("squares").drop();
    await db.dropDatabase();
  });

  test.each(["shutdown", "eval", "constructor", "replSetInitiate", "saslStart"])(
    '"%s" is not known',
    async (name) => {
      const error = await serverError(
        running()
          .client.db("admin")
          .command({ [name]: 1 }),
      );
      expect(error).toMatchObject({ code: 59, codeName: "CommandNotFound" });
    },
  );

  test("endSessions and killSessions never reach the engine, which they would crash", async () => {
    const db = running().client.db("admin");
    await db.command({ endSessions: [] });
    await db.command({ killSessions: [] });
    await db.command({ killAllSessions: [] });
    await db.command({ refreshSessions: [] });
    expect(await db.command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

describe("the wire", () => {
  function exchange(bytes: Buffer): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const socket = connect(running().mongo.port, "127.0.0.1");
      const chunks: Buffer[] = [];
      socket.on("data", (chunk) => {
        chunks.push(chunk);
        socket.end();
      });
      socket.on("close", () => resolve(Buffer.concat(chunks)));
      socket.on("error", reject);
      socket.write(bytes);
    });
  }

  function message(opCode: number, payload: Buffer): Buffer {
    const header = Buffer.alloc(16);
    header.writeInt32LE(16 + payload.length, 0);
    header.writeInt32LE(7, 4);
    header.writeInt32LE(opCode, 12);
    return Buffer.concat([header, payload]);
  }

  const ping = Buffer.from(serialize({ ping: 1, $db: "admin" }));

  test("answers the legacy handshake", async () => {
    const query = Buffer.from(serialize({ isMaster: 1 }));
    const payload = Buffer.concat([
      Buffer.alloc(4),
      Buffer.from("admin.$cmd\0"),
      Buffer.alloc(4),
      Buffer.alloc(4, 255),
      query,
    ]);
    const reply = await exchange(message(2004, payload));
    expect(reply.readInt32LE(12)).toBe(1);
    expect(reply.readInt32LE(8)).toBe(7);
    expect(deserialize(reply.subarray(36))).toMatchObject({ ismaster: true, setName: "foyer" });
  });

  test("accepts a message with a checksum", async () => {
    const payload = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), ping, Buffer.alloc(4)]);
    expect(deserialize((await exchange(message(2013, payload))).subarray(21))).toMatchObject({ ok: 1 });
  });

  test.each([
    ["random bytes", Buffer.from("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")],
    ["a negative length", Buffer.alloc(32, 0xff)],
    ["an unknown operation", message(2012, Buffer.alloc(20))],
    ["an empty message", message(2013, Buffer.alloc(0))],
    ["a section longer than the message", message(2013, Buffer.from([0, 0, 0, 0, 0, 255, 255, 0, 0]))],
    ["a body that is no BSON", message(2013, Buffer.from([0, 0, 0, 0, 0, 9, 0, 0, 0, 77, 77, 77, 77, 77]))],
    ["a required flag nobody knows", message(2013, Buffer.concat([Buffer.from([4, 0, 0, 0, 0]), ping]))],
  ])("drops a connection that sends %s, and nothing else", async (_, bytes) => {
    expect((await exchange(bytes)).length).toBe(0);
    expect(await running().client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  });

  test("survives a document that is broken inside", async () => {
    const body = Buffer.from(
      serialize({ insert: "broken", documents: [{ inner: { text: "x" } }], $db: "test" }),
    );
    body.writeInt32LE(90_000, body.indexOf("inner") + 6);
    await exchange(message(2013, Buffer.concat([Buffer.alloc(5), body])));
    expect(await running().client.db().command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});
