import type { LiveUpdate } from "@foyer/contract/live";
import type { ChangeListener, ChangeSource } from "@foyer/db/change-source";
import { openDatabase } from "@foyer/db/database";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import type { FeedState } from "@foyer/domain/live/follow-changes";
import type { LiveTopics } from "@foyer/domain/live/live-stream";
import { createLiveUpdates, type LiveUpdates } from "@foyer/domain/live/live-updates";
import { ownDatabaseUrl } from "@foyer/testing/database-url";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const url = ownDatabaseUrl();
/** The process with the streams, and another one that sells. */
const { context: here } = await createIsolatedTestContext({ db: openDatabase(url) });
const { context: there } = await createIsolatedTestContext({ db: openDatabase(url) });
const clock = { now: () => new Date() };
const seller = { ...there, clock };

const POLL_MS = 20;
/** Longer than any test: what is told was not found out by asking. */
const NEVER_MS = 3_600_000;
const PATIENCE = { interval: 10 };

let opened: AbortController[] = [];
afterEach(() => {
  for (const controller of opened) controller.abort();
  opened = [];
});
afterAll(() => Promise.all([here.db.close(), there.db.close()]));

async function follow(live: LiveUpdates, topics: Partial<LiveTopics>) {
  const controller = new AbortController();
  opened.push(controller);
  const batches = await live.open({
    subject: "somebody",
    topics: { eventIds: [], activityOf: [], ...topics },
    signal: controller.signal,
  });
  const told: LiveUpdate[] = [];
  (async () => {
    for await (const { updates } of batches) told.push(...updates);
  })().catch(() => {});
  return { told, close: () => controller.abort() };
}

const available = (told: readonly LiveUpdate[]) =>
  told.flatMap((update) => (update.kind === "availability" ? [update.availability.availableTickets] : []));
const states = (told: readonly LiveUpdate[]) =>
  told.flatMap((update) => (update.kind === "booking" ? [update.booking.status] : []));

async function sale(count = 1) {
  const organizer = await newUser(seller);
  const { id: eventId } = await newEvent(seller, organizer, { capacity: 10, price: 0 });
  const buyers = await newBuyers(seller, count);
  const book = async () => {
    const buyer = buyers.shift();
    if (buyer === undefined) throw new Error("There is no such buyer.");
    await createBooking(seller, buyer, { eventId, ticketQuantity: 1, paymentMethod: "cash" });
    return buyer.id;
  };
  return { eventId, book, buyerIds: buyers.map(({ id }) => id) };
}

/** A source that does as the test says. */
function scripted() {
  const attempts: { listener: ChangeListener; signal: AbortSignal; fail: (error: Error) => void }[] = [];
  const source: Pick<ChangeSource, "follow"> = {
    follow: (_collections, listener, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => resolve());
        attempts.push({ listener, signal, fail: reject });
      }),
  };
  return { source, attempts };
}

/** Counts what the database is asked. */
function counted() {
  const count = { questions: 0 };
  const prisma = here.db.prisma.$extends({
    query: {
      $runCommandRaw({ args, query }) {
        count.questions++;
        return query(args);
      },
    },
  });
  return { count, db: { prisma: prisma as never } };
}

describe("streams that the database tells of changes", () => {
  it("have what another process does without a poll", async () => {
    const live = createLiveUpdates({ db: here.db, clock, changes: here.db.changes }, POLL_MS, NEVER_MS);
    const { eventId, book, buyerIds } = await sale(3);
    const events = await follow(live, { eventIds: [eventId] });
    const mine = await follow(live, { bookingsOf: buyerIds[0] });
    await expect.poll(() => live.isToldOfChanges(), PATIENCE).toBe(true);
    for (const left of [9, 8, 7]) {
      await book();
      await expect.poll(() => available(events.told).at(-1), PATIENCE).toBe(left);
    }
    expect(states(mine.told)).toEqual(["confirmed"]);
  });

  it("have what was done while the database was beginning to tell", async () => {
    const { source, attempts } = scripted();
    const live = createLiveUpdates({ db: here.db, clock, changes: source }, POLL_MS, NEVER_MS);
    const { eventId, book } = await sale();
    const { told } = await follow(live, { eventIds: [eventId] });
    await book();
    attempts[0]?.listener.onBegin();
    await expect.poll(() => available(told).at(-1), PATIENCE).toBe(9);
  });

  it("cost nothing while nothing changes, and one question for changes that come together", async () => {
    const { source, attempts } = scripted();
    const { count, db } = counted();
    const live = createLiveUpdates({ db, clock, changes: source }, NEVER_MS, NEVER_MS);
    const { eventId } = await sale();
    const streams = await Promise.all(
      Array.from({ length: 50 }, () => follow(live, { eventIds: [eventId] })),
    );
    const before = count.questions;
    attempts[0]?.listener.onBegin();
    for (let change = 0; change < 1_000; change++) attempts[0]?.listener.onChange();
    // A stream that is opened now has had its own question answered after those changes were told.
    await follow(live, { eventIds: [eventId] });
    expect(count.questions).toBe(before + 1);
    expect(streams.map(({ told }) => available(told))).toEqual(streams.map(() => [10]));
  });

  it("are found out about by the slow poll, should the database not tell", async () => {
    const { source, attempts } = scripted();
    const live = createLiveUpdates({ db: here.db, clock, changes: source }, POLL_MS, 2 * POLL_MS);
    const { eventId, book } = await sale();
    const { told } = await follow(live, { eventIds: [eventId] });
    attempts[0]?.listener.onBegin();
    await book();
    await expect.poll(() => available(told).at(-1), PATIENCE).toBe(9);
  });

  it("let go of the database when the last of them ends, and take hold again with the next", async () => {
    const { source, attempts } = scripted();
    const live = createLiveUpdates({ db: here.db, clock, changes: source }, POLL_MS, NEVER_MS);
    expect(attempts).toHaveLength(0);
    const { eventId } = await sale();
    const first = await follow(live, { eventIds: [eventId] });
    const second = await follow(live, { eventIds: [eventId] });
    expect(attempts).toHaveLength(1);
    attempts[0]?.listener.onBegin();
    first.close();
    expect(attempts[0]?.signal.aborted).toBe(false);
    second.close();
    await expect.poll(() => attempts[0]?.signal.aborted, PATIENCE).toBe(true);
    expect(live.isToldOfChanges()).toBe(false);
    await follow(live, { eventIds: [eventId] });
    expect(attempts).toHaveLength(2);
    live.close();
    await expect.poll(() => attempts[1]?.signal.aborted, PATIENCE).toBe(true);
  });
});

describe("where the database cannot tell", () => {
  it("streams are fed by asking when it stops in the middle, until it tells again", async () => {
    const { source, attempts } = scripted();
    const feeds: FeedState[] = [];
    const onFeed = (state: FeedState) => feeds.push(state);
    const live = createLiveUpdates({ db: here.db, clock, changes: source, onFeed }, POLL_MS, NEVER_MS);
    const { eventId, book } = await sale(3);
    const { told } = await follow(live, { eventIds: [eventId] });
    attempts[0]?.listener.onBegin();
    expect(feeds).toEqual([]);
    attempts[0]?.fail(new Error("no primary\nat some place"));
    await book();
    await expect.poll(() => available(told).at(-1), PATIENCE).toBe(9);
    expect(feeds).toEqual([{ kind: "asking", reason: "no primary" }]);
    expect(live.isToldOfChanges()).toBe(false);
    await expect.poll(() => attempts.length, PATIENCE).toBe(2);
    // Failing again is nothing new.
    attempts[1]?.fail(new Error("still none"));
    await expect.poll(() => attempts.length, PATIENCE).toBe(3);
    await book();
    await expect.poll(() => available(told).at(-1), PATIENCE).toBe(8);
    attempts[2]?.listener.onBegin();
    expect(feeds).toEqual([{ kind: "asking", reason: "no primary" }, { kind: "told" }]);
    expect(live.isToldOfChanges()).toBe(true);
    await book();
    attempts[2]?.listener.onChange();
    await expect.poll(() => available(told).at(-1), PATIENCE).toBe(7);
  });

  it("it is not asked again whether it can for each stream that comes and goes", async () => {
    const { source, attempts } = scripted();
    const feeds: FeedState[] = [];
    const onFeed = (state: FeedState) => feeds.push(state);
    const live = createLiveUpdates({ db: here.db, clock, changes: source, onFeed }, POLL_MS, NEVER_MS);
    const { eventId, book } = await sale(1);
    const first = await follow(live, { eventIds: [eventId] });
    for (let failure = 1; failure <= 2; failure++) {
      await expect.poll(() => attempts.length, PATIENCE).toBe(failure);
      attempts[failure - 1]?.fail(new Error("The $changeStream stage is only supported on replica sets"));
    }
    await expect.poll(() => feeds.length, PATIENCE).toBe(1);
    first.close();
    for (let stream = 0; stream < 20; stream++) {
      const next = await follow(live, { eventIds: [eventId] });
      next.close();
    }
    const { told } = await follow(live, { eventIds: [eventId] });
    await book();
    await expect.poll(() => available(told).at(-1), PATIENCE).toBe(9);
    // Not one for each of those that came.
    expect(attempts.length).toBeLessThan(20);
    expect(feeds).toHaveLength(1);
  });
});
