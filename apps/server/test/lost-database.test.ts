import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import { type EmbeddedMongo, startEmbeddedMongo } from "@foyer/embedded-mongodb";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listen, type TestServer } from "./kit/in-process-server.js";

let directory: string;
let mongo: EmbeddedMongo;
let context: AppContext;
let server: TestServer;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "foyer-lost-"));
  mongo = await startEmbeddedMongo({ directory });
  context = createAppContext({ ...TEST_PARTS, db: openDatabase(mongo.url("foyer")) });
  await applyIndexes(context.db, declareIndexes({ capacityLogRetentionDays: 400 }));
  server = await listen(context);
});
afterAll(async () => {
  await server.close();
  await context.db.close();
  await mongo.stop();
  await rm(directory, { recursive: true, force: true });
});

describe("a lost database", () => {
  it("is answered with 503 and when to come back, and recovered from without a restart", async () => {
    const event = await newEvent(context, await newUser(context));
    const [buyer] = await newBuyers(context, 1);
    const client = server.client(buyer?.sessionToken);
    const request = {
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
      idempotencyKey: "outage",
    } as const;
    const { port } = mongo;
    await mongo.kill();

    const reading = await fetch(`${server.origin}/trpc/event.list`);
    expect(reading.status).toBe(503);
    expect(Number(reading.headers.get("retry-after"))).toBeGreaterThan(0);
    const text = await reading.text();
    expect(text).toContain("DATABASE_UNAVAILABLE");
    expect(text).not.toMatch(/prisma|mongo|27017|stack|selection/i);
    await expect(client.booking.create.mutate(request)).rejects.toMatchObject({
      data: { reason: "DATABASE_UNAVAILABLE", httpStatus: 503 },
    });
    expect((await fetch(`${server.origin}/healthz`)).status).toBe(200);
    expect((await fetch(`${server.origin}/readyz`)).status).toBe(503);

    mongo = await startEmbeddedMongo({ directory, port });
    await expect.poll(async () => (await fetch(`${server.origin}/readyz`)).status).toBe(200);
    expect(await client.booking.create.mutate(request)).toMatchObject({ status: "confirmed" });
  });
});
