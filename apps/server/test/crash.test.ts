import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFoyerClient, type FoyerClient, reasonOf } from "@foyer/client";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import { createAppContext } from "@foyer/domain/create-context";
import { startEmbeddedMongo } from "@foyer/embedded-mongodb";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runToEnd, startServer } from "./kit/server-process.js";

const ROUNDS = 5;
const BUYERS_A_ROUND = 60;
// All the buyers of a round may be written by one group before the kill, so every round but the last must find
// enough for all of them; the last one also meets a sold-out event.
const CAPACITY = (ROUNDS - 1) * BUYERS_A_ROUND + BUYERS_A_ROUND / 2;

let dataDir: string;
let event: string;
let buyers: { sessionToken: string }[];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "foyer-crash-"));
  const mongo = await startEmbeddedMongo({ directory: join(dataDir, "db") });
  const db = openDatabase(mongo.url("foyer"));
  await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
  const context = createAppContext({ ...TEST_PARTS, db });
  event = (await newEvent(context, await newUser(context), { capacity: CAPACITY })).id;
  buyers = await newBuyers(context, ROUNDS * BUYERS_A_ROUND);
  await db.close();
  await mongo.stop();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const answered = new Map<string, string>();
const environment = () => ({ FOYER_DATA_DIR: dataDir, LOG_LEVEL: "silent" });

/** Calls the server as the holder of a session. */
function clientOf({ origin }: { readonly origin: string }, sessionToken: string): FoyerClient {
  return createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => sessionToken });
}

describe("a server killed with SIGKILL while it sells", () => {
  it.each([...Array(ROUNDS).keys()])("leaves balanced books: round %i", async (round) => {
    const server = await startServer(environment());
    const crowd = buyers.slice(round * BUYERS_A_ROUND, (round + 1) * BUYERS_A_ROUND);
    const soldBefore = answered.size;
    const { promise: someSold, resolve: enough } = Promise.withResolvers<void>();

    const attempts = crowd.map(async ({ sessionToken }) => {
      try {
        const request = { eventId: event, ticketQuantity: 1, paymentMethod: "cash" } as const;
        const booking = await clientOf(server, sessionToken).booking.create.mutate(request);
        answered.set(sessionToken, booking.id);
        // A different moment in each round, always with others under way.
        if (answered.size - soldBefore >= 3 + round * 5) enough();
      } catch (error) {
        // Either the server went away in the middle, or it had said no.
        if (reasonOf(error) !== undefined) expect(reasonOf(error)).toBe("EVENT_SOLD_OUT");
      }
    });
    await Promise.race([someSold, Promise.all(attempts)]);
    await server.killHard();
    await Promise.all(attempts);
    expect(answered.size).toBeGreaterThan(soldBefore);

    const books = await runToEnd("reconcile.js", environment());
    expect(books.output).toContain("1 event reconciled, 0 of them broken");
    expect(books.code).toBe(0);
  });

  it(`loses nothing it has answered and leaves balanced books, ${ROUNDS} times`, async () => {
    const server = await startServer(environment());
    for (const [sessionToken, id] of answered) {
      const booking = await clientOf(server, sessionToken).booking.byId.query({ id });
      expect(booking).toMatchObject({ id, status: "confirmed" });
    }
    const { code } = await server.stop();
    expect(code).toBe(0);
  });
});
