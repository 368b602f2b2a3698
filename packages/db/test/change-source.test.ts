import { type ChangeSource, createChangeSource, reasonWithoutChanges } from "@foyer/db/change-source";
import { type Database, openDatabase } from "@foyer/db/database";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CountingProxy, startCountingProxy } from "./kit/counting-proxy.js";
import { type FakeMongo, startFakeMongo } from "./kit/fake-mongo.js";

const PATIENCE = { interval: 5 };

const url = ownDatabaseUrl();
let db: Database;
let proxy: CountingProxy;
let sources: ChangeSource[] = [];
let followed: AbortController[] = [];

beforeAll(async () => {
  db = openDatabase(url);
  proxy = await startCountingProxy(url);
});
afterEach(async () => {
  for (const controller of followed) controller.abort();
  for (const source of sources) await source.close();
  followed = [];
  sources = [];
});
afterAll(async () => {
  await db.prisma.$runCommandRaw({ dropDatabase: 1 });
  await db.close();
  proxy.close();
});

/** Another process's write. */
const insertInto = (collection: string, documents = [{}]) =>
  db.prisma.$runCommandRaw({ insert: collection, documents });

function newSource(address = proxy.url): ChangeSource {
  const source = createChangeSource(address);
  sources.push(source);
  return source;
}

/** Follows, and counts what is told. */
function follow(source: ChangeSource, collections = ["Event", "Booking"]) {
  const controller = new AbortController();
  followed.push(controller);
  const counts = { begun: 0, changes: 0 };
  const over = source.follow(
    collections,
    { onBegin: () => counts.begun++, onChange: () => counts.changes++ },
    controller.signal,
  );
  const reason = over.then(() => "closed", reasonWithoutChanges);
  return { counts, over, reason, close: () => controller.abort() };
}

async function begun(source = newSource(), collections?: string[]) {
  const following = follow(source, collections);
  await expect.poll(() => following.counts.begun, PATIENCE).toBe(1);
  return following;
}

describe("following changes", () => {
  it("tells that something changed in the collections, also inside a transaction, and of no others", async () => {
    const { counts } = await begun();
    await insertInto("Notes");
    await insertInto("Event");
    await expect.poll(() => counts.changes, PATIENCE).toBe(1);
    await db.transaction((tx) => tx.$runCommandRaw({ insert: "Booking", documents: [{}] }));
    await expect.poll(() => counts.changes, PATIENCE).toBe(2);
  });

  it("tells of many changes in few calls", async () => {
    const { counts } = await begun();
    for (let index = 0; index < 40; index++)
      await insertInto(
        "Booking",
        Array.from({ length: 20 }, () => ({})),
      );
    await expect.poll(() => counts.changes, PATIENCE).toBeGreaterThan(0);
    await insertInto("Event");
    expect(counts.changes).toBeLessThan(40);
  });

  it("leaves neither a cursor when it ends nor a connection when it is closed", async () => {
    const source = newSource();
    await expect.poll(() => proxy.connections(), PATIENCE).toBe(0);
    const first = await begun(source);
    const killed = proxy.sent("killCursors");
    first.close();
    expect(await first.reason).toBe("closed");
    expect(proxy.sent("killCursors")).toBe(killed + 1);
    const second = await begun(source);
    second.close();
    second.close();
    await second.over;
    await source.close();
    await expect.poll(() => proxy.connections(), PATIENCE).toBe(0);
  });

  it("ends at once for those that closed before it began", async () => {
    const source = newSource();
    const hasty = follow(source);
    hasty.close();
    expect(await hasty.reason).toBe("closed");
    expect(hasty.counts).toEqual({ begun: 0, changes: 0 });
    // The source serves others.
    await begun(source);
  });

  it("fails for those that still follow when the source is closed, and for all who come later", async () => {
    const source = newSource();
    const { over } = await begun(source);
    await Promise.all([expect(over).rejects.toThrow(), source.close()]);
    await expect(follow(source).over).rejects.toThrow("closed");
  });

  it("fails when its connection is cut, and can be begun again", async () => {
    const source = newSource();
    const { over } = await begun(source);
    proxy.cut();
    await expect(over).rejects.toThrow();
    await begun(source);
  });

  it("fails when the collection is dropped under it", async () => {
    await insertInto("Event");
    const { reason } = await begun();
    await db.prisma.$runCommandRaw({ drop: "Event" });
    expect(await reason).toMatch(/^ChangeStreamHistoryLost: /);
  });
});

describe("a database without change streams", () => {
  let fake: FakeMongo | undefined;
  afterEach(() => fake?.close());

  const primary = (host: string) => ({
    isWritablePrimary: true,
    setName: "rs0",
    hosts: [host],
    me: host,
    primary: host,
    minWireVersion: 0,
    maxWireVersion: 21,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
  });

  it.each([
    [40_573, "Location40573", "The $changeStream stage is only supported on replica sets"],
    [13, "Unauthorized", "not authorized on foyer to execute command"],
    [59, "CommandNotFound", "no such command"],
  ])("says so (%s)", async (code, codeName, errmsg) => {
    fake = await startFakeMongo((command, host) =>
      "aggregate" in command ? { ok: 0, code, codeName, errmsg } : primary(host),
    );
    const source = newSource(`mongodb://${fake.host}/foyer?directConnection=true`);
    expect(await follow(source).reason).toBe(`${codeName}: ${errmsg}`);
    // It is asked again whenever somebody wants to know.
    expect(await follow(source).reason).toBe(`${codeName}: ${errmsg}`);
  });

  it("or none at all, or an address that cannot be read, is told without a password", async () => {
    expect(await follow(newSource("mongodb://127.0.0.1:1/foyer?directConnection=true")).reason).toMatch(
      /ECONNREFUSED/,
    );
    const reason = await follow(newSource("mongodb://me:secret@127.0.0.1:1/foyer?tls=perhaps")).reason;
    expect(reason).toBe("its address cannot be read");
  });
});
