import { readdirSync, readFileSync } from "node:fs";
import { eventId as toEventId } from "@foyer/contract/ids";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { createEventChanges } from "@foyer/domain/events/event-changes";
import { showCategories, showCount, showEvent, showEvents } from "@foyer/domain/events/public-events";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { cancelEvent } from "@foyer/domain/workflows/cancel-event";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { leaveWaitlist } from "@foyer/domain/workflows/leave-waitlist";
import { setEventActive, updateEvent } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

// What is remembered lasts as long as the test, unless it is announced that it changed.
const { context } = createTestContext({ publicReadsFreshFor: 600_000, clock: { now: () => new Date(NOW) } });
const NOW = Date.now();
afterAll(() => context.db.close());

/** An event that is sold out, which the booking queue and every public answer remember. */
async function remembered() {
  const organizer = await newUser(context);
  const { id } = await newEvent(context, organizer, { capacity: 2 });
  const buyer = await newUser(context);
  const booking = await bookTickets(context, buyer, id, { ticketQuantity: 2 });
  const lists = { sort: "date", order: "asc", limit: 20 } as const;
  const [event, ...others] = await Promise.all([
    showEvent(context, id),
    showEvents(context, lists),
    showCount(context, {}),
    showCategories(context),
  ]);
  /** What somebody else is told who wants a ticket, and whether it was answered from memory. */
  async function ask() {
    const before = context.bookingQueue.load().refusedAsSoldOut;
    const result = await bookTickets(context, await newUser(context), id).then(
      () => "booked",
      (error) => error.code,
    );
    return { result, isRemembered: context.bookingQueue.load().refusedAsSoldOut > before };
  }
  expect(await ask()).toEqual({ result: "EVENT_SOLD_OUT", isRemembered: true });
  return { id, organizer, buyer, booking, event, others, ask };
}

describe("an event that changes in this process", () => {
  it("is forgotten by the booking queue and by every public answer, whatever changes about it", async () => {
    const changes: Record<string, (on: Awaited<ReturnType<typeof remembered>>) => Promise<unknown>> = {
      updated: ({ id, organizer }) => updateEvent(context, organizer, { id, name: "Another name" }),
      "given another price": ({ id, organizer }) => updateEvent(context, organizer, { id, price: 1 }),
      enlarged: ({ id, organizer }) => updateEvent(context, organizer, { id, capacity: 3 }),
      closed: ({ id, organizer }) => setEventActive(context, organizer, { id, isActive: false }),
      cancelled: ({ id, organizer }) => cancelEvent(context, organizer, { id, reason: "Rain." }),
    };
    const results = { enlarged: "booked", closed: "EVENT_NOT_OPEN", cancelled: "EVENT_CANCELLED" };
    for (const [name, change] of Object.entries(changes)) {
      const on = await remembered();
      await change(on);
      expect([name, on.event.isFresh(), on.others.map((answer) => answer.isFresh())]).toEqual([
        name,
        false,
        [false, false, false],
      ]);
      const result = { EVENT_SOLD_OUT: "EVENT_SOLD_OUT", ...results }[name] ?? "EVENT_SOLD_OUT";
      expect([name, await on.ask()]).toEqual([name, { result, isRemembered: false }]);
    }
  });

  it("sells again the moment it is opened again", async () => {
    const { id, organizer, buyer, booking, ask } = await remembered();
    await setEventActive(context, organizer, { id, isActive: false });
    await cancelBooking(context, buyer, { id: booking.id });
    expect((await ask()).result).toBe("EVENT_NOT_OPEN");
    await setEventActive(context, organizer, { id, isActive: true });
    expect((await ask()).result).toBe("booked");
  });

  it("is forgotten when its tickets or its waiting list move, by what shows them", async () => {
    const on = await remembered();
    const waiting = await newUser(context);
    await joinWaitlist(context, waiting, { eventId: on.id, ticketQuantity: 1 });
    expect(on.event.isFresh()).toBe(false);
    // Availability in lists would otherwise be read anew for every booking of a hot event.
    expect(on.others.map((answer) => answer.isFresh())).toEqual([true, true, true]);
    expect((await on.ask()).isRemembered).toBe(false);

    const shown = await showEvent(context, on.id);
    expect(shown.answer.waitingCount).toBe(1);
    await leaveWaitlist(context, waiting, { eventId: on.id });
    expect(shown.isFresh()).toBe(false);
    expect((await showEvent(context, on.id)).answer.waitingCount).toBe(0);
  });

  it("is not forgotten for a change that was not committed", async () => {
    const on = await remembered();
    expect(await errorCodeOf(updateEvent(context, on.organizer, { id: on.id, capacity: 1 }))).toBe(
      "CAPACITY_BELOW_RESERVED",
    );
    expect(await errorCodeOf(setEventActive(context, on.buyer, { id: on.id, isActive: false }))).toBe(
      "FORBIDDEN",
    );
    expect(on.event.isFresh()).toBe(true);
    expect((await on.ask()).isRemembered).toBe(true);
  });

  it("is shown as the queue's own sales leave it, without being read again", async () => {
    const { id } = await newEvent(context, await newUser(context), { capacity: 5 });
    await showEvent(context, toEventId.parse(id));
    const buyer = await newUser(context);
    await createBooking(context, buyer, { eventId: id, ticketQuantity: 2, paymentMethod: "cash" });
    const { answer } = await context.publicEvents.events.read(id, () => {
      throw new Error("It was read again.");
    });
    expect(answer?.availableTickets).toBe(3);
  });
});

describe("changes of events", () => {
  it("reach everybody who subscribed, in their order", () => {
    const changes = createEventChanges();
    const heard: string[] = [];
    changes.subscribe((id, { kind }) => heard.push(`first ${id} ${kind}`));
    changes.subscribe((id, { kind }) => heard.push(`second ${id} ${kind}`));
    const id = toEventId.parse("0".repeat(24));
    changes.publish(id, { kind: "details" });
    expect(heard).toEqual([`first ${id} details`, `second ${id} details`]);
  });

  /** What is written to an event that nothing in memory shows or decides by. */
  const REMEMBERED_NOWHERE: Readonly<Record<string, string>> = {
    "capacity/compact-log.ts": "the carried balance of the log",
    "events/merge-categories.ts": "one spelling for each category of old events, at the start",
    "mail/remind-of-events.ts": "when people were reminded",
    "questions/copy-questions.ts": "whether a copy that is just being made asks what has to be answered",
    "questions/forget-answers.ts": "when answers were deleted, and that some are there again",
    "tickets/ticket-code.ts": "the key of its tickets",
  };

  it("are announced by every file that writes events", () => {
    const source = new URL("../../src/", import.meta.url);
    const writes =
      /\.event\.(?:create|createMany|update|updateMany|upsert|delete|deleteMany)\(|(?<!aggregate): "Event"/;
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const silent = files.filter((name) => {
      const text = readFileSync(new URL(name, source), "utf8");
      return writes.test(text) && !text.includes("announceEventChange(");
    });
    // Migrations run at the start, and give old events what new ones are written with.
    const others = silent.filter((name) => !name.startsWith("events/fill-"));
    expect(others.sort()).toEqual(Object.keys(REMEMBERED_NOWHERE));
    expect(files.length).toBeGreaterThan(100);
  });
});
