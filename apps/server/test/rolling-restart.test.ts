import { createFoyerClient, type FoyerClient } from "@foyer/client";
import { openDatabase } from "@foyer/db/database";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runToEnd, type ServerProcess, startServer } from "./kit/server-process.js";
import { type SmallProxy, startSmallProxy } from "./kit/small-proxy.js";

const DATABASE_URL = ownDatabaseUrl();
const ENV = {
  NODE_ENV: "production",
  DATABASE_URL,
  // Several times as long as the proxy takes to see it, on a busy machine too.
  DRAIN_SECONDS: "5",
  LOG_LEVEL: "warn",
  TRUST_PROXY: "1",
  RATE_LIMIT_REGISTER_PER_IP: "1000/60",
};

let servers: ServerProcess[];
let proxy: SmallProxy;
beforeAll(async () => {
  servers = [await startServer(ENV), await startServer(ENV)];
  proxy = await startSmallProxy(servers.map(({ origin }) => origin));
});
afterAll(async () => {
  proxy.close();
  await Promise.all(servers.map((server) => server.stop()));
});

/** Ends a process as a deployment does, and starts another in its place. */
async function restart(index: number): Promise<void> {
  const old = servers[index];
  if (old === undefined) throw new Error("no such server");
  old.terminate();
  expect((await old.finished).code).toBe(0);
  servers[index] = await startServer({ ...ENV, PORT: new URL(old.origin).port });
}

async function register(name: string): Promise<FoyerClient> {
  const anonymous = createFoyerClient({ url: `${proxy.origin}/trpc` });
  const account = { name, email: `${name}@test.example`, password: "correct horse battery" };
  const session = await anonymous.user.register.mutate({ ...account, transport: "bearer" });
  const token = session.transport === "bearer" ? session.sessionToken : undefined;
  return createFoyerClient({ url: `${proxy.origin}/trpc`, sessionToken: () => token });
}

it("two processes behind a proxy are restarted one after the other, and no request fails", {
  timeout: 180_000,
}, async () => {
  const organizer = await register("organizer");
  const failures: unknown[] = [];
  let isDone = false;
  let answers = 0;
  let bookings = 0;
  const attempt = async (work: Promise<unknown>) => {
    await work.then(
      () => answers++,
      (error: unknown) => failures.push(error),
    );
  };

  const event = {
    description: "One night.",
    venue: "Hall",
    dateTime: new Date(Date.now() + 30 * 86_400_000),
    timeZone: "Europe/Berlin",
    capacity: 10_000,
    price: 0,
    currency: "EUR",
    category: "Music",
  };
  // One active booking for each event, so each buyer books event after event.
  const buyers = await Promise.all([1, 2, 3].map((index) => register(`buyer-${index}`)));
  const booking = buyers.map(async (buyer, index) => {
    for (let round = 0; !isDone; round++) {
      const { id } = await organizer.event.create.mutate({ ...event, name: `Night ${index}.${round}` });
      await attempt(
        buyer.booking.create
          .mutate({ eventId: id, ticketQuantity: 1, paymentMethod: "cash" })
          .then(() => bookings++),
      );
    }
  });
  const reading = [1, 2].map(async () => {
    const anonymous = createFoyerClient({ url: `${proxy.origin}/trpc` });
    while (!isDone) {
      await attempt(anonymous.event.list.query({}));
      await attempt(
        fetch(proxy.origin).then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status))),
      );
    }
  });

  for (const index of [0, 1]) await restart(index);
  isDone = true;
  await Promise.all([...booking, ...reading]);

  expect(failures).toEqual([]);
  expect(answers).toBeGreaterThan(20);
  const db = openDatabase(DATABASE_URL);
  expect(await db.prisma.booking.count()).toBe(bookings);
  await db.close();
  const books = await runToEnd("reconcile.js", { DATABASE_URL });
  expect(books.output).toContain("0 of them broken");
});
