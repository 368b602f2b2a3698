import {
  Binary,
  BSONRegExp,
  BSONSymbol,
  Code,
  Decimal128,
  type Document,
  Double,
  EJSON,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
  UUID,
} from "bson";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRaw, type RawConnection, useMongo } from "./support.js";

/**
 * Ids that are equal without being the same bytes, of every type that an `_id` can have. What a transaction leaves
 * behind is compared with the engine's own answers to the same commands outside of one.
 */

const running = useMongo();
const EFFORT = { numRuns: 100 };

/** Ends the trying when time is over, because the machine may be busy. A run that has begun is finished. */
function whileThereIsTime<Values extends unknown[]>(work: (...values: Values) => Promise<void>) {
  const deadline = performance.now() + 20_000;
  return async (...values: Values): Promise<void> => {
    if (performance.now() < deadline) await work(...values);
  };
}
let connection: RawConnection;
beforeAll(async () => {
  connection = await openRaw(running().mongo.port);
});
afterAll(() => connection.close());

const run = (command: Document): Promise<Document> => connection.send({ ...command, $db: "ids" });

/** A session's transactions, sent as a driver would. */
function session() {
  const lsid = { id: new UUID() };
  let txnNumber = 0n;
  let isFirst = false;
  return {
    start() {
      txnNumber += 1n;
      isFirst = true;
    },
    statement(command: Document): Promise<Document> {
      const startTransaction = isFirst;
      isFirst = false;
      const fields = { lsid, txnNumber, autocommit: false, ...(startTransaction && { startTransaction }) };
      return run({ ...command, ...fields });
    },
    end: (name: "commitTransaction" | "abortTransaction") =>
      connection.send({ [name]: 1, lsid, txnNumber, autocommit: false, $db: "admin" }),
    retryable(command: Document): Promise<Document> {
      txnNumber += 1n;
      return run({ ...command, lsid, txnNumber });
    },
  };
}

/** All documents of a collection, byte for byte, in an order of their own. */
async function bytesOf(collection: string): Promise<string[]> {
  const { cursor } = await run({ find: collection, batchSize: 1000 });
  return cursor.firstBatch
    .map((document: Document) => Buffer.from(serialize(document)).toString("hex"))
    .sort();
}

const SMALL = [0, 1, 2];
const numbers = fc.oneof(
  fc.constantFrom(...SMALL).map((n) => new Int32(n)),
  fc.constantFrom(...SMALL, -0, 0.5, Number.NaN, Number.POSITIVE_INFINITY).map((n) => new Double(n)),
  fc.constantFrom(...SMALL).map((n) => Long.fromNumber(n)),
  fc.constantFrom("0", "-0", "0E+3", "1", "1.0", "2.00", "0.5", "NaN").map((n) => Decimal128.fromString(n)),
);
const texts = fc.constantFrom("a", "A", "á", "a\u0301", "b", "");
const values = fc.oneof(
  { weight: 3, arbitrary: numbers },
  { weight: 2, arbitrary: texts },
  texts.map((text) => new BSONSymbol(text)),
  fc.constantFrom(new ObjectId("0123456789abcdef01234567"), new Date(0), new Date(1), true, false, null),
  fc.constantFrom(new Binary(Buffer.from("a")), new Binary(Buffer.from("a"), 128)),
  fc.constantFrom(new MinKey(), new MaxKey(), new Timestamp({ t: 1, i: 1 }), new Timestamp({ t: 0, i: 0 })),
  fc.constantFrom(new Code("a"), new Code("a", { b: 1 })),
);
const storable = fc.oneof(
  { weight: 4, arbitrary: values },
  fc.record({ a: values }),
  values.map((value) => ({ a: [value] })),
);
const ids = fc.oneof(
  { weight: 9, arbitrary: storable },
  fc.constantFrom(new BSONRegExp("a", "i"), [1], { $gt: 0 }, { $regex: "a" }, { $eq: 1 }, { $in: [1, "a"] }),
);
const collations = fc.constantFrom(
  undefined,
  { locale: "en", strength: 1 },
  { locale: "en", numericOrdering: true },
);

const operation = fc.record({
  kind: fc.constantFrom(
    "insert",
    "insertTwo",
    "set",
    "setId",
    "replace",
    "upsert",
    "upsertSetId",
    "upsertPipeline",
    "delete",
    "findAndModify",
    "findAndUpsert",
    "findAndRemove",
    "updateUnderCollation",
  ),
  id: ids,
  other: ids,
});
type Operation = typeof operation extends fc.Arbitrary<infer Value> ? Value : never;

function commandOf(collection: string, { kind, id, other }: Operation): Document {
  const update = (statement: Document): Document => ({ update: collection, updates: [statement] });
  switch (kind) {
    case "insert":
      return { insert: collection, documents: [{ _id: id, by: "transaction" }] };
    case "insertTwo":
      return {
        insert: collection,
        documents: [
          { _id: id, by: 1 },
          { _id: other, by: 2 },
        ],
      };
    case "set":
      return update({ q: { _id: id }, u: { $set: { by: "set" } } });
    case "setId":
      return update({ q: { _id: id }, u: { $set: { _id: other } } });
    case "replace":
      return update({ q: { _id: id }, u: { _id: other, by: "replace" } });
    case "upsert":
      return update({ q: { _id: id }, u: { $set: { by: "upsert" } }, upsert: true });
    case "upsertSetId":
      return update({ q: { by: "nobody" }, u: { $setOnInsert: { _id: id } }, upsert: true });
    case "upsertPipeline":
      return update({ q: { by: "nobody" }, u: [{ $set: { _id: { $literal: id } } }], upsert: true });
    case "delete":
      return { delete: collection, deletes: [{ q: { _id: id }, limit: 1 }] };
    case "findAndModify":
      return { findAndModify: collection, query: { _id: id }, update: { $inc: { n: 1 } }, new: true };
    case "findAndUpsert":
      return {
        findAndModify: collection,
        query: { _id: id },
        update: { $inc: { n: 1 } },
        new: true,
        upsert: true,
      };
    case "findAndRemove":
      return { findAndModify: collection, query: { _id: id }, remove: true };
    case "updateUnderCollation":
      return update({
        q: { _id: id },
        u: { $set: { by: "collation" } },
        collation: { locale: "en", strength: 1 },
      });
  }
}

/** What of a reply must be the same with and without a transaction. */
function essence(reply: Document): string {
  const { ok, code, n, nModified, upserted, writeErrors, value } = reply;
  const codes = (writeErrors ?? []).map((error: Document) => `${error.index}:${error.code}`);
  return EJSON.stringify({ ok: Number(ok), code, n, nModified, upserted, codes, value }, { relaxed: false });
}

const isFailure = ({ ok, writeErrors }: Document): boolean => Number(ok) !== 1 || writeErrors !== undefined;

/** Ids that the engine makes itself differ from run to run. */
const makesAnId = ({ kind, id }: Operation): boolean =>
  /upsert/i.test(kind) && kind !== "upsertSetId" && kind !== "upsertPipeline" && isOperatorOrRegex(id);
const isOperatorOrRegex = (id: unknown): boolean =>
  id instanceof BSONRegExp ||
  Object.keys(Object(id)).some((key) => key === "$gt" || key === "$regex" || key === "$in");

const created = new Set<string>();

/** A collection with these documents, and its name. Its `side` is there for a second one beside it. */
async function filled(
  committed: readonly unknown[],
  collation: Document | undefined,
  side = "left",
): Promise<string> {
  const name = `${side}${JSON.stringify(collation) ?? ""}`;
  if (!created.has(name)) await run({ create: name, ...(collation && { collation }) });
  else await run({ delete: name, deletes: [{ q: {}, limit: 0 }] });
  created.add(name);
  const documents = committed.map((_id, n) => ({ _id, n, by: "committed" }));
  if (documents.length > 0) await run({ insert: name, documents, ordered: false });
  return name;
}

const history = fc.record({
  committed: fc.array(storable, { maxLength: 5 }),
  collation: collations,
  operations: fc.array(operation, { minLength: 1, maxLength: 5 }),
});

describe("whatever the ids", () => {
  test("an aborted transaction leaves every document as it was, byte for byte", async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        fc.boolean(),
        whileThereIsTime(async ({ committed, collation, operations }, readBetween) => {
          const name = await filled(committed, collation);
          const before = await bytesOf(name);
          const { start, statement, end } = session();
          start();
          try {
            for (const one of operations) {
              if (isFailure(await statement(commandOf(name, one)))) break;
              // A read outside has the transaction take its changes out, and put them back for its next statement.
              if (readBetween) expect(await bytesOf(name)).toEqual(before);
            }
          } finally {
            await end("abortTransaction");
          }
          expect(await bytesOf(name)).toEqual(before);
        }),
      ),
      EFFORT,
    );
  });

  test("a statement answers and does in a transaction what it does outside", async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        whileThereIsTime(async ({ committed, collation, operations }) => {
          const plain = await filled(committed, collation);
          const inside = await filled(committed, collation, "right");
          const commands = operations.filter((each) => !makesAnId(each));
          const expected: Document[] = [];
          for (const one of commands) {
            const reply = await run(commandOf(plain, one));
            expected.push(reply);
            if (isFailure(reply)) break;
          }
          const { start, statement, end } = session();
          start();
          try {
            for (const [index, reply] of expected.entries()) {
              const one = commands[index];
              if (one) expect(essence(await statement(commandOf(inside, one)))).toBe(essence(reply));
            }
          } finally {
            await end("commitTransaction");
          }
          if (!expected.some(isFailure)) expect(await bytesOf(inside)).toEqual(await bytesOf(plain));
        }),
      ),
      EFFORT,
    );
  });

  test("a retryable write answers and does what the plain one does", async () => {
    await fc.assert(
      fc.asyncProperty(
        history,
        whileThereIsTime(async ({ committed, collation, operations }) => {
          const plain = await filled(committed, collation);
          const retryable = await filled(committed, collation, "right");
          const { retryable: send } = session();
          for (const one of operations.filter((each) => !makesAnId(each))) {
            const expected = await run(commandOf(plain, one));
            expect(essence(await send(commandOf(retryable, one)))).toBe(essence(expected));
          }
          expect(await bytesOf(retryable)).toEqual(await bytesOf(plain));
        }),
      ),
      EFFORT,
    );
  });
});

describe("an _id that no document can have", () => {
  const undefinedId = Buffer.from("0a00000006" + "5f696400" + "00", "hex");
  test.each([
    ["a regular expression", Buffer.from(serialize({ _id: /^a/ }))],
    ["an array", Buffer.from(serialize({ _id: [1] }))],
    ["undefined", undefinedId],
  ])("%s is refused with 53, and touches nothing", async (_, document) => {
    const name = await filled(["a", "aa", 1], undefined);
    const before = await bytesOf(name);
    const lsid = { id: new UUID() };
    const reply = await connection.send(
      { insert: name, lsid, txnNumber: 1n, startTransaction: true, autocommit: false, $db: "ids" },
      [{ name: "documents", documents: document }],
    );
    expect(Number(reply.writeErrors[0].code)).toBe(53);
    expect(await bytesOf(name)).toEqual(before);
  });
});

test.each([100, 150, 170, 175, 180, 190])(
  "an _id that is nested %i deep is undone, or refused, as outside",
  async (depth) => {
    let _id: Document = { end: 1 };
    for (let level = 0; level < depth; level += 1) _id = { _id };
    const name = await filled([], undefined);
    const insert = { insert: name, documents: [{ _id }] };
    const remove = { delete: name, deletes: [{ q: {}, limit: 1 }] };
    const outside = await run(insert);
    const before = await bytesOf(name);
    const { start, statement, end } = session();
    start();
    const commands = isFailure(outside) ? [insert] : [remove, insert];
    for (const command of commands) {
      expect(isFailure(await statement(command))).toBe(isFailure(outside));
    }
    await end("abortTransaction");
    expect(await bytesOf(name)).toEqual(before);
  },
);

test("equal ids under a collation are told apart from others, whatever bytes the engine compares them by", async () => {
  for (const collation of [
    { locale: "en", strength: 1 },
    { locale: "en", numericOrdering: true },
    { locale: "ja" },
  ]) {
    for (const text of ["á", "ジャズ", "Ω", "z100", "ß", "\u{1f3b7}"]) {
      const name = await filled([{ a: text }, { a: [text] }], collation);
      const before = await bytesOf(name);
      const { start, statement, end } = session();
      start();
      for (const _id of [{ a: text }, { a: [text] }]) {
        await statement({ delete: name, deletes: [{ q: { _id }, limit: 1 }] });
        await statement({ insert: name, documents: [{ _id, by: "transaction" }] });
        await statement({ delete: name, deletes: [{ q: { _id }, limit: 1 }] });
        const upper = JSON.parse(JSON.stringify(_id).toUpperCase().replace('"A":', '"a":'));
        await statement({ insert: name, documents: [{ _id: upper, by: "transaction" }] });
      }
      await end("abortTransaction");
      expect(await bytesOf(name)).toEqual(before);
    }
  }
  const setAside = await connection.send({ find: "setAside", $db: "foyer_embedded_journal" });
  expect(setAside.cursor.firstBatch).toEqual([]);
});
