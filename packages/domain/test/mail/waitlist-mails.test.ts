import type { EventId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import type { AppContextParts } from "@foyer/domain/create-context";
import { fanOutMails } from "@foyer/domain/mail/fan-out-mails";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { cancelEvent } from "@foyer/domain/workflows/cancel-event";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { leaveWaitlist } from "@foyer/domain/workflows/leave-waitlist";
import { setEventActive, updateEvent } from "@foyer/domain/workflows/update-event";
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
  await prisma.event.updateMany({ data: { isActive: false, waitingCount: 0 } });
});

/** One of several processes on the same database, with a clock of its own. */
function open(parts: Partial<AppContextParts> = {}): TestContext {
  const { db, payments } = lone.context;
  return createTestContext({ db, payments, ...parts });
}

/** A sold-out event whose tickets some people wait for, with all earlier mails sent. */
async function soldOut(one: TestContext, waiting = 2, ticketQuantity = 1) {
  const { context } = one;
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, {
    capacity: 4,
    dateTime: new Date(one.clock.now().getTime() + 10 * DAY_MS),
  });
  const booked = await newUser(context);
  await bookTickets(context, booked, event.id, { ticketQuantity: 4 });
  const people = [];
  for (let number = 0; number < waiting; number++) {
    const person = await newUser(context);
    await joinWaitlist(context, person, { eventId: event.id, ticketQuantity });
    people.push(person);
  }
  await sendQueuedMails(context);
  one.mails.length = 0;
  // Who is mailed of a change was there before it.
  one.clock.advance(1_000);
  return { event, organizer, booked, people };
}

/** Queues and sends everything, and answers who got what, by address. */
async function deliver(one: TestContext) {
  await fanOutMails(one.context);
  await sendQueuedMails(one.context);
  const mails = one.mails.splice(0);
  return { mails, to: (address: string) => mails.filter(({ to }) => to === address) };
}

const templatesOf = async ({ context }: TestContext, eventId: string) => {
  const places = await context.db.prisma.waitlistEntry.findMany({ where: { eventId }, select: { id: true } });
  const ids = places.map(({ id }) => id);
  return context.db.prisma.outboxMail.findMany({
    where: { waitlistEntryId: { in: ids } },
    select: { template: true, userId: true, state: true },
  });
};

const cancel = ({ context }: TestContext, organizer: Awaited<ReturnType<typeof newUser>>, id: EventId) =>
  cancelEvent(context, organizer, { id, reason: "The roof leaks", idempotencyKey: undefined });

describe("people on a waiting list are mailed, once each,", () => {
  it("when their event is cancelled", async () => {
    const one = open();
    const { event, organizer, people } = await soldOut(one);
    await cancel(one, organizer, event.id);
    const { mails, to } = await deliver(one);
    expect(mails).toHaveLength(2);
    for (const { email } of people) {
      const [mail] = to(email);
      expect(mail?.subject).toBe(`${event.name} is cancelled`);
      expect(mail?.text).toContain("Its waiting list is closed");
      expect(mail?.text).toContain("Reason: The roof leaks");
      expect(mail?.text).toContain(`http://localhost:3000/events/${event.id}`);
      expect(mail?.text).toContain("This is the last mail about it.");
      expect(mail?.html).toContain("Its waiting list is closed");
    }
    expect((await deliver(one)).mails).toEqual([]);
  });

  it("when its date, place or name is another, beside those who booked", async () => {
    const one = open();
    const { event, organizer, booked, people } = await soldOut(one);
    await updateEvent(one.context, organizer, { id: event.id, description: "Nobody plans by this." });
    expect((await deliver(one)).mails).toEqual([]);
    await updateEvent(one.context, organizer, { id: event.id, venue: "Winter Garden" });
    const { mails, to } = await deliver(one);
    expect(mails).toHaveLength(3);
    expect(to(booked.email)[0]?.text).toContain("an event that you booked");
    const [mail] = to(people[0]?.email ?? "");
    expect(mail?.subject).toBe(`${event.name} has changed`);
    expect(mail?.text).toContain("You keep your place on the waiting list.");
    expect(mail?.text).toContain("Where: Winter Garden");
    expect(mail?.text).toContain("Place before: Test Hall");
    expect(mail?.text).toContain("leave the list on the event's page");
  });

  it("when its sales are closed, however often, and not when they are open again by then", async () => {
    const one = open();
    const { event, organizer, people } = await soldOut(one);
    const setActive = (isActive: boolean) =>
      setEventActive(one.context, organizer, { id: event.id, isActive });
    await setActive(false);
    await setActive(false);
    const { mails, to } = await deliver(one);
    expect(mails).toHaveLength(2);
    const [mail] = to(people[0]?.email ?? "");
    expect(mail?.subject).toBe(`Sales for ${event.name} are closed`);
    expect(mail?.text).toContain("You keep your place");
    await setActive(true);
    await setActive(false);
    expect((await deliver(one)).mails).toEqual([]);

    const other = await soldOut(one);
    await setEventActive(one.context, other.organizer, { id: other.event.id, isActive: false });
    await setEventActive(one.context, other.organizer, { id: other.event.id, isActive: true });
    expect((await deliver(one)).mails).toEqual([]);
  });

  it("when it has begun, by one of several processes", async () => {
    const one = open();
    const { event, people } = await soldOut(one);
    one.clock.advance(10 * DAY_MS + HOUR_MS);
    await Promise.all([closeWaitlists(one.context), closeWaitlists({ ...one.context })]);
    const { mails, to } = await deliver(one);
    expect(mails).toHaveLength(2);
    expect(to(people[1]?.email ?? "")[0]?.subject).toBe(`No tickets came back for ${event.name}`);
    expect(await closeWaitlists(one.context)).toBe(0);
  });

  it("when it has fewer tickets in all than they wait for", async () => {
    const one = open();
    const { event, organizer, booked, people } = await soldOut(one, 1, 4);
    const few = await newUser(one.context);
    await joinWaitlist(one.context, few, { eventId: event.id, ticketQuantity: 1 });
    // Nothing can be lowered below what is booked.
    await one.context.db.prisma.booking.updateMany({
      where: { userId: booked.id },
      data: { ticketQuantity: 2 },
    });
    await one.context.db.prisma.event.update({ where: { id: event.id }, data: { availableTickets: 2 } });
    await updateEvent(one.context, organizer, { id: event.id, capacity: 3 });
    const { to } = await deliver(one);
    const [mail] = to(people[0]?.email ?? "");
    expect(mail?.text).toContain("lowered the number of tickets to 3 in all. You waited for 4 tickets");
    expect(to(few.email).map(({ subject }) => subject)).toEqual([expect.stringContaining("yours to take")]);
  });

  it("unless they left, were offered tickets, or may not sign in", async () => {
    const one = open();
    const { event, organizer, people } = await soldOut(one, 3);
    const [leaves, disabled, stays] = people;
    if (!leaves || !disabled || !stays) throw new Error("There are three.");
    await leaveWaitlist(one.context, leaves, { eventId: event.id });
    await one.context.db.prisma.user.update({ where: { id: disabled.id }, data: { isActive: false } });
    await updateEvent(one.context, organizer, { id: event.id, name: `${event.name} II` });
    await fanOutMails(one.context);
    // It was changed back before the mails went out.
    await one.context.db.prisma.event.update({ where: { id: event.id }, data: { name: event.name } });
    const { mails } = await deliver(one);
    expect(mails).toEqual([]);
    await cancel(one, organizer, event.id);
    expect((await deliver(one)).mails.map(({ to }) => to)).toEqual([stays.email]);
  });
});

describe("a mail to thousands who wait", () => {
  /** Many places at once, written past the domain: what they cost does not matter here. */
  async function waitMany({ context, clock }: TestContext, eventId: string, count: number) {
    const joinedAt = new Date(clock.now().getTime() - HOUR_MS);
    await context.db.prisma.waitlistEntry.createMany({
      data: Array.from({ length: count }, (_, index) => ({
        eventId,
        userId: (0xf000000 + index).toString(16).padStart(24, "0"),
        ticketQuantity: 1,
        state: "waiting" as const,
        joinedAt: new Date(joinedAt.getTime() + index),
        createdAt: joinedAt,
      })),
    });
    await context.db.prisma.event.update({
      where: { id: eventId },
      data: { waitingCount: { increment: count } },
    });
  }

  it.each(["cancelled", "changed", "closed"] as const)(
    "reaches each once when it is %s, though a process dies in the middle and two others go on",
    async (what) => {
      const one = open();
      const { event, organizer } = await soldOut(one, 0);
      await waitMany(one, event.id, 450);
      if (what === "cancelled") await cancel(one, organizer, event.id);
      if (what === "changed")
        await updateEvent(one.context, organizer, { id: event.id, venue: "Winter Garden" });
      if (what === "closed") await setEventActive(one.context, organizer, { id: event.id, isActive: false });

      // Dies in its second transaction about the list: after the mails were written, before the commit.
      let batches = 0;
      const { db } = one.context;
      const dying: AppContextParts["db"] = {
        ...db,
        transaction: (work, options) =>
          db.transaction(async (tx) => {
            const result = await work(tx);
            if (++batches === (what === "changed" ? 3 : 2)) throw new Error("killed");
            return result;
          }, options),
      };
      await expect(fanOutMails({ ...one.context, db: dying })).rejects.toThrow("killed");
      expect(await templatesOf(one, event.id)).toHaveLength(200);
      // Whoever moves to the end of the list meanwhile is neither left out nor told twice.
      const moved = { joinedAt: new Date(one.clock.now().getTime() + HOUR_MS) };
      const some = await db.prisma.waitlistEntry.findMany({ where: { eventId: event.id }, take: 50 });
      await db.prisma.waitlistEntry.updateMany({
        where: { id: { in: some.map(({ id }) => id) } },
        data: moved,
      });

      await Promise.all([fanOutMails(one.context), fanOutMails(open().context)]);
      const told = await templatesOf(one, event.id);
      expect(told).toHaveLength(450);
      expect(new Set(told.map(({ userId }) => userId)).size).toBe(450);
      expect(await db.prisma.mailFanOut.count()).toBe(0);
      expect(await fanOutMails(one.context)).toBe(0);
    },
  );

  it("closes a list of five thousand with the event, in one transaction", async () => {
    const one = open();
    const { event, organizer } = await soldOut(one, 0);
    for (let part = 0; part < 5; part++) {
      await one.context.db.prisma.waitlistEntry.createMany({
        data: Array.from({ length: 1_000 }, (_, index) => ({
          eventId: event.id,
          userId: (0xe000000 + part * 1_000 + index).toString(16).padStart(24, "0"),
          ticketQuantity: 1,
          state: "waiting" as const,
          joinedAt: one.clock.now(),
        })),
      });
    }
    await one.context.db.prisma.event.update({ where: { id: event.id }, data: { waitingCount: 5_000 } });
    await cancel(one, organizer, event.id);
    const { waitingCount } = await one.context.db.prisma.event.findUniqueOrThrow({ where: { id: event.id } });
    expect(waitingCount).toBe(0);
    expect(await fanOutMails(one.context)).toBe(5_000);
  });
});
