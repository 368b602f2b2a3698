import { type Document, deserialize, Long, serialize } from "bson";
import { expect, test } from "vitest";
import { Outcomes } from "../src/transactions/outcomes.js";

/** As much of an engine as outcomes need: a collection of sessions, and the order in which things were asked. */
function engineWith(sessions: Document[]) {
  const asked: string[] = [];
  return {
    asked,
    async findRaw() {
      return sessions.map((session) => Buffer.from(serialize(session)));
    },
    async run(command: Document) {
      const [name] = Object.keys(command);
      const [deletion] = command.deletes ?? [];
      const ids: string[] | undefined = deletion?.q._id?.$in;
      asked.push(ids ? `${name} ${command[name ?? ""]} ${ids.join()}` : `${name} ${command[name ?? ""]}`);
      return deserialize(serialize({ ok: 1 }));
    },
  };
}

const MINUTE = 60_000;
const session = (_id: string, commit: number, minutesAgo: number): Document => ({
  _id,
  txn: Long.fromNumber(1),
  kind: "transaction",
  commit,
  at: new Date(Date.now() - minutesAgo * MINUTE),
});
async function loaded(sessions: Document[]) {
  const engine = engineWith(sessions);
  const outcomes = new Outcomes(engine as never, "journal");
  return { engine, outcomes, last: await outcomes.load() };
}

test("outcomes are kept for half an hour, and the number of the last commit for ever", async () => {
  const { engine, outcomes, last } = await loaded([session("old", 7, 31), session("new", 6, 29)]);
  expect(last).toBe(7);
  await outcomes.prune(async () => {
    engine.asked.push("mark");
  });
  expect(engine.asked).toEqual(["mark", "delete sessions old", "delete answers"]);
  expect([outcomes.of("old"), outcomes.of("new")]).toEqual([
    undefined,
    { number: 1n, kind: "transaction", at: expect.any(Number) },
  ]);
});

test("when nothing is old, nothing is asked", async () => {
  const { engine, outcomes } = await loaded([session("new", 1, 1)]);
  await outcomes.prune(() => Promise.reject(new Error("not needed")));
  expect(engine.asked).toEqual([]);
});

test("of very many sessions the latest are kept", async () => {
  const many = Array.from({ length: 100_002 }, (_, n) => session(`s${n}`, n, 5));
  const { outcomes } = await loaded(many);
  await outcomes.prune(async () => undefined);
  expect([outcomes.of("s0"), outcomes.of("s1")]).toEqual([undefined, undefined]);
  expect(outcomes.of("s2")).toBeDefined();
});
