import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFoyerClient } from "@foyer/client";
import { verifyIndexes } from "@foyer/db/apply-indexes";
import { type Database, openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { startEmbeddedMongo } from "@foyer/embedded-mongodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runAndStop, runToEnd, startServer } from "./kit/server-process.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "foyer-life-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

/** Opens a stopped server's database, to look or to damage. */
async function withDatabase(directory: string, work: (db: Database) => Promise<void>): Promise<void> {
  const mongo = await startEmbeddedMongo({ directory: join(directory, "db") });
  const db = openDatabase(mongo.url("foyer"));
  try {
    await work(db);
  } finally {
    await db.close();
    await mongo.stop();
  }
}

const LOGIN = { email: "ines@foyer.example", password: "a-seat-for-everyone" };

// Each starts a server and its database several times.
describe("the server", () => {
  it("says once that there is no mail server, and leaves what it would mail in the queue", async () => {
    const env = { FOYER_DATA_DIR: dataDir, PUBLIC_URL: "https://foyer.example", LOG_LEVEL: "warn" };
    const { origin, stop, printed } = await startServer(env);
    const anonymous = createFoyerClient({ url: `${origin}/trpc` });
    const account = { name: "Pat", email: "pat@test.example", password: "correct horse battery" };
    const session = await anonymous.user.register.mutate({ ...account, transport: "bearer" });
    const token = session.transport === "bearer" ? session.sessionToken : undefined;
    const pat = createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => token });
    const { id } = await pat.event.create.mutate({
      name: "Night",
      description: "One night.",
      venue: "Hall",
      dateTime: new Date(Date.now() + 30 * 86_400_000),
      timeZone: "Europe/Berlin",
      capacity: 5,
      price: 0,
      currency: "EUR",
      category: "Music",
    });
    await pat.booking.create.mutate({ eventId: id, ticketQuantity: 1, paymentMethod: "cash" });
    await expect.poll(printed).toContain("mails stay queued until SMTP_URL is set");
    // Long enough for it to be said again.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const { code, output } = await stop();
    expect(code).toBe(0);
    expect(output.split("there is no mail server (SMTP_URL)")).toHaveLength(2);
    expect(output.split("mails stay queued until SMTP_URL is set")).toHaveLength(2);
    await withDatabase(dataDir, async ({ prisma }) => {
      expect(await prisma.outboxMail.findMany({ select: { state: true, template: true } })).toEqual([
        { state: "queued", template: "booking_confirmed" },
      ]);
    });
  });

  it("makes its demo once, keeps what people did, and ends cleanly in the middle of requests", async () => {
    const env = { FOYER_DATA_DIR: dataDir, FOYER_DEMO: "1" };
    const first = await startServer(env);
    const anonymous = createFoyerClient({ url: `${first.origin}/trpc` });
    // Its port was not known when it was started, and is in all that it says of itself.
    const description = await fetch(`${first.origin}/api/openapi.json`);
    expect(await description.json()).toMatchObject({ servers: [{ url: `${first.origin}/api` }] });
    const session = await anonymous.user.login.mutate({ ...LOGIN, transport: "bearer" });
    const token = session.transport === "bearer" ? session.sessionToken : undefined;
    const ines = createFoyerClient({ url: `${first.origin}/trpc`, sessionToken: () => token });
    const { items } = await ines.event.list.query({ category: "Film" });
    const booked = await ines.booking.mine.query();
    const free = items.find(({ id }) =>
      booked.items.every(({ event, status }) => event.id !== id || status === "cancelled"),
    );
    if (free !== undefined) {
      await ines.booking.create.mutate({ eventId: free.id, ticketQuantity: 2, paymentMethod: "cash" });
    }
    const before = await ines.booking.mine.query({ limit: 100 });

    // Requests that are under way when the signal comes are answered.
    const underWay = Promise.allSettled(Array.from({ length: 20 }, () => anonymous.event.categories.query()));
    const { code, output } = await first.stop();
    await underWay;
    expect([code, output]).toEqual([0, expect.stringContaining("demo accounts")]);

    const second = await startServer(env);
    const again = createFoyerClient({ url: `${second.origin}/trpc`, sessionToken: () => token });
    expect(await again.booking.mine.query({ limit: 100 })).toEqual(before);

    // The books can be checked beside a running server, and without one.
    const beside = await runToEnd("reconcile.js", { FOYER_DATA_DIR: dataDir });
    expect([beside.code, beside.output]).toEqual([
      0,
      expect.stringContaining("13 events reconciled, 0 of them broken"),
    ]);
    const ended = await second.stop();
    expect(ended.output).not.toContain("filled the empty database");
    expect(ended.code).toBe(0);

    const books = await runToEnd("reconcile.js", { FOYER_DATA_DIR: dataDir });
    expect([books.code, books.output]).toEqual([
      0,
      expect.stringContaining("13 events reconciled, 0 of them broken"),
    ]);
    const nonsense = await runToEnd("reconcile.js", { FOYER_DATA_DIR: dataDir }, ["--help"]);
    expect([nonsense.code, nonsense.output.trim().split("\n").length]).toEqual([2, 1]);
  });

  it("gets its embedded database back when that is killed, with nothing lost", async () => {
    const server = await startServer({ FOYER_DATA_DIR: dataDir, FOYER_DEMO: "1" });
    const client = createFoyerClient({ url: `${server.origin}/trpc` });
    const before = await client.event.list.query({});
    server.killDatabase();
    await expect
      .poll(async () => (await client.event.list.query({}).catch(() => undefined))?.items.length)
      .toBe(before.items.length);
    await expect.poll(async () => (await fetch(`${server.origin}/readyz`)).status).toBe(200);
    expect((await server.stop()).code).toBe(0);
  });

  it("goes on with a demo that was cut short, also weeks later", async () => {
    const env = { FOYER_DATA_DIR: dataDir, FOYER_DEMO: "1" };
    const whole = await startServer(env);
    expect((await whole.stop()).code).toBe(0);
    await withDatabase(dataDir, async ({ prisma }) => {
      await prisma.user.deleteMany({ where: { role: "admin" } });
      await prisma.idempotencyRecord.deleteMany();
      const past = await prisma.event.findMany({ select: { id: true, dateTime: true, createdAt: true } });
      const WEEKS = 40 * 24 * 3_600_000;
      for (const { id, dateTime, createdAt } of past) {
        const data = { dateTime: new Date(+dateTime - WEEKS), createdAt: new Date(+createdAt - WEEKS) };
        await prisma.event.update({ where: { id }, data });
      }
    });
    const again = await startServer(env);
    expect((await again.stop()).output).toContain("filled the empty database");
    await withDatabase(dataDir, async ({ prisma }) => {
      expect(await prisma.user.count({ where: { role: "admin" } })).toBe(1);
      expect(await prisma.event.count()).toBe(13);
    });
    const books = await runToEnd("reconcile.js", {
      FOYER_DATA_DIR: dataDir,
      CAPACITY_LOG_RETENTION_DAYS: "30",
    });
    expect([books.code, books.output]).toEqual([0, expect.stringContaining("0 of them broken")]);
    await withDatabase(dataDir, async (db) => {
      expect(await verifyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }))).toEqual([]);
    });
  });

  it("leaves nothing behind when it is stopped while it starts", async () => {
    const env = { FOYER_DATA_DIR: dataDir };
    for (const delay of [100, 400, 700, 1_000]) {
      const { code } = await runAndStop(env, delay);
      expect([0, 130]).toContain(code);
    }
    const server = await startServer(env);
    expect((await server.stop()).code).toBe(0);
  });

  it("says that test numbers give tickets away, where others can reach it", async () => {
    const words = "test numbers give tickets away";
    const reachable = await startServer({ FOYER_DATA_DIR: dataDir, HOST: "0.0.0.0" });
    expect((await reachable.stop()).output).toContain(words);
    const local = await startServer({ FOYER_DATA_DIR: dataDir });
    expect((await local.stop()).output).not.toContain(words);
  });

  it.each([
    ["production without a database", { NODE_ENV: "production" }, "set DATABASE_URL"],
    ["a demo that others could reach", { FOYER_DEMO: "1", HOST: "0.0.0.0" }, "only runs on this machine"],
    [
      "lifted limits in production",
      {
        NODE_ENV: "production",
        DATABASE_URL: "mongodb://localhost/foyer?replicaSet=rs0",
        FOYER_RATE_LIMITS: "off",
      },
      "cannot be set in production",
    ],
    ["a limit that is none", { RATE_LIMIT_SIGN_IN_PER_IP: "many" }, "COUNT/SECONDS"],
    ["a port that is none", { PORT: "many" }, "PORT is not valid"],
    ["a database that is none", { DATABASE_URL: "postgres://localhost" }, "DATABASE_URL is not valid"],
  ])("refuses %s in one line", async (_, env, words) => {
    const { code, output } = await runToEnd("main.js", { FOYER_DATA_DIR: dataDir, ...env });
    expect(code).not.toBe(0);
    expect(output.trim().split("\n")).toEqual([expect.stringContaining(words)]);
  });

  it.each([
    ["an address of another machine", "192.0.2.1", "does not have the address to listen on: check HOST"],
    ["a name that is not known", "nowhere.invalid", "is not known: check HOST"],
  ])("refuses %s in one line", async (_, HOST, words) => {
    const { code, output } = await runToEnd("main.js", { FOYER_DATA_DIR: dataDir, HOST });
    expect([code, output.trim().split("\n")]).toEqual([1, [expect.stringContaining(words)]]);
  });

  it("refuses a taken port and an unusable directory in one line", async () => {
    const squatter = createServer().listen(0, "localhost");
    await new Promise((resolve) => squatter.once("listening", resolve));
    const address = squatter.address();
    const port = typeof address === "object" && address !== null ? String(address.port) : "";
    const taken = await runToEnd("main.js", { FOYER_DATA_DIR: dataDir, PORT: port });
    squatter.close();
    expect([taken.code, taken.output.trim().split("\n")]).toEqual([
      1,
      [expect.stringContaining("the port is taken")],
    ]);

    await writeFile(join(dataDir, "file"), "");
    const unusable = await runToEnd("main.js", { FOYER_DATA_DIR: join(dataDir, "file") });
    expect([unusable.code, unusable.output.trim().split("\n").length]).toEqual([1, 1]);
  });
});
