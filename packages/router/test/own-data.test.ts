import { userId } from "@foyer/contract/ids";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { NO_PASSWORD } from "@foyer/domain/accounts/no-password";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { finishDeletions } from "@foyer/domain/workflows/finish-deletions";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { bookTickets } from "@foyer/testing/bookings";
import { callAnonymously, callAs, callWith, callWithKey, registerProgram } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newApiKey, newEvent, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
const anyone = callAnonymously(context);
afterAll(() => context.db.close());

const SURE = { password: TEST_PASSWORD, confirm: true } as const;
const CARD = { paymentMethod: "credit_card" } as const;

/** Somebody whose address is proved, with a session. */
async function newOwner() {
  const { user, sessionToken } = await registerProgram(context);
  await prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: clock.now() } });
  const actor = { id: user.id, role: "user" } as const;
  return { ...actor, email: user.email, sessionToken, own: await callWith(context, sessionToken) };
}

const rowOf = (id: string) => prisma.user.findUniqueOrThrow({ where: { id } });

/** Everything in the database that has a text, by collection. */
async function collectionsWith(text: string): Promise<string[]> {
  const found: string[] = [];
  const collections = [
    "TicketPass",
    "User",
    "Session",
    "AccountLink",
    "ApiKey",
    "Booking",
    "SecurityEvent",
    "WebhookEndpoint",
  ];
  for (const collection of [...collections, "OutboxMail", "WaitlistEntry", "WebhookDelivery", "Event"]) {
    const answer = await prisma.$runCommandRaw({ find: collection, filter: {}, batchSize: 100_000 });
    if (JSON.stringify(answer).includes(text)) found.push(collection);
  }
  return found;
}

describe("user.exportData", () => {
  it("answers all that there is about oneself, of others nothing, and no credential", async () => {
    const owner = await newOwner();
    const other = await newOwner();
    const own = await newEvent(context, owner);
    const event = await newEvent(context, other, { capacity: 1 });
    const { id } = await owner.own.booking.create({ eventId: event.id, ticketQuantity: 1, ...CARD });
    await owner.own.booking.pay({ id, ...CARD, paymentToken: "tok_ok" });
    await bookTickets(context, other, own.id);
    const full = await newEvent(context, other, { capacity: 1 });
    await bookTickets(context, other, full.id);
    await owner.own.waitlist.join({ eventId: full.id, ticketQuantity: 1 });
    await newApiKey(context, owner);
    await owner.own.webhook.create({ url: "https://hooks.example.org/foyer", events: ["booking.confirmed"] });

    const data = await owner.own.user.exportData();
    expect(data.account).toMatchObject({ id: owner.id, email: owner.email });
    expect(data.devices).toEqual([expect.objectContaining({ current: true })]);
    const [booking] = data.bookings;
    expect(booking).toMatchObject({ id, event: { id: event.id }, payments: [{ state: "succeeded" }] });
    expect(data.waitlist).toEqual([expect.objectContaining({ eventId: full.id, state: "waiting" })]);
    expect(data.events.map((mine) => mine.id)).toEqual([own.id]);
    expect(data.securityEvents.map(({ type }) => type)).toEqual([
      "data_exported",
      "webhook_added",
      "api_key_created",
      "account_created",
    ]);
    expect(data.apiKeys).toEqual([expect.objectContaining({ name: "Test key" })]);
    expect(data.webhooks).toEqual([expect.objectContaining({ url: "https://hooks.example.org/foyer" })]);
    const text = JSON.stringify(data);
    expect(text).not.toMatch(/argon2|[0-9a-f]{64}|keyHash|refreshToken|ticketKey|whsec/);
    expect(text).not.toContain(other.email);
  });
});

describe("user.deleteAccount", () => {
  it("removes the person and all that acts for them, and leaves the bookings of nobody", async () => {
    const owner = await newOwner();
    const organizer = await newUser(context);
    const seller = callAs(context, organizer);
    const event = await newEvent(context, organizer, { capacity: 3 });
    const kept = await bookTickets(context, owner, event.id);
    const held = await newEvent(context, organizer, { capacity: 1 });
    const hold = await owner.own.booking.create({ eventId: held.id, ticketQuantity: 1, ...CARD });
    const waiter = await newUser(context);
    await callAs(context, waiter).waitlist.join({ eventId: held.id, ticketQuantity: 1 });
    const full = await newEvent(context, organizer, { capacity: 1 });
    await bookTickets(context, waiter, full.id);
    await owner.own.waitlist.join({ eventId: full.id, ticketQuantity: 1 });
    const quiet = await newEvent(context, owner);
    const { key } = await newApiKey(context, owner);
    await owner.own.webhook.create({ url: "https://example.org/hook", events: ["*"] });
    await anyone.user.login({ email: owner.email, password: "a wrong one" }).catch(() => {});

    expect(await errorCodeOf(owner.own.user.deleteAccount({ ...SURE, password: "a wrong one" }))).toBe(
      "INVALID_CREDENTIALS",
    );
    const sent = mails.filter(({ to }) => to === owner.email).length;
    const done = await Promise.allSettled([1, 2].map(() => owner.own.user.deleteAccount(SURE)));
    expect(done.filter(({ status }) => status === "fulfilled")).toHaveLength(1);

    const row = await rowOf(owner.id);
    expect(row).toMatchObject({ name: "Deleted account", isActive: false, password: NO_PASSWORD });
    expect(row).toMatchObject({ deletedAt: expect.any(Date), deviceKey: null, emailVerifiedAt: null });
    expect(await findSessionHolder(context, owner.sessionToken)).toBeNull();
    expect(await errorCodeOf((await callWithKey(context, key)).user.me())).toBe("UNAUTHENTICATED");
    expect(await prisma.webhookEndpoint.count({ where: { organizerId: owner.id } })).toBe(0);
    expect(await anyone.event.byId({ id: quiet.id })).toMatchObject({ isActive: false });
    expect(mails.at(-1)).toMatchObject({ to: owner.email, subject: "Your account is deleted" });

    await Promise.all([finishDeletions(context), finishDeletions(context)]);
    expect(await prisma.booking.findUnique({ where: { id: hold.id } })).toMatchObject({
      status: "cancelled",
    });
    expect(await prisma.waitlistEntry.count({ where: { userId: owner.id, state: "waiting" } })).toBe(0);
    // Its hold went to who waited for it.
    expect(await callAs(context, waiter).waitlist.mine()).toEqual([
      expect.objectContaining({ eventId: held.id, state: "offered" }),
    ]);
    for (const { id } of [event, held, full])
      expect(await reconcile(context, id)).toMatchObject({ ok: true });

    // The ticket is valid, and its holder gets no mails any more.
    const attendees = await seller.event.attendees({ eventId: event.id });
    expect(attendees.items).toEqual([
      expect.objectContaining({
        status: "confirmed",
        attendee: expect.objectContaining({ name: "Deleted account" }),
      }),
    ]);
    const [ticket] = await seller.booking.tickets({ id: kept.id });
    await seller.booking.checkIn({ eventId: event.id, code: ticket?.code ?? "", scanId: "at-the-door" });
    await sendQueuedMails(context);
    // The notice of the deletion was the last one: what was queued before is not sent.
    expect(mails.filter(({ to }) => to === owner.email)).toHaveLength(sent + 1);
    expect(mails.filter(({ to }) => to.includes("deleted"))).toEqual([]);
    expect(await collectionsWith(owner.email)).toEqual([]);

    // It can be had again, by a new account.
    const { user } = await registerProgram(context, owner.email);
    expect(user.id).not.toBe(owner.id);
    expect(await callAs(context, user).booking.mine()).toMatchObject({ items: [] });
    const admin = callAs(context, await newUser(context, "admin"));
    expect((await admin.user.list({ state: "deleted" })).items.map(({ id }) => id)).toContain(owner.id);
    expect((await admin.user.list({ state: "disabled" })).items.map(({ id }) => id)).not.toContain(owner.id);
    expect(await errorCodeOf(admin.user.setActive({ id: owner.id, isActive: true }))).toBe("NOT_FOUND");

    expect(await prisma.accountDeletion.count({ where: { id: owner.id } })).toBe(1);
    clock.advance(2 * MINUTE_MS);
    await finishDeletions(context);
    expect(await prisma.accountDeletion.count({ where: { id: owner.id } })).toBe(0);
  });

  /** A booking with three tickets, of which the second one was passed on to an address. */
  async function passedOnTo(email: string) {
    const organizer = await newUser(context);
    const event = await newEvent(context, organizer);
    const giver = await newUser(context);
    const own = callAs(context, giver).booking;
    const { id } = await own.create({ eventId: event.id, ticketQuantity: 3, paymentMethod: "cash" });
    await own.passOnTicket({ id, ticketNumber: 2, name: "Rae Receiver", email });
    while ((await sendQueuedMails(context)) > 0);
    const mail = mails.findLast(({ to }) => to === email);
    const code = /FOYER-[0-9A-F]{24}-\d+-[A-Z2-7]{26}/.exec(mail?.text ?? "")?.[0] ?? "";
    return { id, event, giver, own, runs: callAs(context, organizer), code };
  }

  it("removes the person from tickets that were passed on to them, which stay valid and theirs", async () => {
    const owner = await newOwner();
    const given = await passedOnTo(owner.email);
    const { id, event, own, runs, code } = given;
    // Passed on further: the log has them twice.
    await own.passOnTicket({ id, ticketNumber: 3, name: "Rae Receiver", email: owner.email });
    const next = uniqueEmail();
    await own.passOnTicket({ id, ticketNumber: 3, name: "Noa Next", email: next });
    const { ticketsReceived } = await owner.own.user.exportData();
    expect(ticketsReceived).toMatchObject([
      { bookingId: id, ticketNumber: 3, name: "Rae Receiver" },
      {
        bookingId: id,
        ticketNumber: 2,
        eventId: event.id,
        eventName: event.name,
        passedOnAt: expect.any(Date),
      },
    ]);

    await owner.own.user.deleteAccount(SURE);
    expect(await collectionsWith(owner.email)).toEqual([]);
    expect(await collectionsWith("Rae Receiver")).toEqual([]);
    const { tickets } = await own.byId({ id });
    expect(tickets.map(({ holderName, holderEmail }) => [holderName, holderEmail])).toEqual([
      [null, null],
      ["Deleted account", ""],
      ["Noa Next", next],
    ]);
    // Whoever booked does not get the code back.
    expect((await own.tickets({ id })).map(({ number }) => number)).toEqual([1]);
    const history = await runs.booking.history({ id });
    expect(history.filter(({ kind }) => kind === "passed_on")).toMatchObject([
      { ticketNumber: 3, from: null, to: "Noa Next" },
      { ticketNumber: 3, from: null, to: "Deleted account" },
      { ticketNumber: 2, from: null, to: "Deleted account" },
    ]);
    const scan = { eventId: event.id, code, scanId: "of-a-deleted-holder" };
    expect(await runs.booking.checkIn(scan)).toMatchObject({
      ticketNumber: 2,
      holderName: "Deleted account",
    });
  });

  it("leaves tickets with their holders when whoever passed them on is deleted", async () => {
    const holder = uniqueEmail();
    const { id, giver, event, runs, code } = await passedOnTo(holder);
    await callAs(context, giver).user.deleteAccount(SURE);
    const [attendee] = (await runs.event.attendees({ eventId: event.id })).items;
    expect(attendee).toMatchObject({ id, attendee: { name: "Deleted account" } });
    expect(attendee?.tickets[1]).toMatchObject({ holderName: "Rae Receiver", holderEmail: holder });
    const scan = { eventId: event.id, code, scanId: "of-a-deleted-giver" };
    expect(await runs.booking.checkIn(scan)).toMatchObject({ ticketNumber: 2 });
  });

  it("does not touch tickets of an address that the account never proved, but for those of its own bookings", async () => {
    const { user } = await registerProgram(context);
    const taker = callAs(context, user);
    const { own, id } = await passedOnTo(user.email);
    const event = await newEvent(context, await newUser(context));
    const mine = await taker.booking.create({ eventId: event.id, ticketQuantity: 2, paymentMethod: "cash" });
    await taker.booking.passOnTicket({ id: mine.id, ticketNumber: 1, name: "Me Myself", email: user.email });
    expect((await taker.user.exportData()).ticketsReceived).toEqual([]);
    await taker.user.deleteAccount(SURE);
    expect((await own.byId({ id })).tickets[1]).toMatchObject({
      holderName: "Rae Receiver",
      holderEmail: user.email,
    });
    expect(await prisma.booking.findUnique({ where: { id: mine.id } })).toMatchObject({
      tickets: [{ number: 1, holderName: "Deleted account", codeVersion: 1 }, { holderName: null }],
    });
    expect(await collectionsWith("Me Myself")).toEqual([]);
  });

  it("ends what a call that had begun before makes after it", async () => {
    const owner = await newOwner();
    const event = await newEvent(context, await newUser(context));
    await owner.own.user.deleteAccount(SURE);
    const late = await bookTickets(context, owner, event.id, CARD);
    await finishDeletions(context);
    expect(await prisma.booking.findUnique({ where: { id: late.id } })).toMatchObject({
      status: "cancelled",
    });
  });

  it("gives a payment back that arrives for a hold that had run out before", async () => {
    const owner = await newOwner();
    const event = await newEvent(context, await newUser(context));
    const { id } = await owner.own.booking.create({ eventId: event.id, ticketQuantity: 1, ...CARD });
    await owner.own.booking.pay({ id, ...CARD, paymentToken: "tok_lost" });
    clock.advance(HOUR_MS);
    await releaseExpiredHolds(context);
    expect(await prisma.booking.findUnique({ where: { id } })).toMatchObject({ cancelledBy: "expiry" });
    await callAs(context, owner).user.deleteAccount(SURE);
    for (let i = 0; i < 3; i++) {
      await processDuePayments(context);
      clock.advance(MINUTE_MS);
    }
    expect(await prisma.payment.findFirst({ where: { bookingId: id } })).toMatchObject({ state: "refunded" });
    expect(await prisma.booking.count({ where: { userId: owner.id, status: "confirmed" } })).toBe(0);
  });

  it("waits while people have tickets for events of theirs, also for a booking made at the same time", async () => {
    const owner = await newOwner();
    const event = await newEvent(context, owner);
    const attendee = callAs(context, await newUser(context));
    const request = { eventId: event.id, ticketQuantity: 1, paymentMethod: "cash" } as const;
    const [booking, deletion] = await Promise.allSettled([
      attendee.booking.create(request),
      owner.own.user.deleteAccount(SURE),
    ]);
    // Whichever came first, the other one was refused.
    expect([booking.status, deletion.status].sort()).toEqual(["fulfilled", "rejected"]);
    if (deletion.status === "fulfilled") return;
    expect(await errorCodeOf(owner.own.user.deleteAccount(SURE))).toBe("ACCOUNT_IN_USE");
    await owner.own.event.cancel({ id: event.id });
    await owner.own.user.deleteAccount(SURE);
  });

  it("waits until an event of theirs with bookings is over, however many days it lasts", async () => {
    const owner = await newOwner();
    const dateTime = new Date(clock.now().getTime() + HOUR_MS);
    const endsAt = new Date(dateTime.getTime() + 3 * DAY_MS);
    const event = await newEvent(context, owner, { dateTime, endsAt });
    await bookTickets(context, await newUser(context), event.id);
    clock.advance(2 * DAY_MS);
    const own = callAs(context, owner);
    expect(await errorCodeOf(own.user.deleteAccount(SURE))).toBe("ACCOUNT_IN_USE");
    clock.advance(2 * DAY_MS);
    await own.user.deleteAccount(SURE);
  });

  it("is refused to the last admin", async () => {
    await prisma.user.updateMany({ where: { role: "admin" }, data: { isActive: false } });
    const [admin, other] = [await newUser(context, "admin"), await newUser(context, "admin")];
    const results = await Promise.allSettled(
      [admin, other].map((one) => callAs(context, one).user.deleteAccount(SURE)),
    );
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const left = await prisma.user.findFirstOrThrow({ where: { role: "admin", isActive: true } });
    const last = left.id === admin.id ? admin : other;
    expect(await errorCodeOf(callAs(context, last).user.deleteAccount(SURE))).toBe("LAST_ADMIN");
  });

  it("takes a mailed code instead of a password, five wrong ones at most", async () => {
    const email = uniqueEmail();
    const { id } = await prisma.user.create({
      data: { email, name: "By Mail", password: NO_PASSWORD, emailVerifiedAt: clock.now() },
    });
    const own = callAs(context, { id: userId.parse(id), role: "user" });
    expect(await errorCodeOf(own.user.deleteAccount({ confirm: true }))).toBe("INVALID_CREDENTIALS");
    expect(await errorCodeOf(own.user.deleteAccount(SURE))).toBe("INVALID_CREDENTIALS");
    const asked = async () => {
      await own.user.requestDeletionCode();
      return /^\d{6}$/m.exec(mails.findLast(({ to }) => to === email)?.text ?? "")?.[0] ?? "";
    };
    const first = await asked();
    const wrong = first === "111111" ? "222222" : "111111";
    for (let i = 0; i < 5; i++) {
      expect(await errorCodeOf(own.user.deleteAccount({ code: wrong, confirm: true }))).toBe(
        "INVALID_CREDENTIALS",
      );
    }
    expect(await errorCodeOf(own.user.deleteAccount({ code: first, confirm: true }))).toBe(
      "INVALID_CREDENTIALS",
    );
    await own.user.deleteAccount({ code: await asked(), confirm: true });
    expect(await rowOf(id)).toMatchObject({ deletedAt: expect.any(Date) });
  });
});
