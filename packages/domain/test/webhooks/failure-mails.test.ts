import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { AppContextParts } from "@foyer/domain/create-context";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { giveUpOldWebhooks } from "@foyer/domain/webhooks/give-up";
import { mailFailures } from "@foyer/domain/webhooks/mail-failures";
import { removeWebhook, updateWebhook } from "@foyer/domain/webhooks/manage-webhooks";
import type { WebhookOutcome } from "@foyer/domain/webhooks/webhook-transport";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BROKEN, newWebhook, OK, Receiver } from "./kit.js";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());
// What one test leaves queued or failing is not the next one's.
afterEach(async () => {
  const { prisma } = lone.context.db;
  await prisma.webhookDelivery.deleteMany();
  await prisma.webhookEndpoint.deleteMany();
  await prisma.outboxMail.deleteMany();
});

/** One of several processes on the same database, with a clock and a receiver of its own. */
function open(parts: Partial<AppContextParts> = {}) {
  const receiver = new Receiver();
  const test = createTestContext({ db: lone.context.db, webhookTransport: receiver, ...parts });
  const { context, clock, mails } = test;
  return {
    ...test,
    receiver,
    /** Lets time pass in steps, with all that a process does every minute. */
    async pass(ms: number, step = 10 * MINUTE_MS) {
      for (let passed = 0; passed < ms; passed += step) {
        clock.advance(Math.min(step, ms - passed));
        await context.webhookSender.run();
        await context.webhookSender.idle();
        await giveUpOldWebhooks(context);
        await mailFailures(context);
      }
    },
    /** Sends what is queued, and answers the subjects of what arrived since the last time. */
    async arrived() {
      await sendQueuedMails(context);
      return mails.splice(0);
    },
  };
}

/** Every delivery was tried by then at least once after six hours, however long its pauses were. */
const LONG_ENOUGH_MS = 13 * HOUR_MS;

type Process = ReturnType<typeof open>;

/** An organizer with an endpoint that has something to tell, and answers as told. */
async function told({ context, receiver, mails }: Process, answer: WebhookOutcome) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { capacity: 50 });
  await context.db.prisma.user.update({
    where: { id: organizer.id },
    data: { emailVerifiedAt: context.clock.now() },
  });
  const { id } = await newWebhook(context, organizer, undefined, "https://crm.example/hook?secret=42");
  const book = async () => bookTickets(context, await newUser(context), event.id);
  for (let count = 0; count < 5; count++) await book();
  await sendQueuedMails(context);
  mails.length = 0;
  receiver.answer = async () => answer;
  return { organizer, id, book };
}

const SUBJECT = {
  failing: expect.stringContaining("Your webhook at"),
  givenUp: expect.stringContaining("were given up"),
};

describe("the organizer of a webhook that fails", () => {
  it("is mailed once after six hours, however much waits, and once when deliveries are given up", async () => {
    const one = open();
    const { organizer } = await told(one, BROKEN);
    await one.pass(5 * HOUR_MS);
    expect(await one.arrived()).toEqual([]);
    await one.pass(LONG_ENOUGH_MS - 5 * HOUR_MS);
    const [mail, ...others] = await one.arrived();
    expect(others).toEqual([]);
    expect(mail).toMatchObject({ to: organizer.email, subject: SUBJECT.failing });
    expect(mail?.text.replaceAll("\u200B", "")).toContain("Address: crm.example\n");
    expect(mail?.text).toContain("The receiver answered with 500.");
    expect(mail?.text).toMatch(/Failing since: .* \d{4}, \d\d:\d\d UTC/);
    // An address often has a secret in it.
    expect(`${mail?.text}${mail?.html}`).not.toContain("secret=42");
    await one.pass(2 * DAY_MS, HOUR_MS);
    expect(await one.arrived()).toEqual([]);
    await one.pass(2 * DAY_MS, HOUR_MS);
    expect((await one.arrived()).map(({ to, subject }) => [to, subject])).toEqual([
      [organizer.email, SUBJECT.givenUp],
    ]);
    await one.pass(3 * DAY_MS, HOUR_MS);
    expect(await one.arrived()).toEqual([]);
  });

  it("is mailed again when it fails again after it worked", async () => {
    const one = open();
    const { book } = await told(one, BROKEN);
    await one.pass(LONG_ENOUGH_MS);
    expect(await one.arrived()).toHaveLength(1);
    one.receiver.answer = async () => OK;
    await one.pass(6 * HOUR_MS);
    one.receiver.answer = async () => BROKEN;
    await book();
    await sendQueuedMails(one.context);
    one.mails.length = 0;
    await one.pass(5 * HOUR_MS);
    expect(await one.arrived()).toEqual([]);
    await one.pass(LONG_ENOUGH_MS - 5 * HOUR_MS);
    expect((await one.arrived()).map(({ subject }) => subject)).toEqual([SUBJECT.failing]);
  });

  it("is not mailed where one delivery of several arrived meanwhile", async () => {
    const one = open();
    const { book } = await told(one, OK);
    await one.pass(HOUR_MS);
    const stuck = await book();
    one.receiver.answer = async ({ body }) => (body.includes(stuck.id) ? BROKEN : OK);
    for (let hour = 0; hour < 12; hour++) {
      await one.pass(HOUR_MS);
      await book();
    }
    await sendQueuedMails(one.context);
    expect(one.mails.filter(({ subject }) => subject.includes("webhook"))).toEqual([]);
  });

  it("is not mailed because Foyer itself was down for long after a failure", async () => {
    const one = open();
    await told(one, BROKEN);
    await one.pass(MINUTE_MS, MINUTE_MS);
    one.clock.advance(DAY_MS);
    expect(await mailFailures(one.context)).toBe(0);
    one.receiver.answer = async () => OK;
    await one.pass(HOUR_MS);
    expect(await one.arrived()).toEqual([]);
  });

  it("is mailed once by several processes at once, and by one in the place of one that died", async () => {
    const processes = [open(), open(), open()] as const;
    const [one] = processes;
    await told(one, BROKEN);
    await one.pass(5 * HOUR_MS);
    one.clock.advance(LONG_ENOUGH_MS - 5 * HOUR_MS);
    await one.context.webhookSender.run();
    await one.context.webhookSender.idle();
    for (const { clock } of processes.slice(1)) clock.advance(LONG_ENOUGH_MS);
    const counts = await Promise.all(processes.map(({ context }) => mailFailures(context)));
    expect(counts.toSorted()).toEqual([0, 0, 1]);
    // The mail is there with what was noted of it, whoever sends it.
    expect(await processes[1].arrived()).toHaveLength(1);
    expect(await processes[2].arrived()).toEqual([]);
  });

  it.each([
    [
      "works again",
      async ({ receiver, pass }: Process) => {
        receiver.answer = async () => OK;
        await pass(6 * HOUR_MS);
      },
    ],
    [
      "was switched off",
      async ({ context }: Process, { organizer, id }: Awaited<ReturnType<typeof told>>) => {
        await updateWebhook(context, organizer, { id, isEnabled: false });
      },
    ],
    [
      "was removed",
      async ({ context }: Process, { organizer, id }: Awaited<ReturnType<typeof told>>) => {
        await removeWebhook(context, organizer, id);
      },
    ],
  ])("is not mailed late of one that %s", async (_, happens) => {
    const one = open();
    const owned = await told(one, BROKEN);
    await one.pass(LONG_ENOUGH_MS);
    await happens(one, owned);
    expect(await one.arrived()).toEqual([]);
    expect(await one.context.db.prisma.outboxMail.count({ where: { state: "dropped" } })).toBe(1);
  });
});

it("an address that nobody has proved gets no word of what somebody typed", async () => {
  const one = open();
  const { organizer } = await told(one, BROKEN);
  await one.context.db.prisma.user.update({
    where: { id: organizer.id },
    data: { emailVerifiedAt: null },
  });
  await one.pass(LONG_ENOUGH_MS);
  const [mail] = await one.arrived();
  expect(mail?.subject).toBe("Your webhook fails");
  expect(JSON.stringify(mail)).not.toMatch(/crm/);
});

describe("the organizer of a webhook whose receiver is gone", () => {
  it("is mailed once that it was switched off", async () => {
    const one = open();
    const { organizer } = await told(one, { kind: "answered", status: 410 });
    await one.pass(DAY_MS, HOUR_MS);
    const mails = await one.arrived();
    expect(mails.map(({ to, subject }) => [to, subject])).toEqual([
      [organizer.email, expect.stringContaining("was switched off")],
    ]);
    expect(mails[0]?.text).toContain("410 Gone");
  });
});
