import { randomUUID } from "node:crypto";
import { createFoyerClient, type FoyerClient, reasonOf } from "@foyer/client";
import { openDatabase } from "@foyer/db/database";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newBuyers, newEvent, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServer } from "./kit/server-process.js";
import { bookUntilDecided } from "./kit/until-decided.js";

const PATIENCE = { interval: 100 };
const SIGN_INS = 5;

let context: AppContext;
let servers: ServerProcess[];

beforeAll(async () => {
  const env = {
    DATABASE_URL: ownDatabaseUrl(),
    LOG_LEVEL: "silent",
    HOLD_SECONDS: "2",
    RATE_LIMIT_SIGN_IN_PER_ACCOUNT: `${SIGN_INS}/9999999`,
  };
  // The first one creates the indexes.
  servers = [await startServer(env)];
  servers.push(...(await Promise.all([startServer(env), startServer(env), startServer(env)])));
  const db = openDatabase(env.DATABASE_URL);
  context = createAppContext({ ...TEST_PARTS, db });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await context.db.close();
});

const clientAt = ({ origin }: ServerProcess, token?: string): FoyerClient =>
  createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => token });
const refusal = (work: Promise<unknown>) => work.then(() => "done", reasonOf);

// Each starts with requests to all of them at once.
describe.each([2, 4])("%i processes on one database", (count) => {
  const some = () => servers.slice(0, count);
  const at = (index: number): ServerProcess => {
    const server = servers[index % count];
    if (server === undefined) throw new Error("There is no such server.");
    return server;
  };

  it("count guesses of a password together", async () => {
    const email = uniqueEmail();
    await clientAt(at(0)).user.register.mutate({ email, password: TEST_PASSWORD, name: "Guessed at" });
    const guesses = Array.from({ length: 4 * count }, (_, index) =>
      refusal(clientAt(at(index)).user.login.mutate({ email, password: `guess number ${index}` })),
    );
    const answers = await Promise.all(guesses);
    expect(answers.filter((answer) => answer === "INVALID_CREDENTIALS")).toHaveLength(SIGN_INS);
    expect(answers.filter((answer) => answer === "RATE_LIMITED")).toHaveLength(4 * count - SIGN_INS);
  });

  it("know at the next request that a session was revoked at one of them", async () => {
    const [buyer] = await newBuyers(context, 1);
    if (buyer === undefined) throw new Error("One was made.");
    const me = () =>
      Promise.all(
        some().map((server) => refusal(clientAt(server, buyer.sessionToken).booking.mine.query({}))),
      );
    expect(await me()).toEqual(some().map(() => "done"));
    await clientAt(at(count - 1), buyer.sessionToken).user.logout.mutate({});
    expect(await me()).toEqual(some().map(() => "UNAUTHENTICATED"));
  });

  it("tell their streams what any of them did", async () => {
    const organizer = await newUser(context);
    const { id: eventId } = await newEvent(context, organizer, { capacity: 10 });
    const left = await Promise.all(
      some().map(async (server) => {
        const seen: number[] = [];
        const { promise, resolve } = Promise.withResolvers<void>();
        const stream = clientAt(server).event.onAvailability.subscribe(
          { eventId },
          {
            onData({ data }) {
              seen.push(data.availableTickets);
              resolve();
            },
          },
        );
        await promise;
        return { seen, stream };
      }),
    );
    const buyers = await newBuyers(context, count);
    for (const [index, { sessionToken }] of buyers.entries()) {
      await clientAt(at(index), sessionToken).booking.create.mutate({
        eventId,
        ticketQuantity: 1,
        paymentMethod: "cash",
      });
    }
    const last = () => left.map(({ seen }) => seen.at(-1));
    await expect.poll(last, PATIENCE).toEqual(some().map(() => 10 - count));
    for (const { stream } of left) stream.unsubscribe();
  });

  it("release each hold once", async () => {
    const organizer = await newUser(context);
    const { id: eventId } = await newEvent(context, organizer, { capacity: 100 });
    const buyers = await newBuyers(context, 40);
    await Promise.all(
      buyers.map(({ sessionToken }, index) =>
        clientAt(at(index), sessionToken).booking.create.mutate({
          eventId,
          ticketQuantity: 2,
          paymentMethod: "credit_card",
        }),
      ),
    );
    const pending = () => context.db.prisma.booking.count({ where: { eventId, status: "pending" } });
    await expect.poll(pending, PATIENCE).toBe(0);
    const released = await context.db.prisma.eventCapacityLog.groupBy({
      by: ["bookingId"],
      where: { eventId, operation: "release", bookingId: { not: null } },
      _count: { _all: true },
    });
    expect(released.map(({ _count }) => _count._all)).toEqual(buyers.map(() => 1));
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, availableTickets: 100 });
  });

  it("sell each ticket once, and a booking that is sent to all of them once", async () => {
    const event = await newEvent(context, await newUser(context), { capacity: 50 });
    const buyers = await newBuyers(context, 80);
    const answers = await Promise.all(
      buyers.map(({ sessionToken }) => {
        const wish = {
          eventId: event.id,
          ticketQuantity: 1,
          paymentMethod: "cash",
          idempotencyKey: randomUUID(),
        } as const;
        return Promise.all(
          some().map((server) =>
            bookUntilDecided(clientAt(server, sessionToken), wish).then(({ id }) => id, reasonOf),
          ),
        );
      }),
    );
    for (const ofOne of answers) expect(new Set(ofOne).size).toBe(1);
    expect(answers.filter(([answer]) => answer !== "EVENT_SOLD_OUT")).toHaveLength(50);
    expect(await reconcile(context, event.id)).toMatchObject({ ok: true, bookedTickets: 50 });
  });
});
