import { expect, test } from "vitest";
import { ANYTHING, type GateOptions, TransactionGate } from "../src/transactions/transaction-gate.js";

function gate(options: Partial<GateOptions> = {}): TransactionGate {
  return new TransactionGate({
    transactionWait: 5_000,
    outsideWait: 5_000,
    readPatience: 5_000,
    onReadWaiting: () => undefined,
    ownerCanProceed: () => true,
    ownerIdleFor: () => 0,
    ownerPatience: 10,
    ...options,
  });
}

test("transactions are served first come, first served", async () => {
  const served: number[] = [];
  const door = gate();
  await door.enterTransaction();
  const others = [1, 2, 3].map(async (number) => {
    expect(await door.enterTransaction()).toBe(true);
    served.push(number);
    door.leaveTransaction();
  });
  door.leaveTransaction();
  await Promise.all(others);
  expect(served).toEqual([1, 2, 3]);
});

test("a wait ends, with a no", async () => {
  const door = gate({ transactionWait: 5, outsideWait: 5 });
  await door.enterTransaction();
  await door.blockReads("db.events");
  expect(
    await Promise.all([door.enterTransaction(), door.enterWrite(), door.enterRead("db.events")]),
  ).toEqual([false, false, false]);
});

test("nobody waits for a transaction that is idle", async () => {
  const door = gate({ ownerIdleFor: () => 60_000 });
  await door.enterTransaction();
  expect(await door.enterTransaction()).toBe(false);
});

test("the last connection is not spent on waiting", async () => {
  const connections = 3;
  const door = gate({ ownerCanProceed: (waiting) => waiting < connections });
  await door.enterTransaction();
  const waiting = [door.enterTransaction(), door.enterTransaction()];
  expect(await door.enterTransaction()).toBe(false);
  door.leaveTransaction();
  expect(await waiting[0]).toBe(true);
});

test("a transaction waits for writes, and its changes for reads", async () => {
  const door = gate();
  await door.enterWrite();
  let owned = false;
  const entering = door.enterTransaction().then(() => {
    owned = true;
  });
  expect(owned).toBe(false);
  door.leaveWrite();
  await entering;
  await door.enterRead("db.events");
  let shut = false;
  const shutting = door.blockReads("db.events").then(() => {
    shut = true;
  });
  await Promise.resolve();
  expect(shut).toBe(false);
  door.leaveRead("db.events");
  await shutting;
  const reading = door.enterRead("db.events");
  door.unblockReads();
  expect(await reading).toBe(true);
});

test("changes shut reads out of their own collection only, and of what may look at several", async () => {
  const door = gate({ outsideWait: 5 });
  await door.enterTransaction();
  await door.enterRead("db.users");
  await door.blockReads("db.events");
  const scopes = ["db.events", "db.users", ANYTHING] as const;
  expect(await Promise.all(scopes.map((scope) => door.enterRead(scope)))).toEqual([false, true, false]);
  door.leaveTransaction();
  expect(await Promise.all(scopes.map((scope) => door.enterRead(scope)))).toEqual([true, true, true]);
});

test("changes wait for reads that may look at several collections", async () => {
  const door = gate();
  await door.enterTransaction();
  await door.enterRead(ANYTHING);
  let shut = false;
  const shutting = door.blockReads("db.events").then(() => {
    shut = true;
  });
  await Promise.resolve();
  expect(shut).toBe(false);
  door.leaveRead(ANYTHING);
  await shutting;
});
