import { expect, test } from "vitest";
import { eventually, useMongo } from "./support.js";

const running = useMongo({ ttlSweepSeconds: 0.2 });
const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1000);

test("what has expired is deleted, and nothing else", async () => {
  const holds = running().client.db().collection<{ _id: string; at?: unknown; status?: string }>("holds");
  await holds.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await holds.insertMany([
    { _id: "expired", at: ago(61) },
    { _id: "fresh", at: ago(30) },
    { _id: "no date", at: "yesterday" },
    { _id: "nothing" },
    { _id: "earliest of an array", at: [ago(5), ago(100)] },
  ]);
  await eventually(async () => (await holds.countDocuments()) === 3);
  expect((await holds.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)).toEqual([
    "fresh",
    "no date",
    "nothing",
  ]);
});

test("a partial index expires only what it covers", async () => {
  const holds = running().client.db().collection<{ _id: string; at: Date; status: string }>("partial");
  await holds.createIndex(
    { at: 1 },
    { expireAfterSeconds: 0, partialFilterExpression: { status: "PENDING" } },
  );
  await holds.insertMany([
    { _id: "paid", at: ago(1), status: "PAID" },
    { _id: "pending", at: ago(1), status: "PENDING" },
  ]);
  await eventually(async () => (await holds.countDocuments()) === 1);
  expect(await holds.findOne()).toMatchObject({ _id: "paid" });
});

test("nothing is deleted inside an open transaction", async () => {
  const { client } = running();
  const holds = client.db().collection<{ _id: number; at: Date }>("busy");
  await holds.createIndex({ at: 1 }, { expireAfterSeconds: 0 });
  await client.withSession(async (session) => {
    session.startTransaction();
    await holds.insertOne({ _id: 1, at: ago(10) }, { session });
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(await holds.countDocuments({}, { session })).toBe(1);
    await session.commitTransaction();
  });
  await eventually(async () => (await holds.countDocuments()) === 0);
});
