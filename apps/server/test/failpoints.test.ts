import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFoyerClient, type FoyerClient, reasonOf } from "@foyer/client";
import { HOUR_MS } from "@foyer/contract/time";
import { applyIndexes } from "@foyer/db/apply-indexes";
import { openDatabase } from "@foyer/db/database";
import { declareIndexes } from "@foyer/db/indexes";
import type { AppContext } from "@foyer/domain/context";
import { createAppContext } from "@foyer/domain/create-context";
import type { Failpoint } from "@foyer/domain/failpoints";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { startEmbeddedMongo } from "@foyer/embedded-mongodb";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { TEST_PARTS } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runToEnd, startDyingServer, startServer } from "./kit/server-process.js";
import { startReceiver, type WebhookReceiver } from "./kit/webhook-receiver.js";

/** What people do at one place of death: with a client each, on an event that is theirs alone. */
type Scene = (
  eventId: string,
  first: FoyerClient,
  second: FoyerClient,
  organizer: FoyerClient,
  origin: string,
) => Promise<unknown>;

const CARD = { paymentMethod: "credit_card" } as const;

async function hold(eventId: string, client: FoyerClient): Promise<string> {
  return (await client.booking.create.mutate({ eventId, ticketQuantity: 1, ...CARD })).id;
}

function paying(paymentToken: string): Scene {
  return async (eventId, first) => {
    const id = await hold(eventId, first);
    await first.booking.pay.mutate({ id, ...CARD, paymentToken });
  };
}

const holding: Scene = (eventId, first) => hold(eventId, first);

const payingAndCancelling: Scene = async (eventId, first) => {
  const id = await hold(eventId, first);
  await first.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_ok" });
  await first.booking.cancel.mutate({ id });
};

async function paidFor(eventId: string, client: FoyerClient, ticketQuantity: number): Promise<string> {
  const { id } = await client.booking.create.mutate({ eventId, ticketQuantity, ...CARD });
  await client.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_ok" });
  return id;
}

const takingMore: Scene = async (eventId, first) => {
  const id = await paidFor(eventId, first, 1);
  await first.booking.changeItems.mutate({ id, ticketQuantity: 2 });
  await first.booking.pay.mutate({ id, addition: true, ...CARD, paymentToken: "tok_ok" });
};

const givingBack: Scene = async (eventId, first) => {
  const id = await paidFor(eventId, first, 2);
  await first.booking.changeItems.mutate({ id, ticketQuantity: 1 });
};

const waiting: Scene = async (eventId, first, second) => {
  const id = await hold(eventId, first);
  await second.waitlist.join.mutate({ eventId, ticketQuantity: 1 });
  await first.booking.cancel.mutate({ id });
};

const cancellingTheEvent: Scene = async (eventId, first, _, organizer) => {
  const id = await hold(eventId, first);
  await first.booking.pay.mutate({ id, ...CARD, paymentToken: "tok_ok" });
  await organizer.event.cancel.mutate({ id: eventId });
};

/** Somebody without an account, who follows the link in the mail that the server caught. */
const provingAsGuest: Scene = async (eventId, first, _second, _organizer, origin) => {
  const email = `guest-${randomUUID()}@test.example`;
  const order = { eventId, ticketQuantity: 1, paymentMethod: "cash" } as const;
  await first.booking.createAsGuest.mutate({ ...order, name: "Guest", email });
  const token = await vi.waitFor(() => mailedToken(origin, email), { timeout: 60_000, interval: 100 });
  await first.booking.proveGuest.mutate({ token });
};

async function mailedToken(origin: string, email: string): Promise<string> {
  const answer = await fetch(`${origin}/dev/mail`, { headers: { accept: "application/json" } });
  const mails = (await answer.json()) as { to: string; text: string }[];
  const mail = mails.find(({ to }) => to === email);
  const token = /#access=(foyer_guest_[\w-]+)/.exec(mail?.text ?? "")?.[1];
  if (token === undefined) throw new Error("The link was not mailed yet.");
  return token;
}

/** For the events of all scenes: those that come later are told of, too. */
const telling: Scene = async (eventId, first, _, organizer) => {
  await organizer.webhook.create.mutate({ url: receiver.url, events: ["booking.confirmed"] });
  await first.booking.create.mutate({ eventId, ticketQuantity: 1, paymentMethod: "cash" });
};

/** Every place, and what leads there. */
const SCENES: Record<Failpoint, Scene> = {
  // First, because the claim of the process that died takes a minute to run out.
  "webhook.sent": telling,
  "booking-batch.written": holding,
  "payment.begun": paying("tok_ok"),
  "payment.opened-at-provider": paying("tok_ok"),
  "payment.provider-known": paying("tok_ok"),
  "payment.confirmed-at-provider": paying("tok_ok"),
  "payment.settling": paying("tok_ok"),
  "payment.settled": paying("tok_ok"),
  "open-payment.claimed": paying("tok_lost"),
  "open-payment.asked": paying("tok_lost"),
  "refund.claimed": payingAndCancelling,
  "refund.made-at-provider": payingAndCancelling,
  "refund.recorded": payingAndCancelling,
  "guest.proved": provingAsGuest,
  "return.written": givingBack,
  "addition.held": takingMore,
  "addition.paid": takingMore,
  "expiry.found": holding,
  "expiry.releasing": holding,
  "expiry.released": holding,
  "offer.making": waiting,
  "event-cancellation.batch": cancellingTheEvent,
  "mail.claimed": paying("tok_ok"),
  "mail.sent": paying("tok_ok"),
};
const POINTS = Object.keys(SCENES) as Failpoint[];

/** The scenes in which a booking takes or returns tickets more than once. */
const CHANGING: ReadonlySet<Scene> = new Set([takingMore, givingBack]);

let dataDir: string;
let receiver: WebhookReceiver;
let events: string[];
let people: { sessionToken: string }[];
let organizerToken: string;

/** Opens the database itself, while no server has it. */
async function withFoyer<Result>(work: (context: AppContext) => Promise<Result>): Promise<Result> {
  const mongo = await startEmbeddedMongo({ directory: join(dataDir, "db") });
  const db = openDatabase(mongo.url("foyer"));
  try {
    await applyIndexes(db, declareIndexes({ capacityLogRetentionDays: 400 }));
    return await work(createAppContext({ ...TEST_PARTS, db }));
  } finally {
    await db.close();
    await mongo.stop();
  }
}

beforeAll(async () => {
  receiver = await startReceiver(() => 204);
  dataDir = await mkdtemp(join(tmpdir(), "foyer-faults-"));
  await withFoyer(async (context) => {
    const [organizer] = await newBuyers(context, 1);
    if (organizer === undefined) throw new Error("Somebody has to organize.");
    organizerToken = organizer.sessionToken;
    events = [];
    for (const point of POINTS) {
      const capacity = CHANGING.has(SCENES[point]) ? 2 : 1;
      events.push((await newEvent(context, organizer, { capacity })).id);
    }
    people = await newBuyers(context, 2 * POINTS.length);
    await newUser(context, "admin");
  });
});
afterAll(async () => {
  await receiver.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** A hold has to run out, and a payment has to be overdue, before some of the places are reached. */
const LIMIT_MS = 90_000;

const environment = () => ({
  FOYER_DATA_DIR: dataDir,
  LOG_LEVEL: "silent",
  FOYER_RATE_LIMITS: "off",
  WEBHOOKS_ALLOW_PRIVATE: "1",
  // Long enough to pay within on a machine that is not held up, and over before a payment is looked after that its
  // process left behind.
  HOLD_SECONDS: "4",
  OFFER_SECONDS: "4",
  PROOF_SECONDS: "4",
});

describe("a server killed with SIGKILL, database and all, at any of the places where it matters", () => {
  // One after the other on one database: a later server also finds what earlier deaths left to be done.
  it.each(POINTS)(
    "dies at %s",
    async (point) => {
      const server = await startDyingServer(point, environment());
      const { origin } = server;
      // What an earlier death left to be done may lead there before anybody asks.
      const played = origin === undefined ? undefined : play(origin, POINTS.indexOf(point), SCENES[point]);
      const { output } = await server.finished;
      await played;
      expect(output).toContain(`died at ${point}`);
    },
    LIMIT_MS,
  );

  it(
    `comes right with nobody acting: ${POINTS.length} places`,
    async () => {
      const server = await startServer(environment());
      const organizer = createFoyerClient({
        url: `${server.origin}/trpc`,
        sessionToken: () => organizerToken,
      });
      // The claims of the processes that died last run out after half a minute.
      await expect.poll(() => unsettled(organizer), { timeout: 2 * LIMIT_MS, interval: 500 }).toEqual([]);
      expect((await server.stop()).code).toBe(0);

      const books = await runToEnd("reconcile.js", environment());
      expect(books.output).toContain(`${POINTS.length} events reconciled, 0 of them broken`);
      await withFoyer(expectEverythingSettled);
    },
    3 * LIMIT_MS,
  );
});

/** How somebody is refused whose hold ran out while they played, and until it is released: they begin anew. */
const TOO_LATE: ReadonlySet<string> = new Set([
  "HOLD_EXPIRED",
  "LINK_NOT_VALID",
  "BOOKING_NOT_ACTIVE",
  "BOOKING_ALREADY_ACTIVE",
  "EVENT_SOLD_OUT",
]);

/** Plays a scene as far as the server lives to answer. */
async function play(origin: string, index: number, scene: Scene): Promise<void> {
  const client = (token: string | undefined) =>
    createFoyerClient({ url: `${origin}/trpc`, sessionToken: () => token });
  const [first, second] = [people[2 * index], people[2 * index + 1]];
  const eventId = events[index] ?? "";
  const cast = [
    client(first?.sessionToken),
    client(second?.sessionToken),
    client(organizerToken),
    origin,
  ] as const;
  for (;;) {
    const refusal = await scene(eventId, ...cast).then(() => undefined, reasonOf);
    if (refusal === undefined || !TOO_LATE.has(refusal)) return;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const SETTLED: ReadonlySet<string> = new Set(["succeeded", "failed", "refunded"]);

/** The events at which something has not come to its end yet, as their organizer sees it. */
async function unsettled(organizer: FoyerClient): Promise<string[]> {
  const open: string[] = [];
  for (const eventId of events) {
    const { items } = await organizer.booking.forEvent.query({ eventId });
    const { refundsDue, cancellation } = await organizer.event.stats.query({ eventId });
    // A payment may still be open when its booking has ended: it waits until its process's claim has run out.
    const bookings = await Promise.all(items.map(({ id }) => organizer.booking.byId.query({ id })));
    const isOpen =
      refundsDue > 0 ||
      bookings.some(({ status, addition }) => status === "pending" || addition !== null) ||
      bookings.some(({ payments }) => payments.some(({ state }) => !SETTLED.has(state)));
    if (isOpen || cancellation?.state === "running") open.push(eventId);
  }
  for (const { id } of await organizer.webhook.list.query()) {
    const { items } = await organizer.webhook.deliveries.query({ id, state: "queued" });
    open.push(...items.map(({ messageId }) => messageId));
  }
  return open;
}

async function expectEverythingSettled(context: AppContext): Promise<void> {
  const { prisma } = context.db;
  // What was sent and not recorded came again with the same id.
  const told = await prisma.webhookDelivery.findMany();
  expect(new Set(told.map(({ state }) => state))).toEqual(new Set(["delivered"]));
  expect(new Set(receiver.got.map(({ id }) => id))).toEqual(new Set(told.map(({ messageId }) => messageId)));
  expect(receiver.got.length).toBeGreaterThan(told.length);
  const payments = await prisma.payment.findMany();
  for (const { state } of payments) expect([...SETTLED]).toContain(state);
  const charges = await prisma.sandboxCharge.findMany();
  const sum = (amounts: { amount: number }[]) => amounts.reduce((total, { amount }) => total + amount, 0);
  const taken = sum(charges.filter(({ state }) => state === "paid" || state === "refunded"));
  const refunded = sum(charges.flatMap(({ refunds }) => refunds));
  const booked = await prisma.booking.aggregate({
    where: { status: "confirmed", paymentStatus: "paid" },
    _sum: { totalAmount: true },
  });
  expect(taken).toBeGreaterThan(0);
  expect(refunded).toBeGreaterThan(0);
  expect(taken - refunded).toBe(booked._sum.totalAmount);
  // Every hold was released once, and every booking took its tickets once.
  const rows = await prisma.eventCapacityLog.groupBy({
    by: ["bookingId", "operation"],
    where: {
      bookingId: { not: null },
      eventId: { notIn: events.filter((_, index) => CHANGING.has(SCENES[POINTS[index] ?? "expiry.found"])) },
    },
    _count: { _all: true },
  });
  for (const { _count } of rows) expect(_count._all).toBe(1);
  // Mails whose process died wait until its claim has run out; then they are sent.
  const later = { now: () => new Date(Date.now() + HOUR_MS) };
  await sendQueuedMails({ ...context, clock: later });
  expect(await prisma.outboxMail.count({ where: { state: "queued" } })).toBe(0);
  const confirmed = await prisma.booking.count({ where: { status: "confirmed" } });
  expect(await prisma.outboxMail.count({ where: { template: "booking_confirmed" } })).toBeGreaterThanOrEqual(
    confirmed,
  );
}
