import { createFoyerClient, reasonOf } from "@foyer/client";
import { openDatabase } from "@foyer/db/database";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newApiKey, newBuyers, newEvent } from "@foyer/testing/fixtures";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ServerProcess, startServer } from "./kit/server-process.js";

/** As many calls, in a window that does not end during the test. */
const LIMIT = 60;

let context: AppContext;
let servers: ServerProcess[];

beforeAll(async () => {
  const env = {
    DATABASE_URL: ownDatabaseUrl(),
    LOG_LEVEL: "silent",
    RATE_LIMIT_CALLS_PER_API_KEY: `${LIMIT}/9999999`,
  };
  servers = [await startServer(env), await startServer(env)];
  context = createAppContext({ ...TEST_PARTS, db: openDatabase(env.DATABASE_URL) });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await context.db.close();
});

/** A client of each server with the same credential. */
function clients(token: string) {
  const [here, there] = servers.map(({ origin }) =>
    createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => token }),
  );
  if (here === undefined || there === undefined) throw new Error("There are two.");
  return { here, there };
}

const outcome = (call: Promise<unknown>) => call.then(() => "allowed", reasonOf);

describe("an API key at two servers", () => {
  it("is refused by both from the request on after it was revoked at one", async () => {
    const [person] = await newBuyers(context, 1);
    if (person === undefined) throw new Error("There is one.");
    const signedIn = clients(person.sessionToken);
    for (let round = 0; round < 5; round++) {
      const { id, key } = await signedIn.here.apiKey.create.mutate({ name: "Bot", scopes: ["read"] });
      const { here, there } = clients(key);
      expect(await Promise.all([here, there].map((one) => outcome(one.booking.mine.query())))).toEqual([
        "allowed",
        "allowed",
      ]);
      await signedIn.here.apiKey.revoke.mutate({ id });
      expect(await Promise.all([here, there].map((one) => outcome(one.booking.mine.query())))).toEqual([
        "UNAUTHENTICATED",
        "UNAUTHENTICATED",
      ]);
    }
  });

  it("is refused by both once its user is disabled", async () => {
    const [person] = await newBuyers(context, 1);
    if (person === undefined) throw new Error("There is one.");
    const { here, there } = clients((await newApiKey(context, person)).key);
    expect(await outcome(there.booking.mine.query())).toBe("allowed");
    await context.db.prisma.user.update({ where: { id: person.id }, data: { isActive: false } });
    expect(await Promise.all([here, there].map((one) => outcome(one.booking.mine.query())))).toEqual([
      "UNAUTHENTICATED",
      "UNAUTHENTICATED",
    ]);
  });

  it("follows the events that it is for, until it is revoked at the other", async () => {
    const [person] = await newBuyers(context, 1);
    if (person === undefined) throw new Error("There is one.");
    const [mine, other] = [await newEvent(context, person), await newEvent(context, person)];
    const { id, key } = await newApiKey(context, person, { scopes: ["read"], eventIds: [mine.id] });
    const { here } = clients(key);
    const seen: string[] = [];
    const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const stream = here.booking.onChange.subscribe(
      {},
      { onStarted: () => start(), onData: ({ data }) => seen.push(data.eventId), onError: end },
    );
    await started;
    const signedIn = clients(person.sessionToken);
    const cash = { ticketQuantity: 1, paymentMethod: "cash" } as const;
    await signedIn.there.booking.create.mutate({ eventId: other.id, ...cash });
    const { id: bookingId } = await signedIn.there.booking.create.mutate({ eventId: mine.id, ...cash });
    await expect.poll(() => seen).toContain(mine.id);
    expect(seen).not.toContain(other.id);
    await signedIn.there.apiKey.revoke.mutate({ id });
    await signedIn.there.booking.cancel.mutate({ id: bookingId });
    expect(reasonOf(await ended)).toBe("UNAUTHENTICATED");
    stream.unsubscribe();
  });

  it(`has ${LIMIT} calls at both together`, async () => {
    const [person] = await newBuyers(context, 1);
    if (person === undefined) throw new Error("There is one.");
    const { here, there } = clients((await newApiKey(context, person)).key);
    const outcomes = [];
    for (let round = 0; round < 5; round++) {
      // Each of a request of its own: mutations are not sent in batches.
      const calls = Array.from({ length: 20 }, (_, index) =>
        outcome((index % 2 === 0 ? here : there).waitlist.leave.mutate({ eventId: "0".repeat(24) })),
      );
      outcomes.push(...(await Promise.all(calls)));
    }
    expect(outcomes.filter((one) => one === "RATE_LIMITED")).toHaveLength(100 - LIMIT);
  });
});
