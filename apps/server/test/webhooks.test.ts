import { createFoyerClient } from "@foyer/client";
import { MINUTE_MS } from "@foyer/contract/time";
import { openDatabase } from "@foyer/db/database";
import { createAppContext } from "@foyer/domain/create-context";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { bookTickets } from "@foyer/testing/bookings";
import { callAs } from "@foyer/testing/callers";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newEvent, newSession, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, TEST_PARTS } from "@foyer/testing/test-context";
import { Webhook } from "standardwebhooks";
import { expect, it } from "vitest";
import { createWebhookTransport } from "../src/webhooks/webhook-transport.js";
import { startServer } from "./kit/server-process.js";
import { type Answer, type Received, startReceiver } from "./kit/webhook-receiver.js";

/** Each is made and cancelled: two deliveries. */
const BOOKINGS = 100;

/** Asserts that each booking was told of once it was made and once it was cancelled, in this order. */
function expectInOrder(taken: readonly Received[], bookings: number): void {
  // Receivers deduplicate by the id; the first time counts.
  const firsts = [
    ...new Map(taken.toReversed().map((delivery) => [delivery.id, delivery])).values(),
  ].reverse();
  const byBooking = Map.groupBy(firsts, ({ message }) => message.data.id);
  expect(byBooking.size).toBe(bookings);
  for (const [, own] of byBooking) {
    expect(own.map(({ message }) => message.type)).toEqual(["booking.confirmed", "booking.cancelled"]);
  }
}

it("delivers 200 webhooks to a receiver that fails, hangs, redirects to a private address and comes back", {
  timeout: 300_000,
}, async () => {
  const inside = await startReceiver(() => 200, "127.0.0.2");
  let mood: (nth: number) => Answer = () => 200;
  const receiver = await startReceiver((nth) => mood(nth));
  // Of this machine's addresses one plays the open internet.
  const webhookTransport = createWebhookTransport(
    { requiresHttps: false, allowsPrivate: false },
    { mayConnect: (address) => address === "127.0.0.1", wholeMs: 1_500 },
  );
  const { context, clock } = await createIsolatedTestContext({ webhookTransport });
  const organizer = await newUser(context);
  const caller = callAs(context, organizer);
  await expect(caller.webhook.create({ url: inside.url, events: ["booking.*"] })).rejects.toMatchObject({
    message: "This address is not one of the open internet.",
  });
  const { id, secret } = await caller.webhook.create({ url: receiver.url, events: ["booking.*"] });

  const event = await newEvent(context, organizer, { capacity: BOOKINGS });
  const send = async () => {
    await context.webhookSender.run();
    await context.webhookSender.idle();
  };
  async function book(count: number) {
    for (let made = 0; made < count; made += 20) {
      await Promise.all(
        Array.from({ length: 20 }, async () => {
          const buyer = await newUser(context);
          const booking = await bookTickets(context, buyer, event.id);
          await cancelBooking(context, buyer, { id: booking.id });
        }),
      );
    }
  }

  const moods: readonly ((nth: number) => Answer)[] = [
    // Now and then it fails, and what it took is said to have failed.
    (nth) => (nth % 3 === 0 ? 200 : 503),
    () => "hangs",
    () => ({ to: inside.url }),
    () => 500,
    (nth) => (nth % 4 === 0 ? { to: inside.url } : 201),
  ];
  for (const next of moods) {
    mood = next;
    await book(BOOKINGS / moods.length);
    for (let round = 0; round < 6; round++) {
      await send();
      clock.advance(20_000);
    }
  }
  expect(receiver.taken.length).toBeLessThan(2 * BOOKINGS);
  const [failing] = await caller.webhook.list();
  expect(failing?.lastProblem ?? "").toMatch(/receiver/);

  mood = () => 204;
  for (let round = 0; round < 12; round++) {
    clock.advance(MINUTE_MS);
    await send();
  }
  const queued = await caller.webhook.deliveries({ id, state: "queued" });
  expect(queued.items).toEqual([]);
  expect(new Set(receiver.taken.map((delivery) => delivery.id)).size).toBe(2 * BOOKINGS);
  expectInOrder(receiver.taken, BOOKINGS);
  // Tries of the same delivery have the same id and body, and each is signed for its time.
  for (const [, tries] of Map.groupBy(receiver.got, (delivery) => delivery.id)) {
    expect(new Set(tries.map(({ body }) => body)).size).toBe(1);
  }
  for (const delivery of receiver.got) {
    const at = new Date(delivery.timestamp * 1_000);
    expect(delivery.signature).toBe(new Webhook(secret).sign(delivery.id, at, delivery.body));
  }
  expect(inside.connections()).toBe(0);
  expect((await caller.webhook.list())[0]).toMatchObject({ failingSince: null, lastProblem: null });

  await context.webhookSender.stop();
  await webhookTransport.close();
  await context.db.close();
  await receiver.close();
  await inside.close();
});

it("delivers what two processes sell once each, and in order, to whom told one of them", {
  timeout: 300_000,
}, async () => {
  const env = { DATABASE_URL: ownDatabaseUrl(), LOG_LEVEL: "silent", WEBHOOKS_ALLOW_PRIVATE: "1" };
  const servers = [await startServer(env), await startServer(env)] as const;
  const db = openDatabase(env.DATABASE_URL);
  const context = createAppContext({ ...TEST_PARTS, db });
  const receiver = await startReceiver((nth) => (nth < 2 ? 503 : 200));
  const clientOf = async (server: number, user: Awaited<ReturnType<typeof newUser>>) => {
    const { sessionToken } = await newSession(context, user.id);
    return createFoyerClient({
      url: `${servers[server % 2]?.origin}/trpc`,
      sessionToken: () => sessionToken,
    });
  };
  const organizer = await newUser(context);
  const organizing = await clientOf(0, organizer);
  const event = await newEvent(context, organizer, { capacity: 40 });
  // Both know the organizer to have no webhooks.
  for (const server of [0, 1]) {
    const client = await clientOf(server, await newUser(context));
    await client.booking.create.mutate({ eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" });
  }
  const { id, secret } = await organizing.webhook.create.mutate({ url: receiver.url, events: ["booking.*"] });
  const test = await organizing.webhook.test.mutate({ id });
  expect(test).toMatchObject({ isDelivered: false, status: 503 });
  // What the other process knows is a second old at most.
  await new Promise((resolve) => setTimeout(resolve, 1_100));

  await Promise.all(
    Array.from({ length: 20 }, async (_, index) => {
      const client = await clientOf(index, await newUser(context));
      const booking = await client.booking.create.mutate({
        eventId: event.id,
        ticketQuantity: 1,
        paymentMethod: "cash",
      });
      await client.booking.cancel.mutate({ id: booking.id });
    }),
  );
  const arrived = () => new Set(receiver.taken.map((delivery) => delivery.id)).size;
  await expect.poll(arrived, { timeout: 150_000, interval: 500 }).toBe(40);
  expectInOrder(receiver.taken, 20);
  const [last] = receiver.taken.slice(-1);
  const headers = {
    "webhook-id": last?.id ?? "",
    "webhook-timestamp": String(last?.timestamp),
    "webhook-signature": last?.signature ?? "",
  };
  expect(new Webhook(secret).verify(last?.body ?? "", headers)).toMatchObject({ version: 1 });
  await expect
    .poll(
      async () =>
        (await organizing.webhook.deliveries.query({ id, state: "delivered", limit: 50 })).items.length,
      { interval: 200 },
    )
    .toBe(40);
  const load = await fetch(`${servers[0].origin}/metrics`).then((answer) => answer.text());
  expect(load).toContain("foyer_webhooks");

  for (const server of servers) expect((await server.stop()).code).toBe(0);
  await db.close();
  await receiver.close();
});
