import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import type { AppContextParts } from "@foyer/domain/create-context";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { MailServerUnavailableError } from "@foyer/domain/outbox/mail";
import { queueMails } from "@foyer/domain/outbox/queue-mails";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { bookTickets } from "@foyer/testing/bookings";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());
// What one test leaves queued is not the next one's.
afterEach(async () => {
  await lone.context.db.prisma.outboxMail.deleteMany();
});

/** One of several processes on the same database, with a clock of its own. */
function open(parts: Partial<AppContextParts> = {}): TestContext {
  const { db, payments } = lone.context;
  return createTestContext({ db, payments, ...parts });
}

async function book({ context }: TestContext, ticketQuantity = 1) {
  const event = await newEvent(context, await newUser(context), { capacity: 50 });
  const attendee = await newUser(context);
  return { event, attendee, booking: await bookTickets(context, attendee, event.id, { ticketQuantity }) };
}

const outboxOf = ({ context }: TestContext, bookingId: string) =>
  context.db.prisma.outboxMail.findFirstOrThrow({ where: { bookingId } });

describe("the outbox", () => {
  it("sends the tickets of a booking, once, and keeps the mail for thirty days", async () => {
    const one = open();
    const { booking, attendee } = await book(one, 2);
    expect(await sendQueuedMails(one.context)).toBe(1);
    expect(await sendQueuedMails(one.context)).toBe(0);
    expect(one.mails).toHaveLength(1);
    const [mail] = one.mails;
    expect(mail?.to).toBe(attendee.email);
    expect(mail?.attachments?.map(({ filename }) => filename)).toEqual([
      "ticket-1.png",
      "ticket-2.png",
      "booking.ics",
    ]);
    const kept = await outboxOf(one, booking.id);
    expect(mail?.messageId).toBe(`<outbox-${kept.id}@localhost>`);
    expect(kept).toMatchObject({ state: "sent", tries: 1 });
    expect(kept.expiresAt?.getTime()).toBe((kept.sentAt?.getTime() ?? 0) + 30 * DAY_MS);
  });

  it("lets one of several workers send each mail", async () => {
    const one = open();
    const two = open();
    const { event } = await book(one);
    for (let i = 0; i < 11; i++) await bookTickets(one.context, await newUser(one.context), event.id);
    const rounds = [one, two, one, two].map(({ context }) => sendQueuedMails(context));
    const sent = await Promise.all(rounds);
    expect(sent.reduce((sum, count) => sum + count)).toBe(12);
    const recipients = [...one.mails, ...two.mails].map(({ to }) => to);
    expect(recipients).toHaveLength(12);
    expect(new Set(recipients).size).toBe(12);
  });

  it("tries again after 30 seconds, then after twice as long, and says what went wrong", async () => {
    let isDown = true;
    const sent: string[] = [];
    const one = open({
      mailTransport: async ({ to }) => {
        if (isDown) throw new Error("Connection refused");
        sent.push(to);
      },
    });
    const { booking, attendee } = await book(one);
    one.clock.stop();
    const pauses = [];
    for (let i = 0; i < 3; i++) {
      const before = one.clock.now().getTime();
      expect(await sendQueuedMails(one.context)).toBe(0);
      const row = await outboxOf(one, booking.id);
      expect(row).toMatchObject({ state: "queued", tries: i + 1, lastProblem: "Connection refused" });
      const pause = row.sendAt.getTime() - before;
      pauses.push(Math.floor(pause / 30_000) * 30);
      // A moment too early it is left alone.
      one.clock.advance(pause - 10_000);
      expect(await sendQueuedMails(one.context)).toBe(0);
      expect((await outboxOf(one, booking.id)).tries).toBe(i + 1);
      one.clock.advance(10_001);
    }
    expect(pauses).toEqual([30, 60, 120]);
    isDown = false;
    expect(await sendQueuedMails(one.context)).toBe(1);
    expect(sent).toEqual([attendee.email]);
  });

  it("gives up what is refused for a day while others are taken, and keeps what it gave up", async () => {
    let refused = "";
    const one = open({
      mailTransport: async ({ to }) => {
        if (to === refused) throw new Error("No such mailbox");
      },
    });
    const { booking, attendee } = await book(one);
    refused = attendee.email;
    const begun = one.clock.now().getTime();
    let givenUpAfter = 0;
    for (let i = 0; i < 60 && givenUpAfter === 0; i++) {
      await sendQueuedMails(one.context);
      const { state } = await outboxOf(one, booking.id);
      if (state === "given_up") givenUpAfter = one.clock.now().getTime() - begun;
      else
        one.clock.advance((await outboxOf(one, booking.id)).sendAt.getTime() - one.clock.now().getTime() + 1);
      if (i === 20) await book(one);
    }
    expect(givenUpAfter).toBeGreaterThanOrEqual(DAY_MS);
    expect(givenUpAfter).toBeLessThan(DAY_MS + 2 * HOUR_MS);
    one.clock.advance(DAY_MS);
    await sendQueuedMails(one.context);
    expect(await outboxOf(one, booking.id)).toMatchObject({ state: "given_up", expiresAt: null, tries: 31 });
  });

  it("gives up nothing while the mail server refuses everything", async () => {
    let isRefusing = true;
    const one = open({
      mailTransport: async () => {
        if (isRefusing) throw new Error("550 Daily quota exceeded");
      },
    });
    const { booking } = await book(one);
    for (let hours = 0; hours < 4 * 24; hours++) {
      await sendQueuedMails(one.context);
      one.clock.advance(HOUR_MS + 1);
    }
    expect(await outboxOf(one, booking.id)).toMatchObject({ state: "queued", expiresAt: null });
    isRefusing = false;
    expect(await sendQueuedMails(one.context)).toBe(1);
  });

  it("keeps everything while the mail server is unavailable, and sends it minutes after it is back", async () => {
    let tries = 0;
    let isDown = true;
    const one = open({
      mailTransport: async () => {
        tries++;
        if (isDown) throw new MailServerUnavailableError("connect ECONNREFUSED");
      },
    });
    const { booking, event } = await book(one);
    for (let i = 0; i < 9; i++) await bookTickets(one.context, await newUser(one.context), event.id);
    // One try shows that it is down: a round does not ask for each of the others.
    await sendQueuedMails(one.context);
    expect(tries).toBeLessThanOrEqual(4);
    for (let days = 0; days < 5; days++) {
      one.clock.advance(DAY_MS);
      await sendQueuedMails(one.context);
    }
    expect(await outboxOf(one, booking.id)).toMatchObject({
      state: "queued",
      lastProblem: "connect ECONNREFUSED",
      refusedSince: null,
      expiresAt: null,
    });
    isDown = false;
    one.clock.advance(5 * MINUTE_MS + 1);
    expect(await sendQueuedMails(one.context)).toBe(10);
  });

  it("keeps everything while there is no mail server, and sends what is of use once there is one", async () => {
    const none = open({ mailTransport: null });
    const { booking, attendee } = await book(none);
    const soon = await newEvent(none.context, await newUser(none.context), {
      dateTime: new Date(none.clock.now().getTime() + DAY_MS),
    });
    const stale = await bookTickets(none.context, await newUser(none.context), soon.id);
    for (let days = 0; days < 10; days++) {
      expect(await sendQueuedMails(none.context)).toBe(0);
      none.clock.advance(DAY_MS);
    }
    for (const { id } of [booking, stale]) {
      expect(await outboxOf(none, id)).toMatchObject({
        state: "queued",
        tries: 0,
        sentAt: null,
        expiresAt: null,
      });
    }
    const one = open();
    one.clock.advance(10 * DAY_MS);
    expect(await sendQueuedMails(one.context)).toBe(1);
    expect(one.mails.map(({ to }) => to)).toEqual([attendee.email]);
    expect(await outboxOf(one, stale.id)).toMatchObject({ state: "dropped" });
  });

  it("sends the others when one cannot be sent or cannot even be read", async () => {
    let refused = "";
    const sent: string[] = [];
    const one = open({
      mailTransport: async ({ to }) => {
        if (to === refused) throw new Error("No such mailbox");
        sent.push(to);
      },
    });
    const first = await book(one);
    refused = first.attendee.email;
    const broken = await book(one);
    await one.context.db.prisma.outboxMail.updateMany({
      where: { bookingId: broken.booking.id },
      data: { template: "unheard_of" },
    });
    const last = await book(one);
    expect(await sendQueuedMails(one.context)).toBe(1);
    expect(sent).toEqual([last.attendee.email]);
    expect(await outboxOf(one, broken.booking.id)).toMatchObject({ state: "queued", tries: 1 });
  });

  it.each(["mail.claimed", "mail.sent"] as const)(
    "sends it again when the process dies at %s",
    async (place) => {
      const dying = open({
        failpoint: (point) => {
          if (point === place) throw new Error("killed");
        },
      });
      const other = open();
      const { booking, attendee } = await book(dying);
      await expect(sendQueuedMails(dying.context)).rejects.toThrow("killed");
      expect(await outboxOf(dying, booking.id)).toMatchObject({ state: "queued", tries: 1 });

      // Until the claim runs out, it may still be being sent.
      expect(await sendQueuedMails(other.context)).toBe(0);
      other.clock.advance(MINUTE_MS + 1);
      expect(await sendQueuedMails(other.context)).toBe(1);
      expect(other.mails.map(({ to }) => to)).toEqual([attendee.email]);
      // Whoever gets it twice can tell by its id.
      const ids = [...dying.mails, ...other.mails].map(({ messageId }) => messageId);
      expect(ids).toHaveLength(place === "mail.sent" ? 2 : 1);
      expect(new Set(ids).size).toBe(1);
    },
  );

  it("drops what has become untrue, and sends what is true instead", async () => {
    const one = open();
    const { booking, attendee } = await book(one);
    const request = { id: booking.id, reason: "changed plans", idempotencyKey: undefined };
    await cancelBooking(one.context, attendee, request);
    expect(await sendQueuedMails(one.context)).toBe(1);
    expect(one.mails.map(({ subject }) => subject)).toEqual([expect.stringContaining("is cancelled")]);
    expect(await outboxOf(one, booking.id)).toMatchObject({
      template: "booking_confirmed",
      state: "dropped",
    });
  });

  it("drops what is about nothing any more", async () => {
    const one = open();
    const { booking, attendee } = await book(one);
    const gone = { template: "booking_confirmed", userId: attendee.id, bookingId: "0".repeat(24) } as const;
    await one.context.db.transaction((tx) => queueMails(tx, one.context, [gone]));
    expect(await sendQueuedMails(one.context)).toBe(1);
    expect(await outboxOf(one, gone.bookingId)).toMatchObject({ state: "dropped" });
    expect(await outboxOf(one, booking.id)).toMatchObject({ state: "sent" });
  });
});
