import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type ClientSession, type Collection, type Document, MongoClient, Timestamp } from "mongodb";
import { describe, expect, test } from "vitest";
import { nodeCommand } from "../src/host/node-command.js";
import { useDirectory, withEngine } from "./support.js";

interface Thing {
  _id: number | string;
  n?: number;
  text?: string;
}

const directory = useDirectory();
const JOURNAL = "foyer_embedded_journal";

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: { code?: unknown }) => error.code,
  );

describe("a document that its validator refuses", () => {
  const old = { _id: 1, n: 100 };

  /** A collection with a document that came before its validator, as it were. */
  async function withInvalid(client: MongoClient): Promise<Collection<Thing>> {
    const things = await client.db().createCollection<Thing>("things", { validator: { n: { $lt: 10 } } });
    await things.insertOne(old, { bypassDocumentValidation: true });
    return things;
  }

  test.each<[string, (things: Collection<Thing>, session: ClientSession) => Promise<unknown>]>([
    ["updated", (things, session) => things.updateOne({ _id: 1 }, { $set: { n: 1 } }, { session })],
    ["replaced", (things, session) => things.replaceOne({ n: 100 }, { n: 1 }, { session })],
    ["deleted", (things, session) => things.deleteOne({ _id: 1 }, { session })],
  ])("is there again when a transaction that %s it aborts", async (_, write) => {
    const { client, stop } = await directory.start();
    const things = await withInvalid(client);
    await client.withSession(async (session) => {
      session.startTransaction();
      await write(things, session);
      await session.abortTransaction();
    });
    expect(await things.find().toArray()).toEqual([old]);
    await stop();
  });

  test("is there again after a kill", async () => {
    const first = await directory.start();
    const things = await withInvalid(first.client);
    const session = first.client.startSession();
    session.startTransaction();
    await things.updateOne({ _id: 1 }, { $set: { n: 1 } }, { session });
    await things.insertOne({ _id: 2, n: 2 }, { session });
    await first.kill();
    const second = await directory.start();
    expect(await second.client.db().collection<Thing>("things").find().toArray()).toEqual([old]);
    await second.stop();
  });
});

test("documents that updates could not write are brought back by other means", async () => {
  const { client, stop } = await directory.start();
  const odd = client.db().collection<Document & { _id: number }>("odd");
  const before = [
    { _id: 1, $price: 1, "a.b": 2, empty: new Timestamp({ t: 0, i: 0 }) },
    { _id: 2, plain: true },
  ];
  await client.db().command({ insert: "odd", documents: before, bypassEmptyTsReplacement: true });
  await client.withSession(async (session) => {
    session.startTransaction();
    await odd.updateMany({}, { $set: { seen: true } }, { session });
    await odd.deleteOne({ _id: 2 }, { session });
    await session.abortTransaction();
  });
  expect(await odd.find().sort({ _id: 1 }).toArray()).toEqual(before);
  await stop();
});

describe("a change whose undo record would be too large", () => {
  const LIMIT = 16 * 1024 * 1024;

  test("is refused beforehand with 10334, and nothing is written", async () => {
    const first = await directory.start();
    const things = first.client.db().collection<Thing>("large");
    const large = { _id: "large", text: "x".repeat(LIMIT - 100) };
    const small = { _id: "small", n: 1 };
    await things.insertMany([small]);
    // Outside of transactions, and not as a retryable write: nothing has to be undone.
    await first.client.db().command({ insert: "large", documents: [large] });
    for (const write of [
      (session: ClientSession) => things.updateMany({}, { $set: { n: 2 } }, { session }),
      (session: ClientSession) => things.deleteOne({ _id: "large" }, { session }),
      (session: ClientSession) =>
        things.findOneAndUpdate({ _id: "large" }, { $unset: { text: 1 } }, { session }),
    ]) {
      await first.client.withSession(async (session) => {
        session.startTransaction();
        await things.insertOne({ _id: "new" }, { session });
        expect(await codeOf(write(session))).toBe(10_334);
        await session.abortTransaction();
      });
    }
    expect(await codeOf(things.updateOne({ _id: "large" }, { $set: { n: 2 } }))).toBe(10_334);
    const left = await things.find({}, { projection: { text: 0 } }).toArray();
    expect(left).toEqual([small, { _id: "large" }]);
    await first.stop();
    const second = await directory.start();
    expect(await second.client.db().collection("large").countDocuments()).toBe(2);
    await second.stop();
  });

  test("is not refused when it just fits", async () => {
    const { client, stop } = await directory.start();
    const things = client.db().collection<Thing>("large");
    const large = { _id: "large", text: "x".repeat(LIMIT - 5000) };
    await things.insertOne(large);
    await client.withSession(async (session) => {
      session.startTransaction();
      await things.updateOne({ _id: "large" }, { $unset: { text: 1 } }, { session });
      await session.abortTransaction();
    });
    expect((await things.findOne())?.text?.length).toBe(LIMIT - 5000);
    await stop();
  });
});

test("a collection that an aborted transaction created is gone, by abort and by kill", async () => {
  const first = await directory.start();
  const names = async (client: MongoClient) =>
    (await client.db().listCollections().toArray()).map(({ name }) => name);
  for (const end of ["abort", "kill"]) {
    const session = first.client.startSession();
    session.startTransaction();
    await first.client.db().collection<Thing>("implicit").insertOne({ _id: 1 }, { session });
    await first.client.db().createCollection("explicit", { session });
    if (end === "abort") await session.abortTransaction();
    else await first.kill();
    if (end === "abort") expect(await names(first.client)).toEqual([]);
  }
  const second = await directory.start();
  expect(await names(second.client)).toEqual([]);
  await second.stop();
});

test("a recovery that is killed, again and again, is begun anew", async () => {
  const first = await directory.start();
  const things = first.client.db().collection<Thing>("things");
  const text = "x".repeat(2000);
  const before = Array.from({ length: 2000 }, (_, n) => ({ _id: n, n, text }));
  await things.createIndex({ n: 1 }, { unique: true });
  await things.insertMany(before);
  const session = first.client.startSession();
  session.startTransaction();
  // Every value of the unique index changes its place.
  await things.updateMany({}, [{ $set: { n: { $subtract: [10_000, "$n"] }, text: "changed" } }], { session });
  await things.deleteMany({ _id: { $lt: 500 } }, { session });
  await things.insertMany(
    Array.from({ length: 500 }, (_, n) => ({ _id: n + 0.5, n: n + 0.5 })),
    { session },
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  await first.kill();

  const [command, ...args] = await nodeCommand(() => undefined);
  const child = join(import.meta.dirname, "../dist/child.js");
  const settings = {
    directory: directory.path(),
    port: 0,
    ttlSweepSeconds: 60,
    transactionLifetimeSeconds: 60,
  };
  for (const delay of [150, 250, 350, 450, 600]) {
    const recovering = spawn(command, [...args, child, JSON.stringify(settings)], {
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await new Promise((resolve) => setTimeout(resolve, delay));
    recovering.kill("SIGKILL");
    await once(recovering, "exit");
  }
  const last = await directory.start();
  const after = await last.client.db().collection<Thing>("things").find().sort({ _id: 1 }).toArray();
  expect(after).toEqual(before);
  expect(await last.client.db(JOURNAL).collection("setAside").countDocuments()).toBe(0);
  await last.stop();
});

describe("a directory opens", () => {
  const FUTURE = 1_000_000_000;
  const record = (n: number, fields: string) => `{ _id: { t: ${FUTURE}, n: ${n} }, ${fields} }`;
  const image = (document: string) => `new bson.Binary(Buffer.from(bson.serialize(${document})))`;

  /** Opens the directory through the command line, and collects what is said meanwhile. */
  async function open(): Promise<{ client: MongoClient; said: () => string[]; stop: () => Promise<void> }> {
    const cli = join(import.meta.dirname, "../dist/cli.js");
    const child = spawn(process.execPath, [cli, "--directory", directory.path()], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    const [url] = await once(child.stdout, "data");
    const client = await new MongoClient(String(url).trim().replace("/?", "/test?")).connect();
    return {
      client,
      said: () => said.split("\n").filter((line) => line !== ""),
      async stop() {
        await client.close();
        child.kill("SIGTERM");
        await once(child, "exit");
      },
    };
  }

  async function damage(records: readonly string[]): Promise<void> {
    await withEngine(
      directory.path(),
      `await engine.run({ insert: "undo", documents: [${records.join(",")}], $db: "${JOURNAL}" });`,
    );
  }

  test.each([
    ["is no undo record", "{ _id: 1, what: 'ever' }"],
    ["has no collection", record(0, `db: "test", ids: [], images: []`)],
    [
      "holds an image that is no document",
      record(0, `db: "test", collection: "c", ids: [], images: [new bson.Binary(Buffer.from("no"))]`),
    ],
    [
      "is about a name no collection can have",
      record(0, `db: "te st", collection: "$", ids: [], images: [${image("{ _id: 1 }")}]`),
    ],
    [
      "is about what is a view now",
      record(0, `db: "test", collection: "view", ids: [], images: [${image("{ _id: 1 }")}]`),
    ],
    [
      "contradicts a unique index",
      record(0, `db: "test", collection: "unique", ids: [], images: [${image("{ _id: 9, u: 1 }")}]`),
    ],
  ])("when an undo record %s: it is set aside, in one line", async (_, bad) => {
    const first = await directory.start();
    const db = first.client.db();
    await db.collection("unique").createIndex({ u: 1 }, { unique: true });
    await db.collection<{ _id: number; u: number }>("unique").insertOne({ _id: 1, u: 1 });
    await db.collection<Thing>("good").insertMany([{ _id: 1, n: 2 }, { _id: 2 }]);
    await db.createCollection("view", { viewOn: "unique", pipeline: [] });
    await first.stop();
    // Beside it, one that can be applied, whatever comes before.
    const good = record(
      7,
      `db: "test", collection: "good", ids: [{ _id: 2 }], images: [${image("{ _id: 1, n: 1 }")}]`,
    );
    await damage([bad, good]);

    const second = await open();
    expect(second.said()).toEqual([
      expect.stringMatching(
        /^embedded MongoDB: 1 .* could not be applied and were set aside in foyer_embedded_journal\.setAside: /,
      ),
    ]);
    expect(await second.client.db().collection("good").find().toArray()).toEqual([{ _id: 1, n: 1 }]);
    expect(await second.client.db().collection("unique").find().toArray()).toEqual([{ _id: 1, u: 1 }]);
    expect(await second.client.db(JOURNAL).collection("setAside").countDocuments()).toBe(1);
    await second.stop();

    const third = await open();
    expect(third.said()).toEqual([]);
    expect(await third.client.db(JOURNAL).collection("undo").countDocuments()).toBe(0);
    await third.stop();
  });

  test("when a collection of an undo record was dropped: its documents come back", async () => {
    await (await directory.start()).stop();
    await damage([
      record(0, `db: "test", collection: "gone", ids: [], images: [${image("{ _id: 1, n: 1 }")}]`),
    ]);
    const { client, said, stop } = await open();
    expect(said()).toEqual([]);
    expect(await client.db().collection("gone").find().toArray()).toEqual([{ _id: 1, n: 1 }]);
    await stop();
  });

  test("when an earlier version left records that name changed documents twice", async () => {
    const first = await directory.start();
    await first.client
      .db()
      .collection<Thing>("c")
      .insertMany([{ _id: 1, n: 2 }, { _id: 2 }]);
    await first.stop();
    await damage([
      record(
        0,
        `db: "test", collection: "c", ids: [{ _id: 1 }, { _id: 2 }], images: [${image("{ _id: 1, n: 1 }")}]`,
      ),
    ]);
    const second = await directory.start();
    expect(await second.client.db().collection("c").find().toArray()).toEqual([{ _id: 1, n: 1 }]);
    await second.stop();
  });

  test("when the mark of the last commit cannot be read", async () => {
    const first = await directory.start();
    const things = first.client.db().collection<Thing>("c");
    await first.client.withSession((session) =>
      session.withTransaction(() => things.insertOne({ _id: 1 }, { session })),
    );
    await first.stop();
    await withEngine(
      directory.path(),
      `await engine.run({ update: "commits", updates: [{ q: { _id: "lastCommitted" }, u: { number: "x" }, upsert: true }], $db: "${JOURNAL}" });
       await engine.run({ insert: "sessions", documents: [{ _id: 5 }, { _id: "x", txn: "y", kind: 3, commit: "z" }], $db: "${JOURNAL}" });`,
    );
    const second = await directory.start();
    expect(await second.client.db().collection("c").find().toArray()).toEqual([{ _id: 1 }]);
    await second.stop();
  });
});

test("the journal can be read by clients, and not written", async () => {
  const { client, stop } = await directory.start();
  const journal = client.db(JOURNAL);
  expect(await codeOf(journal.collection("undo").insertOne({}))).toBe(13);
  expect(await codeOf(journal.dropDatabase())).toBe(13);
  expect(await codeOf(journal.collection("undo").drop())).toBe(13);
  const things = client.db().collection("things");
  await things.insertOne({});
  const records = await journal.collection("undo").find().toArray();
  expect(records).not.toEqual([]);
  expect(await codeOf(things.aggregate([{ $out: { db: JOURNAL, coll: "undo" } }]).toArray())).toBe(13);
  expect(
    await codeOf(things.aggregate([{ $merge: { into: { db: JOURNAL, coll: "undo" } } }]).toArray()),
  ).toBe(13);
  expect(await journal.collection("undo").find().toArray()).toEqual(records);
  await stop();
});
