import { applyIndexes } from "@foyer/db/apply-indexes";
import { declareIndexes } from "@foyer/db/indexes";
import { createAppContext } from "@foyer/domain/create-context";
import { SUBSCRIPTIONS_FRESH_FOR } from "@foyer/domain/webhooks/webhook-subscriptions";
import { bookTickets } from "@foyer/testing/bookings";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { watchDatabase } from "@foyer/testing/watched-queries";
import { afterAll, beforeAll, expect, it } from "vitest";
import { newWebhook, queuedFor } from "./kit.js";

const watched = watchDatabase(ownDatabaseUrl());
/** Stands still, so that what is known stays fresh. */
let now = new Date();
const context = createAppContext({ ...TEST_PARTS, db: watched.db, clock: { now: () => now } });
beforeAll(() => applyIndexes(watched.db, declareIndexes({ capacityLogRetentionDays: 400 })));
afterAll(() => context.db.close());

it("cost bookings one query in a second where nobody has webhooks, and none that waits", async () => {
  const event = await newEvent(context, await newUser(context), { capacity: 20 });
  const buyers = await Promise.all(Array.from({ length: 10 }, () => newUser(context)));
  const sent = await watched.watch(async () => {
    for (const buyer of buyers) await bookTickets(context, buyer, event.id);
  });
  expect(sent.filter(({ collection }) => collection.startsWith("Webhook"))).toHaveLength(1);
  expect(context.webhooks.forEvents(context.db.prisma, [event.id])).not.toBeInstanceOf(Promise);
});

it("cost others' bookings nothing more once their events are known to have none", async () => {
  const organizer = await newUser(context);
  const { id } = await newWebhook(context, organizer);
  now = new Date(now.getTime() + SUBSCRIPTIONS_FRESH_FOR);
  const own = await newEvent(context, organizer);
  const other = await newEvent(context, await newUser(context));
  await bookTickets(context, await newUser(context), other.id);
  await bookTickets(context, await newUser(context), own.id);
  const buyers = await Promise.all(Array.from({ length: 3 }, () => newUser(context)));
  const sent = await watched.watch(async () => {
    for (const buyer of buyers) await bookTickets(context, buyer, other.id);
  });
  expect(sent.filter(({ collection }) => collection.startsWith("Webhook"))).toEqual([]);
  expect(await queuedFor(context, id)).toHaveLength(1);
});
