import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import type { AppContextParts } from "@foyer/domain/create-context";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { remindOfEvents } from "@foyer/domain/mail/remind-of-events";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { queueFanOut } from "@foyer/domain/outbox/queue-mails";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { cancelEvent } from "@foyer/domain/workflows/cancel-event";
import { updateEvent } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());
// What one test leaves to be done is not the next one's.
afterEach(async () => {
  const { prisma } = lone.context.db;
  await prisma.outboxMail.deleteMany();
  await prisma.mailFanOut.deleteMany();
  await prisma.event.updateMany({ data: { isActive: false } });
});

/** One of several processes on the same database, with a clock of its own. */
function open(parts: Partial<AppContextParts> = {}): TestContext {
  const { db, payments } = lone.context;
  return createTestContext({ db, payments, ...parts });
}

/** Many bookings at once, written past the domain: what they cost does not matter here. */
async function bookMany({ context, clock }: TestContext, eventId: string, count: number) {
  const user = await newUser(context);
  const createdAt = new Date(clock.now().getTime() - HOUR_MS);
  await context.db.prisma.booking.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      eventId,
      // The unique index wants one active booking a person.
      userId: index === 0 ? user.id : index.toString(16).padStart(24, "0"),
      ticketQuantity: 1,
      totalAmount: 0,
      currency: "EUR",
      status: "confirmed" as const,
      paymentStatus: "paid" as const,
      paymentMethod: "cash" as const,
      createdAt,
    })),
  });
}

const mailsOf = async ({ context }: TestContext, template: string) =>
  (await context.db.prisma.outboxMail.findMany({ where: { template }, select: { bookingId: true } })).map(
    ({ bookingId }) => bookingId,
  );

const change = ({ context }: TestContext, eventId: string) =>
  context.db.transaction((tx) =>
    queueFanOut(tx, context, { eventId, template: "event_changed", details: { oldVenue: "Elsewhere" } }),
  );

describe("a mail to everybody who booked", () => {
  it("reaches each once, though a process dies in the middle and two others go on", async () => {
    const one = open();
    const event = await newEvent(one.context, await newUser(one.context));
    await bookMany(one, event.id, 450);
    await change(one, event.id);

    // Dies in its second transaction: after the mails of the second batch were written, before the commit.
    let batches = 0;
    const { db } = one.context;
    const dying: AppContextParts["db"] = {
      ...db,
      transaction: (work, options) =>
        db.transaction(async (tx) => {
          const result = await work(tx);
          if (++batches === 2) throw new Error("killed");
          return result;
        }, options),
    };
    await expect(fanOutMails({ ...one.context, db: dying })).rejects.toThrow("killed");
    expect(await mailsOf(one, "event_changed")).toHaveLength(200);

    const two = open();
    await Promise.all([fanOutMails(one.context), fanOutMails(two.context)]);
    const told = await mailsOf(one, "event_changed");
    expect(told).toHaveLength(450);
    expect(new Set(told).size).toBe(450);
    expect(await db.prisma.mailFanOut.count()).toBe(0);
    expect(await fanOutMails(one.context)).toBe(0);
  });

  it("goes to whom tickets were passed on to, and to no more at once for it than a booking has tickets", async () => {
    const one = open();
    const event = await newEvent(one.context, await newUser(one.context));
    await bookMany(one, event.id, 30);
    const { db } = one.context;
    const tickets = Array.from({ length: 20 }, (_, index) => {
      return { number: index + 1, holderEmail: `holder-${index}@test.example`, codeVersion: 1 };
    });
    await db.prisma.booking.updateMany({
      where: { eventId: event.id },
      data: { tickets: { set: tickets }, ticketQuantity: 20, lastTicketNumber: 20 },
    });
    await change(one, event.id);
    const queued: number[] = [];
    const counting: AppContextParts["db"] = {
      ...db,
      transaction: (work, options) =>
        db.transaction(async (tx) => {
          const before = await tx.outboxMail.count();
          const result = await work(tx);
          queued.push((await tx.outboxMail.count()) - before);
          return result;
        }, options),
    };
    expect(await fanOutMails({ ...one.context, db: counting })).toBe(30 * 21);
    expect(queued).toEqual([210, 210, 210]);
    expect(new Set(await mailsOf(one, "event_changed")).size).toBe(30);
    expect(await mailsOf(one, "holder_event_changed")).toHaveLength(600);
  });

  it("goes to whoever has a booking and had it when the news was made", async () => {
    const one = open();
    const event = await newEvent(one.context, await newUser(one.context), { capacity: 20 });
    const [stays, goes, pays, late] = await Promise.all([1, 2, 3, 4].map(() => newUser(one.context)));
    if (!stays || !goes || !pays || !late) throw new Error("There are too few.");
    const kept = await bookTickets(one.context, stays, event.id);
    const cancelled = await bookTickets(one.context, goes, event.id);
    await cancelBooking(one.context, goes, { id: cancelled.id, reason: "ill", idempotencyKey: undefined });
    const held = await bookTickets(one.context, pays, event.id, { paymentMethod: "credit_card" });
    await change(one, event.id);
    await bookTickets(one.context, late, event.id);
    expect(await fanOutMails(one.context)).toBe(2);
    expect((await mailsOf(one, "event_changed")).sort()).toEqual([kept.id, held.id].sort());
  });

  it("holds up no other when it cannot be made", async () => {
    const one = open();
    const event = await newEvent(one.context, await newUser(one.context));
    await bookTickets(one.context, await newUser(one.context), event.id);
    await one.context.db.prisma.mailFanOut.create({
      data: { eventId: event.id, template: "unheard_of", createdAt: new Date(0) },
    });
    await change(one, event.id);
    await expect(fanOutMails(one.context)).rejects.toThrow();
    expect(await mailsOf(one, "event_changed")).toHaveLength(1);
  });

  it("tells what an organizer changed", async () => {
    const one = open();
    const organizer = await newUser(one.context);
    const event = await newEvent(one.context, organizer);
    const attendee = await newUser(one.context);
    await bookTickets(one.context, attendee, event.id);
    await sendQueuedMails(one.context);
    one.clock.advance(1_000);
    await updateEvent(one.context, organizer, { id: event.id, description: "Nobody plans by this." });
    expect(await fanOutMails(one.context)).toBe(0);
    await updateEvent(one.context, organizer, { id: event.id, venue: "Winter Garden" });
    expect(await fanOutMails(one.context)).toBe(1);
    expect(await sendQueuedMails(one.context)).toBe(1);
    const mail = one.mails.at(-1);
    expect(mail?.text).toContain("Where: Winter Garden");
    expect(mail?.text).toContain("Place before: Test Hall");
    expect(String(mail?.attachments?.[0]?.content)).toContain("SEQUENCE:1");
  });
});

describe("the reminder", () => {
  const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);

  async function remind(foyers: readonly TestContext[]) {
    const events = await Promise.all(foyers.map(({ context }) => remindOfEvents(context)));
    for (const { context } of foyers) await fanOutMails(context);
    return events.reduce((sum, count) => sum + count);
  }

  it("is made once, a day before, by one of several processes", async () => {
    const one = open();
    const two = open();
    const event = await newEvent(one.context, await newUser(one.context), { dateTime: inDays(3) });
    const booking = await bookTickets(one.context, await newUser(one.context), event.id);
    await bookTickets(one.context, await newUser(one.context), event.id, { paymentMethod: "credit_card" });
    one.clock.advance(2 * DAY_MS - HOUR_MS);
    expect(await remind([one])).toBe(0);
    one.clock.advance(2 * HOUR_MS);
    two.clock.advance(2 * DAY_MS + HOUR_MS);
    expect(await remind([one, two, one, two])).toBe(1);
    one.clock.advance(HOUR_MS);
    expect(await remind([one])).toBe(0);
    expect(await mailsOf(one, "reminder")).toEqual([booking.id]);

    one.mails.splice(0);
    await sendQueuedMails(one.context);
    expect(one.mails.map(({ subject }) => subject)).toContain(`Soon: ${event.name}`);
  });

  it("is made again for an event that was moved, and the old one is not sent any more", async () => {
    const one = open();
    const organizer = await newUser(one.context);
    const event = await newEvent(one.context, organizer, { dateTime: inDays(3) });
    await bookTickets(one.context, await newUser(one.context), event.id);
    await sendQueuedMails(one.context);
    one.clock.advance(2 * DAY_MS + HOUR_MS);
    expect(await remind([one])).toBe(1);
    await updateEvent(one.context, organizer, { id: event.id, dateTime: inDays(6) });
    expect(await remind([one])).toBe(0);
    one.clock.advance(3 * DAY_MS);
    expect(await remind([one])).toBe(1);
    one.mails.splice(0);
    await sendQueuedMails(one.context);
    expect(one.mails.map(({ subject }) => subject).sort()).toEqual(
      [`${event.name} has changed`, `Soon: ${event.name}`].sort(),
    );
  });

  it("is not made for who books on the last day, nor of an event that is cancelled or over", async () => {
    const one = open();
    const organizer = await newUser(one.context);
    const event = await newEvent(one.context, organizer, { dateTime: inDays(1.5) });
    const called = await newEvent(one.context, organizer, { dateTime: inDays(1.5) });
    const early = await bookTickets(one.context, await newUser(one.context), event.id);
    await bookTickets(one.context, await newUser(one.context), called.id);
    await cancelEvent(one.context, organizer, {
      id: called.id,
      reason: "The roof leaks",
      idempotencyKey: undefined,
    });
    one.clock.advance(DAY_MS);
    await bookTickets(one.context, await newUser(one.context), event.id);
    expect(await remind([one])).toBe(1);
    expect(await mailsOf(one, "reminder")).toEqual([early.id]);
    await one.context.db.prisma.event.update({ where: { id: event.id }, data: { remindedFor: null } });
    one.clock.advance(DAY_MS);
    expect(await remind([one])).toBe(0);
  });
});
