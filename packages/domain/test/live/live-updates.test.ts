import { bookingId, type EventId, ticketTypeId } from "@foyer/contract/ids";
import type { LiveUpdate } from "@foyer/contract/live";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import type { LiveBatch, LiveTopics } from "@foyer/domain/live/live-stream";
import { createLiveUpdates, type LiveUpdates } from "@foyer/domain/live/live-updates";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { newBuyers, newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, afterEach, describe, expect, it } from "vitest";

const { context } = await createIsolatedTestContext();
const clock = { now: () => new Date() };
const app = { ...context, clock };
const POLL_MS = 50;
const PATIENCE = { interval: 10 };

let opened: AbortController[] = [];
afterEach(() => {
  for (const controller of opened) controller.abort();
  opened = [];
});
afterAll(() => context.db.close());

/** A client that keeps what it is told. */
async function follow(
  live: LiveUpdates,
  topics: Partial<LiveTopics>,
  { since, subject = "somebody" }: { since?: Date; subject?: string } = {},
) {
  const controller = new AbortController();
  opened.push(controller);
  const batches = await live.open({
    subject,
    topics: { eventIds: [], activityOf: [], ...topics },
    since,
    signal: controller.signal,
  });
  const told: LiveUpdate[] = [];
  const all: LiveBatch[] = [];
  const ended = (async () => {
    for await (const batch of batches) {
      all.push(batch);
      told.push(...batch.updates);
    }
  })().catch((error: unknown) => error);
  return { told, all, ended, close: () => controller.abort() };
}

const available = (told: readonly LiveUpdate[], eventId?: EventId) =>
  told.flatMap((update) =>
    update.kind === "availability" && (eventId ?? update.availability.eventId) === update.availability.eventId
      ? [update.availability.availableTickets]
      : [],
  );
const states = (told: readonly LiveUpdate[]) =>
  told.flatMap((update) => (update.kind === "booking" ? [update.booking.status] : []));
const active = (told: readonly LiveUpdate[]) =>
  told.flatMap((update) => (update.kind === "activity" ? update.activity.bookings.map(({ id }) => id) : []));

async function sale({ buyers: count = 1, capacity = 10 } = {}) {
  const organizer = await newUser(app);
  const { id: eventId } = await newEvent(app, organizer, { capacity, price: 0 });
  const buyers = await newBuyers(app, count);
  const book = (index: number) => {
    const buyer = buyers[index];
    if (buyer === undefined) throw new Error("There is no such buyer.");
    return createBooking(app, buyer, {
      eventId,
      ticketQuantity: 1,
      paymentMethod: "cash",
      idempotencyKey: undefined,
    });
  };
  return { organizer, eventId, buyers, book };
}

describe("a stream of live updates", () => {
  it("begins with where the event stands, and then has each change", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { eventId, book, organizer } = await sale({ buyers: 2 });
    const { told } = await follow(live, { eventIds: [eventId] });
    await expect.poll(() => available(told), PATIENCE).toEqual([10]);
    await book(0);
    await expect.poll(() => available(told).at(-1), PATIENCE).toBe(9);
    await updateEvent(app, organizer, { id: eventId, name: "Renamed" });
    await expect
      .poll(() => told.at(-1), PATIENCE)
      .toMatchObject({ kind: "availability", availability: { editedAt: expect.any(Date) } });
  });

  it("tells of the kinds that everybody sees and of the lowest price on sale, and of neither where there is one kind", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { organizer, eventId, buyers } = await sale();
    const [buyer] = buyers;
    if (buyer === undefined) throw new Error("A buyer was made.");
    const kinds = await newEvent(app, organizer, {
      capacity: 10,
      ticketTypes: [
        { name: "Student", price: 0, quota: 1 },
        { name: "Standard", price: 2_500 },
        { name: "Friends", price: 100, isHidden: true },
      ],
    });
    const [student, standard] = kinds.ticketTypes;
    if (student === undefined || standard === undefined) throw new Error("It has its kinds.");
    const { told } = await follow(live, { eventIds: [eventId, kinds.id] });
    const last = (id: EventId) =>
      told
        .flatMap((update) => (update.kind === "availability" ? [update.availability] : []))
        .findLast((availability) => availability.eventId === id);
    await expect.poll(() => last(kinds.id)?.price, PATIENCE).toBe(0);
    expect(last(eventId)).not.toHaveProperty("ticketTypes");
    expect(last(eventId)).not.toHaveProperty("price");
    await createBooking(app, buyer, {
      eventId: kinds.id,
      items: [{ ticketTypeId: ticketTypeId.parse(student.id), quantity: 1 }],
      paymentMethod: "cash",
    });
    await expect
      .poll(() => last(kinds.id), PATIENCE)
      .toMatchObject({
        price: 2_500,
        ticketTypes: [
          { id: student.id, available: 0, waitingCount: 0 },
          { id: standard.id, available: 9, waitingCount: 0 },
        ],
      });
  });

  it("has the bookings of its user, and nobody else's", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { buyers, book } = await sale({ buyers: 2 });
    const [mine, other] = buyers;
    if (!mine || !other) throw new Error("Two buyers were made.");
    const first = await follow(live, { bookingsOf: mine.id });
    const second = await follow(live, { bookingsOf: other.id });
    const id = bookingId.parse((await book(0)).id);
    await expect.poll(() => states(first.told), PATIENCE).toEqual(["confirmed"]);
    await cancelBooking(app, mine, { id, idempotencyKey: undefined, reason: undefined });
    await expect.poll(() => states(first.told), PATIENCE).toEqual(["confirmed", "cancelled"]);
    await book(1);
    await expect.poll(() => states(second.told), PATIENCE).toEqual(["confirmed"]);
  });

  it("has the activity of an event, cut where there is too much of it", async () => {
    const live = createLiveUpdates(app, 400);
    const { eventId, book } = await sale({ buyers: 130, capacity: 200 });
    const { told } = await follow(live, { activityOf: [eventId] });
    await Promise.all(Array.from({ length: 130 }, (_, index) => book(index)));
    await expect
      .poll(() => new Set(active(told)).size + Number(told.some(isCut)), PATIENCE)
      .toBeGreaterThan(100);
    for (const update of told) {
      if (update.kind === "activity") expect(update.activity.bookings.length).toBeLessThanOrEqual(100);
    }
    // Either all of them came, or it was said that there are more.
    if (!told.some(isCut)) expect(new Set(active(told)).size).toBe(130);
  });

  it("says nothing of bookings that were made before it was opened", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { eventId, buyers, book } = await sale({ buyers: 2 });
    await book(0);
    const [first] = buyers;
    const { told } = await follow(live, { bookingsOf: first?.id, activityOf: [eventId] });
    const second = await book(1);
    await expect.poll(() => active(told), PATIENCE).toEqual([second.id]);
    expect(states(told)).toEqual([]);
  });

  it("is told of a booking whose transaction committed long after the time it carries", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { buyers, book } = await sale();
    const [mine] = buyers;
    const { told, all } = await follow(live, { bookingsOf: mine?.id });
    const { id } = await book(0);
    await expect.poll(() => states(told), PATIENCE).toEqual(["confirmed"]);
    // As if it had been decided before the last poll and committed after it.
    const late = new Date((all.at(-1)?.until.getTime() ?? 0) - 5_000);
    await context.db.prisma.booking.update({ where: { id }, data: { admittedTickets: 1, updatedAt: late } });
    await expect
      .poll(() => told.at(-1), PATIENCE)
      .toMatchObject({ kind: "booking", booking: { id, admittedTickets: 1 } });
  });

  it("goes on after the last batch that its client had", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { buyers, book, eventId } = await sale({ buyers: 2 });
    const [mine] = buyers;
    const before = await follow(live, { eventIds: [eventId] });
    await expect.poll(() => before.all.length, PATIENCE).toBe(1);
    const since = before.all[0]?.until;
    before.close();
    const { id } = await book(0);
    const again = await follow(live, { bookingsOf: mine?.id, activityOf: [eventId] }, since ? { since } : {});
    await expect.poll(() => states(again.told), PATIENCE).toEqual(["confirmed"]);
    expect(active(again.told)).toEqual([id]);
  });

  it("tells a client that takes nothing only what is newest", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { eventId, book } = await sale({ buyers: 3 });
    const controller = new AbortController();
    opened.push(controller);
    const topics = { eventIds: [eventId], activityOf: [] };
    const slow = await live.open({ subject: "slow", topics, signal: controller.signal });
    const { told } = await follow(live, { eventIds: [eventId] });
    for (let index = 0; index < 3; index++) {
      await book(index);
      await expect.poll(() => available(told).at(-1), PATIENCE).toBe(9 - index);
    }
    const taken = await slow.next();
    expect(taken.done ? [] : available(taken.value.updates)).toEqual([7]);
  });
});

describe("a thousand streams", () => {
  it("cost one question for each poll, and each is told", async () => {
    let questions = 0;
    const prisma = context.db.prisma.$extends({
      query: {
        $runCommandRaw({ args, query }) {
          questions++;
          return query(args);
        },
      },
    });
    const live = createLiveUpdates({ clock, db: { prisma: prisma as never } }, 300);
    const { eventId, buyers, book } = await sale({ buyers: 1_000 });
    const streams = await Promise.all(
      buyers.map(({ id }) => follow(live, { eventIds: [eventId], bookingsOf: id }, { subject: id })),
    );
    await expect.poll(() => streams.every(({ told }) => available(told)[0] === 10), PATIENCE).toBe(true);
    expect(live.load()).toEqual({ streams: 1_000 });
    expect(questions).toBeLessThan(100);
    const before = questions;
    await book(0);
    await expect.poll(() => streams.every(({ told }) => available(told).at(-1) === 9), PATIENCE).toBe(true);
    await expect.poll(() => states(streams[0]?.told ?? []), PATIENCE).toEqual(["confirmed"]);
    // However long that took: not one for each stream.
    expect(questions - before).toBeLessThan(100);
  });
});

describe("the limits of streams", () => {
  it("hold for one subject, and streams that were closed do not count", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { eventId } = await sale();
    const mine = await Promise.all(
      Array.from({ length: 100 }, () => follow(live, { eventIds: [eventId] }, { subject: "one" })),
    );
    await expect(follow(live, { eventIds: [eventId] }, { subject: "one" })).rejects.toMatchObject({
      code: "RATE_LIMITED",
    });
    await follow(live, { eventIds: [eventId] }, { subject: "another" });
    mine[0]?.close();
    await follow(live, { eventIds: [eventId] }, { subject: "one" });
  });

  it("end every stream when the process closes, so that clients go elsewhere", async () => {
    const live = createLiveUpdates(app, POLL_MS);
    const { eventId } = await sale();
    const { ended } = await follow(live, { eventIds: [eventId] });
    live.close();
    expect(await ended).toMatchObject({ name: "AbortError" });
    await expect(follow(live, { eventIds: [eventId] })).rejects.toMatchObject({ code: "BUSY" });
  });
});

function isCut(update: LiveUpdate): boolean {
  return update.kind === "activity" && !update.activity.isComplete;
}
