import { type Document, Int32, Long, UUID } from "bson";
import { expect, test } from "vitest";
import { openRaw, type RawConnection, useDirectory } from "./support.js";

/** What is known after a restart of what was done before it. */

const directory = useDirectory();

const plain = (reply: Document): Document => ({
  ok: Number(reply.ok),
  ...(reply.code && { code: Number(reply.code), errorLabels: reply.errorLabels }),
  ...(reply.n && { n: Number(reply.n) }),
});

const insertion = (_id: unknown): Document => ({ insert: "log", documents: [{ _id }], $db: "test" });
const increment: Document = {
  update: "counters",
  updates: [{ q: { _id: "n" }, u: { $inc: { n: new Int32(1) } }, upsert: true }],
  $db: "test",
};

interface Statement {
  readonly lsid: Document;
  readonly txnNumber: bigint;
}

const ofTransaction = (fields: Statement, command: Document, startTransaction = false): Document => ({
  ...command,
  ...fields,
  autocommit: false,
  ...(startTransaction && { startTransaction }),
});
const commitOf = (fields: Statement): Document =>
  ofTransaction(fields, { commitTransaction: 1, $db: "admin" });

test("a repeated commit is answered after a kill as it was done: ok, and done once", async () => {
  const first = await directory.start();
  const raw = await openRaw(first.mongo.port);
  const fields = { lsid: { id: new UUID() }, txnNumber: 4n };
  await raw.send(ofTransaction(fields, insertion(1), true));
  await raw.send(ofTransaction(fields, increment));
  expect(plain(await raw.send(commitOf(fields)))).toEqual({ ok: 1 });
  await first.kill();

  const second = await directory.start();
  const again = await openRaw(second.mongo.port);
  expect(plain(await again.send(commitOf(fields)))).toEqual({ ok: 1 });
  expect(plain(await again.send(commitOf(fields)))).toEqual({ ok: 1 });
  expect(plain(await again.send(ofTransaction(fields, { abortTransaction: 1, $db: "admin" })))).toMatchObject(
    {
      code: 256,
    },
  );
  expect(plain(await again.send(ofTransaction(fields, insertion(2))))).toMatchObject({ code: 256 });
  expect(plain(await again.send(ofTransaction(fields, insertion(2), true)))).toMatchObject({ code: 117 });
  expect(plain(await again.send(commitOf({ ...fields, txnNumber: 3n })))).toMatchObject({ code: 225 });
  expect(await second.client.db().collection("counters").findOne()).toMatchObject({ n: 1 });
  // The session goes on with its next number.
  const next = { ...fields, txnNumber: 5n };
  expect(plain(await again.send(ofTransaction(next, increment, true)))).toMatchObject({ ok: 1 });
  expect(plain(await again.send(commitOf(next)))).toEqual({ ok: 1 });
  expect(await second.client.db().collection("counters").findOne()).toMatchObject({ n: 2 });
  await second.stop();
});

test("a commit that was not done is answered 251 with the transient label", async () => {
  const first = await directory.start();
  const raw = await openRaw(first.mongo.port);
  const fields = { lsid: { id: new UUID() }, txnNumber: 1n };
  await raw.send(ofTransaction(fields, insertion(1), true));
  await first.kill();
  const second = await directory.start();
  const again = await openRaw(second.mongo.port);
  expect(plain(await again.send(commitOf(fields)))).toEqual({
    ok: 0,
    code: 251,
    errorLabels: ["TransientTransactionError"],
  });
  expect(await second.client.db().collection("log").countDocuments()).toBe(0);
  await second.stop();
});

test("an ended or killed session does not forget what it committed", async () => {
  const { mongo, stop } = await directory.start();
  const raw = await openRaw(mongo.port);
  const fields = { lsid: { id: new UUID() }, txnNumber: 1n };
  await raw.send(ofTransaction(fields, insertion(1), true));
  await raw.send(commitOf(fields));
  for (const name of ["endSessions", "killSessions"]) {
    await raw.send({ [name]: [fields.lsid], $db: "admin" });
    expect(plain(await raw.send(commitOf(fields)))).toEqual({ ok: 1 });
  }
  await stop();
});

test("a retryable write that is repeated after a kill gives the first answer, and is not done twice", async () => {
  const first = await directory.start();
  const raw = await openRaw(first.mongo.port);
  const writes: [Statement, Document][] = [
    { insert: "log", documents: [{ _id: 1 }, { _id: Long.fromNumber(2) }], $db: "test" },
    { ...increment },
    { delete: "log", deletes: [{ q: { _id: 2 }, limit: 1 }], $db: "test" },
    { findAndModify: "counters", query: { _id: "n" }, update: { $inc: { n: 10 } }, new: true, $db: "test" },
    {
      findAndModify: "counters",
      query: { _id: "m" },
      update: { $inc: { n: 10 } },
      upsert: true,
      $db: "test",
    },
    // Half of it is refused: what was done must not be done again.
    { insert: "log", documents: [{ _id: 3 }, { _id: 1 }], $db: "test" },
    // Nothing to do is an answer as well.
    { update: "log", updates: [{ q: { _id: "none" }, u: { $set: { n: 1 } } }], $db: "test" },
  ].map((write) => [{ lsid: { id: new UUID() }, txnNumber: 7n }, write]);
  const answers: Document[] = [];
  for (const [fields, write] of writes) answers.push(await raw.send({ ...write, ...fields }));
  const read = async (client: typeof first.client) => [
    await client.db().collection("log").find().sort({ _id: 1 }).toArray(),
    await client.db().collection("counters").find().sort({ _id: 1 }).toArray(),
  ];
  const before = await read(first.client);
  expect(before).toEqual([
    [{ _id: 1 }, { _id: 3 }],
    [
      { _id: "m", n: 10 },
      { _id: "n", n: 11 },
    ],
  ]);
  await first.kill();

  const second = await directory.start();
  const again = await openRaw(second.mongo.port);
  for (const [index, [fields, write]] of writes.entries()) {
    expect(await again.send({ ...write, ...fields })).toEqual(answers[index]);
    expect(plain(await again.send({ ...write, ...fields, txnNumber: 6n }))).toMatchObject({ code: 225 });
  }
  expect(await read(second.client)).toEqual(before);
  await second.stop();
});

test("an answer as large as a document is remembered", async () => {
  const first = await directory.start();
  const text = "x".repeat(16 * 1024 * 1024 - 6000);
  await first.client.db().collection<{ _id: number }>("large").insertOne({ _id: 1 });
  const raw = await openRaw(first.mongo.port);
  const write = {
    findAndModify: "large",
    query: { _id: 1 },
    update: { $set: { text }, $inc: { n: 1 } },
    new: true,
    lsid: { id: new UUID() },
    txnNumber: 1n,
    $db: "test",
  };
  expect((await raw.send(write)).value.text.length).toBe(text.length);
  await first.kill();
  const second = await directory.start();
  const again = await (await openRaw(second.mongo.port)).send(write);
  expect(again.value.text.length).toBe(text.length);
  expect(Number(again.value.n)).toBe(1);
  expect(
    await second.client
      .db()
      .collection("large")
      .findOne({}, { projection: { text: 0 } }),
  ).toEqual({
    _id: 1,
    n: 1,
  });
  await second.stop();
});

test("a refused write is not remembered: repeated, it is tried again", async () => {
  const { mongo, client, stop } = await directory.start();
  const log = client.db().collection<{ _id: number }>("log");
  await log.insertOne({ _id: 1 });
  const raw = await openRaw(mongo.port);
  const fields = { lsid: { id: new UUID() }, txnNumber: 1n };
  expect(Number((await raw.send({ ...insertion(1), ...fields })).writeErrors[0].code)).toBe(11_000);
  await log.deleteOne({ _id: 1 });
  expect(plain(await raw.send({ ...insertion(1), ...fields }))).toEqual({ ok: 1, n: 1 });
  await stop();
});

/**
 * Clients that send again whatever they got no answer to, as drivers do, over a server that is killed at any point.
 * Each write adds one, so that a write that was lost or done twice shows.
 */
test("killed at any point, nothing acknowledged is lost and nothing is done twice", async () => {
  const ROUNDS = 10;
  const WRITERS = 4;
  let connect: () => Promise<RawConnection>;
  let up: Promise<void>;
  let over = false;
  const counts = { transactions: 0, writes: 0, retriedCommits: 0 };
  let server = await directory.start();
  const reset = (): void => {
    const { port } = server.mongo;
    connect = () => openRaw(port);
    up = Promise.resolve();
  };
  reset();

  /** Sends until there is an answer; undefined when the server went away meanwhile. */
  const connections = new Map<number, RawConnection>();
  async function attempt(writer: number, command: Document): Promise<Document | undefined> {
    await up;
    try {
      let connection = connections.get(writer);
      if (!connection) {
        connection = await connect();
        connections.set(writer, connection);
      }
      return await connection.send(command);
    } catch {
      connections.delete(writer);
      return undefined;
    }
  }
  async function untilAnswered(writer: number, command: Document): Promise<Document> {
    for (;;) {
      const reply = await attempt(writer, command);
      if (reply) return reply;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async function transact(writer: number, lsid: Document, txnNumber: bigint, key: string): Promise<boolean> {
    const fields = { lsid, txnNumber };
    const increase = (name: string): Document => ({ ...increment, update: name, updates: [addOneTo(key)] });
    for (const [index, name] of ["left", "right"].entries()) {
      const reply = await attempt(writer, ofTransaction(fields, increase(name), index === 0));
      if (!reply || Number(reply.ok) !== 1) {
        await attempt(writer, ofTransaction(fields, { abortTransaction: 1, $db: "admin" }));
        return false;
      }
    }
    const first = await attempt(writer, commitOf(fields));
    const reply = first ?? (await untilAnswered(writer, commitOf(fields)));
    if (!first) counts.retriedCommits += 1;
    if (Number(reply.ok) === 1) return true;
    // Only then may a driver do it again.
    expect(plain(reply)).toMatchObject({ code: 251, errorLabels: ["TransientTransactionError"] });
    return false;
  }

  async function writer(index: number): Promise<[string, number][]> {
    const lsid = { id: new UUID() };
    let txnNumber = 0n;
    const done = { transactions: 0, writes: 0 };
    while (!over) {
      txnNumber += 1n;
      if (await transact(index, lsid, txnNumber, `t${index}`)) done.transactions += 1;
      txnNumber += 1n;
      const write = { ...increment, updates: [addOneTo(`w${index}`)], lsid, txnNumber };
      const reply = await untilAnswered(index, write);
      expect(plain(reply)).toEqual({ ok: 1, n: 1 });
      done.writes += 1;
    }
    counts.transactions += done.transactions;
    counts.writes += done.writes;
    return [
      [`t${index}`, done.transactions],
      [`w${index}`, done.writes],
    ];
  }

  const working = Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(index)));
  for (let round = 0; round < ROUNDS; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 150 + 97 * (round % 4)));
    let restarted: () => void = () => undefined;
    up = new Promise((resolve) => {
      restarted = resolve;
    });
    await server.kill();
    server = await directory.start();
    reset();
    restarted();
  }
  over = true;
  const expected = new Map((await working).flat());
  const stored = async (name: string): Promise<Map<string, number>> =>
    new Map(
      (await server.client.db().collection<{ _id: string; n: number }>(name).find().toArray()).map(
        ({ _id, n }) => [_id, n] as const,
      ),
    );
  const of = (letter: string): [string, number][] =>
    [...expected].filter(([key, count]) => key.startsWith(letter) && count > 0);
  expect([...(await stored("left"))].sort()).toEqual(of("t").sort());
  expect([...(await stored("right"))].sort()).toEqual(of("t").sort());
  expect([...(await stored("counters"))].sort()).toEqual(of("w").sort());
  expect(counts.transactions).toBeGreaterThan(0);
  expect(counts.writes).toBeGreaterThan(0);
  await server.stop();
});

function addOneTo(_id: string): Document {
  return { q: { _id }, u: { $inc: { n: 1 } }, upsert: true };
}

test.each<[string, Document, Document]>([
  ["capped", { capped: true, size: 100_000 }, { n: 1 }],
  ["time-series", { timeseries: { timeField: "at" } }, { at: new Date(0), n: 1 }],
])("a retryable write to a %s collection is done, and remembered", async (_, options, document) => {
  const { mongo, client, stop } = await directory.start();
  await client.db().createCollection("special", options);
  const raw = await openRaw(mongo.port);
  const write = {
    insert: "special",
    documents: [document],
    lsid: { id: new UUID() },
    txnNumber: 1n,
    $db: "test",
  };
  for (let time = 0; time < 2; time += 1) expect(plain(await raw.send(write))).toEqual({ ok: 1, n: 1 });
  expect(await client.db().collection("special").countDocuments()).toBe(1);
  await stop();
});
