import { HOUR_MS } from "@foyer/contract/time";
import { verifyEmail } from "@foyer/domain/accounts/email-verification";
import type { AppContextParts } from "@foyer/domain/create-context";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

const rateLimits = {
  ...DEFAULT_RATE_LIMITS,
  unprovedMailPerPerson: { max: 3, windowSeconds: 3_600 },
  unprovedMailPerOrganizer: { max: 5, windowSeconds: 3_600 },
};

const ON_ANY_DEVICE = { userAgent: "vitest", ip: "127.0.0.1", deviceId: null };

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext({ rateLimits });
});
afterAll(() => lone.context.db.close());
afterEach(async () => {
  await lone.context.db.prisma.outboxMail.deleteMany();
});

/** To the beginning of an hour, the same one for all processes: mails are counted by the hour. */
const TO_THE_HOUR_MS = HOUR_MS - (Date.now() % HOUR_MS);

/** One of several processes on the same database. */
function open(parts: Partial<AppContextParts> = {}): TestContext {
  const { db, payments } = lone.context;
  const opened = createTestContext({ db, payments, rateLimits, ...parts });
  opened.clock.advance(TO_THE_HOUR_MS);
  return opened;
}

async function prove({ context }: TestContext, user: { readonly id: string }) {
  await context.db.prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: new Date() } });
}

/** Books and cancels, again and again: each time two mails, of which the older says nothing any more. */
async function bookAgainAndAgain(on: TestContext, times: number) {
  const person = await newUser(on.context);
  const event = await newEvent(on.context, person, { name: "You won", capacity: 100 });
  for (let i = 0; i < times; i++) {
    const { id } = await bookTickets(on.context, person, event.id);
    await cancelBooking(on.context, person, { id, reason: undefined, idempotencyKey: undefined });
  }
  return person;
}

async function sendAll(...processes: TestContext[]) {
  for (let round = 0; round < 4; round++)
    await Promise.all(processes.map(({ context }) => sendQueuedMails(context)));
}

describe("mails to an address that nobody has proved", () => {
  it("are so many an hour for one person, over all processes; the others wait and are not lost", async () => {
    const [one, two] = [open(), open()];
    const person = await bookAgainAndAgain(one, 8);
    const received = () => [...one.mails, ...two.mails].filter(({ to }) => to === person.email).length;
    await sendAll(one, two);
    expect(received()).toBe(3);
    const waiting = await one.context.db.prisma.outboxMail.findMany({ where: { state: "queued" } });
    expect(waiting).toHaveLength(5);
    expect(waiting.every(({ tries, lastProblem }) => tries === 0 && lastProblem === null)).toBe(true);
    for (const expected of [6, 8, 8]) {
      one.clock.advance(HOUR_MS);
      two.clock.advance(HOUR_MS);
      await sendAll(one, two);
      expect(received()).toBe(expected);
    }
  });

  it("are sent at once, however many, when the person has proved the address", async () => {
    const one = open();
    const person = await bookAgainAndAgain(one, 6);
    await prove(one, person);
    await sendAll(one);
    expect(one.mails).toHaveLength(6);
    expect(one.mails.every(({ text }) => text.includes("Hello Test Person,"))).toBe(true);
  });

  it("bring the tickets of all who book one organizer's events, with the event's words for so many an hour", async () => {
    const [one, two] = [open(), open()];
    const organizer = await newUser(one.context);
    const event = await newEvent(one.context, organizer, { name: "Lantern Night", capacity: 100 });
    for (let i = 0; i < 9; i++) await bookTickets(one.context, await newUser(one.context), event.id);
    const proved = await newUser(one.context);
    await prove(one, proved);
    await bookTickets(one.context, proved, event.id);
    await sendAll(one, two);
    const mails = [...one.mails, ...two.mails];
    expect(mails).toHaveLength(10);
    expect(mails.every(({ text }) => /Ticket 1: FOYER-/.test(text))).toBe(true);
    const worded = mails.filter(({ subject }) => subject.includes("Lantern Night"));
    expect(worded).toHaveLength(6);
    expect(worded.some(({ to }) => to === proved.email)).toBe(true);
  });

  it("prove it by the link of any of them", async () => {
    const one = open();
    const person = await newUser(one.context);
    for (let i = 0; i < 2; i++) {
      await bookTickets(one.context, person, (await newEvent(one.context, await newUser(one.context))).id);
    }
    await sendAll(one);
    expect(one.mails).toHaveLength(2);
    const [older] = one.mails.map(({ text }) => /verify-email#token=(\S+)/.exec(text)?.[1] ?? "");
    expect(await verifyEmail(one.context, older ?? "", { device: ON_ANY_DEVICE })).toMatchObject({
      id: person.id,
      isEmailVerified: true,
    });
  });

  it("are counted once, however often the mail server fails", async () => {
    let isDown = true;
    const received: string[] = [];
    const one = open({
      mailTransport: async ({ to }) => {
        if (isDown) throw new Error("Connection refused");
        received.push(to);
      },
    });
    const person = await newUser(one.context);
    const organizer = await newUser(one.context);
    for (let i = 0; i < 3; i++) {
      await bookTickets(one.context, person, (await newEvent(one.context, organizer)).id);
    }
    for (let i = 0; i < 4; i++) {
      await sendAll(one);
      one.clock.advance(5 * 60_000);
    }
    isDown = false;
    one.clock.advance(HOUR_MS);
    await sendAll(one);
    expect(received).toEqual([person.email, person.email, person.email]);
  });
});
