import { type Document, UUID } from "bson";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRaw, type RawConnection, useMongo } from "./support.js";

/** What MongoDB refuses is refused with the same code, so that nobody finds out in production. */

const running = useMongo();
let raw: RawConnection;
beforeAll(async () => {
  raw = await openRaw(running().mongo.port);
  const db = running().client.db();
  await db.collection<{ _id: number }>("things").insertOne({ _id: 1 });
  await db.createCollection("capped", { capped: true, size: 4096 });
  await db.createCollection("series", { timeseries: { timeField: "at" } });
});
afterAll(() => raw.close());

interface Statements {
  first(command: Document): Promise<Document>;
  next(command: Document): Promise<Document>;
  end(name: "commitTransaction" | "abortTransaction"): Promise<Document>;
}

function transaction(): Statements {
  const fields = { lsid: { id: new UUID() }, txnNumber: 1n, autocommit: false };
  const send = (command: Document): Promise<Document> =>
    raw.send({ ...command, $db: command.$db ?? "test", ...fields });
  return {
    first: (command) => send({ ...command, startTransaction: true }),
    next: send,
    end: (name) => send({ [name]: 1, $db: "admin" }),
  };
}

const codeOf = (reply: Document): number => Number(reply.code ?? reply.writeErrors?.[0]?.code ?? 0);
const find: Document = { find: "things" };
const insertTwo: Document = { insert: "things", documents: [{ _id: 2 }] };

describe("in a transaction", () => {
  const commands: Document[] = [
    { count: "things" },
    { count: "things", query: { _id: 1 } },
    { listCollections: 1 },
    { listIndexes: "things" },
    { listDatabases: 1, $db: "admin" },
    { explain: find },
    { getParameter: 1, featureCompatibilityVersion: 1, $db: "admin" },
    { serverStatus: 1, $db: "admin" },
    { ping: 1 },
    { collStats: "things" },
    { dbStats: 1 },
    { drop: "things" },
    { dropDatabase: 1 },
    { dropIndexes: "things", index: "*" },
    { collMod: "things" },
    { hostInfo: 1, $db: "admin" },
    { getLog: "*", $db: "admin" },
    { endSessions: [], $db: "admin" },
    { killSessions: [], $db: "admin" },
    { refreshSessions: [], $db: "admin" },
    { replSetGetStatus: 1, $db: "admin" },
    { insert: "things", documents: [{}], $db: "config" },
    { find: "things", $db: "local" },
  ];
  const nameOf = (command: Document): string => JSON.stringify(command);

  test.each(commands.map((command) => [nameOf(command), command]))(
    "%s is refused with 263, first or later, and the transaction goes on",
    async (_, command) => {
      expect(codeOf(await transaction().first(command))).toBe(263);
      const { first, next, end } = transaction();
      await first(find);
      const reply = await next(command);
      expect(codeOf(reply)).toBe(263);
      expect(reply.errorLabels).toBeUndefined();
      expect(await next(insertTwo)).not.toHaveProperty("code");
      expect(codeOf(await end("abortTransaction"))).toBe(0);
    },
  );

  test.each(["hello", "isMaster", "buildInfo", "connectionStatus"])(
    "%s is refused with 263 as the first operation, and not later",
    async (name) => {
      const command = { [name]: 1, $db: "admin" };
      expect(codeOf(await transaction().first(command))).toBe(263);
      const { first, next, end } = transaction();
      await first(find);
      expect(Number((await next(command)).ok)).toBe(1);
      await end("commitTransaction");
    },
  );

  test("killCursors is refused as the first operation, and not later", async () => {
    const kill = { killCursors: "things", cursors: [5n] };
    expect(codeOf(await transaction().first(kill))).toBe(263);
    const { first, next, end } = transaction();
    await first(find);
    expect(Number((await next(kill)).ok)).toBe(1);
    await end("commitTransaction");
  });

  test.each([
    ["$out", { $out: "copy" }],
    ["$merge", { $merge: "copy" }],
    ["$unionWith", { $unionWith: "things" }],
    ["$collStats", { $collStats: { count: {} } }],
    ["$indexStats", { $indexStats: {} }],
    ["$planCacheStats", { $planCacheStats: {} }],
    ["$changeStream", { $changeStream: {} }],
    [
      "$unionWith in a $lookup",
      { $lookup: { from: "things", pipeline: [{ $unionWith: "things" }], as: "x" } },
    ],
    ["$unionWith in a $facet", { $facet: { x: [{ $unionWith: "things" }] } }],
  ])("an aggregation with %s is refused with 263", async (_, stage) => {
    const { first, next, end } = transaction();
    await first(insertTwo);
    expect(codeOf(await next({ aggregate: "things", pipeline: [stage], cursor: {} }))).toBe(263);
    expect(codeOf(await end("commitTransaction"))).toBe(251);
  });

  test.each(["$currentOp", "$listLocalSessions"])("%s is refused with 263", async (stage) => {
    const command = { aggregate: 1, pipeline: [{ [stage]: {} }], cursor: {}, $db: "admin" };
    expect(codeOf(await transaction().first(command))).toBe(263);
  });

  test.each([
    ["capped", { insert: "capped", documents: [{}] }],
    ["capped", { update: "capped", updates: [{ q: {}, u: { $set: { a: 1 } } }] }],
    ["capped", { delete: "capped", deletes: [{ q: {}, limit: 1 }] }],
    ["time-series", { insert: "series", documents: [{ at: new Date() }] }],
  ])("a write to a %s collection is refused with 263", async (_, command) => {
    const { first, end } = transaction();
    expect(codeOf(await first(command))).toBe(263);
    expect(codeOf(await end("commitTransaction"))).toBe(251);
  });

  test("concerns of a single statement are refused with 72", async () => {
    const { first, next, end } = transaction();
    expect(codeOf(await first({ ...find, readConcern: { level: "snapshot" } }))).toBe(0);
    expect(codeOf(await next({ ...find, readConcern: { level: "local" } }))).toBe(72);
    expect(codeOf(await next({ ...insertTwo, writeConcern: { w: 1 } }))).toBe(72);
    expect(codeOf(await end("commitTransaction"))).toBe(0);
  });

  test("it is only ended against the admin database", async () => {
    const { first, next, end } = transaction();
    await first(insertTwo);
    expect(codeOf(await next({ commitTransaction: 1, $db: "test" }))).toBe(13);
    expect(codeOf(await next({ abortTransaction: 1, $db: "test" }))).toBe(13);
    expect(codeOf(await end("abortTransaction"))).toBe(0);
  });

  test("a command nobody knows is answered 59", async () => {
    expect(codeOf(await transaction().first({ mapReduce: "things" }))).toBe(59);
  });
});

describe("the numbers of a session", () => {
  const statement = (
    lsid: Document,
    txnNumber: bigint,
    command: Document,
    startTransaction = false,
  ): Document => ({
    ...command,
    $db: command.$db ?? "test",
    lsid,
    txnNumber,
    autocommit: false,
    ...(startTransaction && { startTransaction }),
  });

  test("first statements that are sent together: one is taken, the others get 117 without a label", async () => {
    const lsid = { id: new UUID() };
    const connections = await Promise.all([0, 1, 2, 3].map(() => openRaw(running().mongo.port)));
    const replies = await Promise.all(
      connections.map((connection) => connection.send(statement(lsid, 1n, find, true))),
    );
    expect(replies.map(codeOf).sort()).toEqual([0, 117, 117, 117]);
    for (const reply of replies) expect(reply.errorLabels).toBeUndefined();
    // The one that was taken is not harmed.
    expect(codeOf(await raw.send(statement(lsid, 1n, insertTwo)))).toBe(0);
    expect(codeOf(await raw.send(statement(lsid, 1n, { abortTransaction: 1, $db: "admin" })))).toBe(0);
    for (const connection of connections) connection.close();
  });

  test("a commit that is repeated before the first is answered is answered the same, and an abort is too late", async () => {
    const others = await Promise.all([0, 1, 2].map(() => openRaw(running().mongo.port)));
    for (let time = 0; time < 20; time += 1) {
      const lsid = { id: new UUID() };
      const insert = { insert: "repeated", documents: [{ _id: time }] };
      await raw.send(statement(lsid, 1n, insert, true));
      const ends = others.map((other, index) =>
        other.send(
          statement(lsid, 1n, { [index < 2 ? "commitTransaction" : "abortTransaction"]: 1, $db: "admin" }),
        ),
      );
      const codes = (await Promise.all(ends)).map(codeOf);
      // Whichever came first decides, and all are told so.
      expect([
        [0, 0, 256],
        [251, 251, 0],
      ]).toContainEqual(codes);
    }
    for (const other of others) other.close();
  });

  test("a number is started once, whatever became of it", async () => {
    for (const end of ["commitTransaction", "abortTransaction"]) {
      const lsid = { id: new UUID() };
      await raw.send(statement(lsid, 1n, find, true));
      expect(codeOf(await raw.send(statement(lsid, 1n, find, true)))).toBe(117);
      await raw.send(statement(lsid, 1n, { [end]: 1, $db: "admin" }));
      expect(codeOf(await raw.send(statement(lsid, 1n, find, true)))).toBe(117);
    }
  });

  test("a statement sent together with the first one is part of the transaction", async () => {
    const lsid = { id: new UUID() };
    const other = await openRaw(running().mongo.port);
    const blocker = transaction();
    await blocker.first(insertTwo);
    const first = raw.send(statement(lsid, 1n, find, true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = other.send(statement(lsid, 1n, { insert: "things", documents: [{ _id: 3 }] }));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const ender = await openRaw(running().mongo.port);
    // The first waits on this connection, so the blocker is ended on another.
    await ender.send({ killAllSessions: [], $db: "admin" });
    const codes = [codeOf(await first), codeOf(await second)];
    // Both are in, or both are told to try again: never one without the other.
    expect([
      [0, 0],
      [112, 251],
      [251, 251],
    ]).toContainEqual(codes);
    other.close();
    ender.close();
  });

  test("an older number is too old, and a newer one is not in progress", async () => {
    const lsid = { id: new UUID() };
    await raw.send(statement(lsid, 5n, find, true));
    const commit = { commitTransaction: 1, $db: "admin" };
    for (const command of [find, commit, { abortTransaction: 1, $db: "admin" }]) {
      const old = await raw.send(statement(lsid, 4n, command));
      expect(codeOf(old)).toBe(225);
      expect(old.errorLabels).toBeUndefined();
      const unknown = await raw.send(statement(lsid, 6n, command));
      expect(codeOf(unknown)).toBe(251);
      expect(unknown.errorLabels).toEqual(["TransientTransactionError"]);
    }
    expect(codeOf(await raw.send(statement(lsid, 5n, commit)))).toBe(0);
    expect(codeOf(await raw.send(statement(lsid, 5n, find)))).toBe(256);
  });

  test("a retryable write ends the transaction that was open, and takes no number of one", async () => {
    const lsid = { id: new UUID() };
    await raw.send(statement(lsid, 1n, { insert: "things", documents: [{ _id: "undone" }] }, true));
    const write: Document = { insert: "things", documents: [{ _id: "done" }], lsid, $db: "test" };
    expect(codeOf(await raw.send({ ...write, txnNumber: 1n }))).toBe(72);
    expect(codeOf(await raw.send({ ...write, txnNumber: 2n }))).toBe(0);
    expect(
      await running()
        .client.db()
        .collection("things")
        .distinct("_id", { _id: { $type: "string" } }),
    ).toEqual(["done"]);
    expect(codeOf(await raw.send(statement(lsid, 2n, { commitTransaction: 1, $db: "admin" })))).toBe(251);
  });
});

describe("a txnNumber without a transaction", () => {
  const fields = { lsid: { id: new UUID() }, txnNumber: 1n };
  test.each([
    [find],
    [{ create: "more" }],
    [{ ping: 1 }],
    [{ aggregate: "things", pipeline: [], cursor: {} }],
  ])("is refused on %o with 50768", async (command) => {
    expect(codeOf(await raw.send({ ...command, ...fields, $db: "test" }))).toBe(50_768);
  });

  test("is refused with 72 on what touches several documents, and only on that", async () => {
    const things = running().client.db().collection<{ _id: string; n?: number }>("several");
    await things.insertMany([{ _id: "a" }, { _id: "b" }]);
    const reply = await raw.send({
      update: "several",
      updates: [
        { q: { _id: "a" }, u: { $set: { n: 1 } } },
        { q: {}, u: { $set: { n: 2 } }, multi: true },
        { q: { _id: "b" }, u: { $set: { n: 3 } } },
      ],
      ordered: false,
      ...fields,
      txnNumber: 2n,
      $db: "test",
    });
    expect(Number(reply.n)).toBe(2);
    expect(reply.writeErrors.map((error: Document) => [Number(error.index), Number(error.code)])).toEqual([
      [1, 72],
    ]);
    const deletion = {
      delete: "several",
      deletes: [{ q: {}, limit: 0 }],
      ...fields,
      txnNumber: 3n,
      $db: "test",
    };
    expect(codeOf(await raw.send(deletion))).toBe(72);
    expect(await things.find().toArray()).toEqual([
      { _id: "a", n: 1 },
      { _id: "b", n: 3 },
    ]);
  });
});

test("every place that says a version says 7.0, and the wire version is 7.0's", async () => {
  const admin = running().client.db("admin");
  const { version, versionArray } = await admin.command({ buildInfo: 1 });
  expect(version).toMatch(/^7\.0\./);
  expect(versionArray.slice(0, 2)).toEqual([7, 0]);
  expect(await admin.command({ hello: 1 })).toMatchObject({ maxWireVersion: 21, minWireVersion: 0 });
  expect((await admin.command({ serverStatus: 1 })).version).toBe(version);
  expect(await admin.command({ getParameter: 1, featureCompatibilityVersion: 1 })).toMatchObject({
    featureCompatibilityVersion: { version: "7.0" },
  });
  const explained = await running().client.db().collection("things").find().explain();
  expect(explained.serverInfo.version).toBe(version);
  // Came with 8.0.
  expect(codeOf(await raw.send({ bulkWrite: 1, ops: [], nsInfo: [], $db: "admin" }))).toBe(59);
});

describe("the limits that the README states", () => {
  const answerTo = async (command: Document): Promise<number> =>
    codeOf(await raw.send({ ...command, $db: "test" }));

  test("no fail points, no other node", async () => {
    expect(await answerTo({ configureFailPoint: "failCommand", mode: "alwaysOn" })).toBe(59);
    expect(await answerTo({ insert: "things", documents: [{}], writeConcern: { w: 2 } })).toBe(0);
  });

  test("no indexes in transactions", async () => {
    const indexes = [{ key: { n: 1 }, name: "n_1" }];
    const { first, end } = transaction();
    expect(codeOf(await first({ createIndexes: "new", indexes }))).toBe(263);
    expect(codeOf(await end("commitTransaction"))).toBe(251);
  });

  test("a transaction dies with its connection: 251 with the label, at its next statement and at its commit", async () => {
    const fields = { lsid: { id: new UUID() }, txnNumber: 1n, autocommit: false };
    const its = await openRaw(running().mongo.port);
    await its.send({
      insert: "things",
      documents: [{ _id: "dies" }],
      startTransaction: true,
      ...fields,
      $db: "test",
    });
    its.close();
    // Behind the abort, for which this waits.
    expect(await answerTo({ insert: "things", documents: [{ _id: "lives" }] })).toBe(0);
    for (const command of [
      { ...find, $db: "test" },
      { commitTransaction: 1, $db: "admin" },
    ]) {
      const reply = await raw.send({ ...command, ...fields });
      expect(codeOf(reply)).toBe(251);
      expect(reply.errorLabels).toEqual(["TransientTransactionError"]);
    }
    expect(
      await running().client.db().collection<{ _id: string }>("things").findOne({ _id: "dies" }),
    ).toBeNull();
  });
});
