import { NO_ACCOUNT, ticketTypeId } from "@foyer/contract/ids";
import { MINUTE_MS } from "@foyer/contract/time";
import type { Actor } from "@foyer/domain/actor";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAnonymously, callAs, callWithBookingToken } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;
const CASH = { paymentMethod: "cash" } as const;
const organizer = await newUser(context);

async function event(overrides: Parameters<typeof newEvent>[2] = {}) {
  return (await newEvent(context, organizer, { capacity: 10, ...overrides })).id;
}

/** What a guest asks for: one ticket. */
function order(eventId: string, email = uniqueEmail(), overrides = {}) {
  return { eventId, ticketQuantity: 1, ...CARD, name: "Gwen Guest", email, ...overrides };
}

const book = (input: ReturnType<typeof order> & { idempotencyKey?: string }) =>
  callAnonymously(context).booking.createAsGuest(input);

/** A user whose address is verified. */
async function newAccount(): Promise<Actor & { email: string }> {
  const user = await newUser(context);
  await prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: clock.now() } });
  return user;
}

/** Sends what is queued, and reads the token in the newest mail to an address. */
async function mailedToken(email: string): Promise<string> {
  while ((await sendQueuedMails(context)) > 0);
  const mail = mails.findLast(({ to }) => to === email);
  const token = /#access=(foyer_guest_[\w-]{43})/.exec(mail?.text ?? "")?.[1];
  if (token === undefined) throw new Error(`No link was mailed: ${mail?.text}`);
  return token;
}

const subjectsTo = (email: string) => mails.filter(({ to }) => to === email).map(({ subject }) => subject);

describe("a guest who pays online", () => {
  it("has a hold that only the token opens, which the payment proves", async () => {
    const eventId = await event();
    const email = uniqueEmail();
    const booking = await book(order(eventId, ` ${email.toUpperCase()} `));
    expect(booking).toMatchObject({
      status: "pending",
      userId: NO_ACCOUNT,
      guest: { name: "Gwen Guest", email, provedAt: null },
      isProofMailed: false,
    });
    const { id } = booking;
    const guest = await callWithBookingToken(context, booking.accessToken);
    const nobody = callAnonymously(context);
    await expect(nobody.booking.byId({ id })).rejects.toMatchObject({ code: "UNAUTHORIZED" });
    expect(await errorCodeOf(callAs(context, await newUser(context)).booking.byId({ id }))).toBe("FORBIDDEN");
    await guest.booking.changeQuantity({ id, ticketQuantity: 2 });
    const paid = await guest.booking.pay({ id, ...CARD, paymentToken: "tok_ok" });
    expect(paid).toMatchObject({
      status: "confirmed",
      userId: NO_ACCOUNT,
      totalAmount: 5_000,
      guest: { provedAt: expect.any(Date) },
    });
    expect(await guest.booking.tickets({ id })).toHaveLength(2);
    await mailedToken(email);
    expect(subjectsTo(email)).toEqual([expect.stringContaining("Your tickets for")]);
    expect(await guest.booking.cancel({ id })).toMatchObject({
      status: "cancelled",
      cancelledBy: "attendee",
    });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 0 });
  });

  it("books for the account of the address, which it neither sees nor opens", async () => {
    const account = await newAccount();
    const eventId = await event();
    const booking = await book(order(eventId, account.email));
    const guest = await callWithBookingToken(context, booking.accessToken);
    const seen = [booking, await guest.booking.byId({ id: booking.id })];
    for (const one of seen) {
      expect(JSON.stringify(one)).not.toContain(account.id);
      expect(JSON.stringify(one)).not.toContain("Test Person");
    }
    const own = callAs(context, account);
    expect((await own.booking.mine()).items).toMatchObject([{ id: booking.id, userId: account.id }]);
    expect(await own.booking.byId({ id: booking.id })).toMatchObject({ guest: { name: "Gwen Guest" } });
    // Another booking of the same account, and what the account may do.
    const other = await own.booking.create({ eventId: await event(), ticketQuantity: 1, ...CASH });
    const refused = [
      () => guest.booking.byId({ id: other.id }),
      () => guest.booking.cancel({ id: other.id }),
      () => guest.booking.mine(),
      () => guest.user.me(),
      () => guest.event.mine(),
      () => guest.booking.create({ eventId, ticketQuantity: 1, ...CASH }),
    ];
    for (const call of refused) expect(await errorCodeOf(call())).toBe("FORBIDDEN");
  });

  it("does not run the event with the organizer's address", async () => {
    const eventId = await event();
    await prisma.user.update({ where: { id: organizer.id }, data: { emailVerifiedAt: clock.now() } });
    const { id, accessToken } = await book(order(eventId, organizer.email));
    const { id: others } = await callAs(context, await newUser(context)).booking.create({
      eventId,
      ticketQuantity: 1,
      ...CASH,
    });
    const guest = await callWithBookingToken(context, accessToken);
    expect(await errorCodeOf(guest.booking.byId({ id: others }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(guest.booking.markPaid({ id: others }))).toBe("FORBIDDEN");
    expect(await errorCodeOf(guest.event.attendees({ eventId }))).toBe("FORBIDDEN");
    expect(await guest.booking.cancel({ id })).toMatchObject({ cancelledBy: "attendee" });
  });
});

describe("a guest whose booking costs nothing now", () => {
  it.each([
    ["free", { price: 0 }, "paid"],
    ["to be paid in cash", {}, "pending"],
  ] as const)("has it once the mailed link is followed: %s", async (_, overrides, paymentStatus) => {
    const eventId = await event(overrides);
    const email = uniqueEmail();
    const booking = await book(order(eventId, email, CASH));
    const { id } = booking;
    expect(booking).toMatchObject({ status: "pending", isProofMailed: true });
    // The device that made it proves nothing.
    const guest = await callWithBookingToken(context, booking.accessToken);
    expect(await guest.booking.pay({ id, ...CASH })).toMatchObject({ status: "pending" });
    const prove = (token: string) => callAnonymously(context).booking.proveGuest({ token });
    expect(await errorCodeOf(prove(booking.accessToken))).toBe("LINK_NOT_VALID");
    const token = await mailedToken(email);
    // One mail, though it was asked for again before it was sent.
    expect(subjectsTo(email)).toEqual([expect.stringContaining("Confirm your booking")]);
    expect(await callAnonymously(context).booking.openAsGuest({ token })).toMatchObject({ id });
    expect(await guest.booking.byId({ id })).toMatchObject({ status: "pending" });
    const [first, ...repeats] = await Promise.all([prove(token), prove(token), prove(token)]);
    expect(first).toMatchObject({ status: "confirmed", paymentStatus, userId: NO_ACCOUNT });
    for (const repeat of repeats) expect(repeat).toMatchObject({ id, status: "confirmed" });
    expect(await prove(token)).toMatchObject({ id, status: "confirmed" });
    await mailedToken(email);
    expect(subjectsTo(email)).toHaveLength(2);
    const mailed = await callWithBookingToken(context, token);
    expect(await mailed.booking.tickets({ id })).toHaveLength(1);
    expect(await prisma.user.findUnique({ where: { email } })).toMatchObject({
      isGuest: true,
      emailVerifiedAt: expect.any(Date),
    });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
  });

  it("answers what the event asks before it is confirmed, whichever comes first", async () => {
    const eventId = await event({ price: 0 });
    const { id: questionId } = await callAs(context, organizer).question.create({
      eventId,
      label: "Which meal?",
      type: "text",
      per: "booking",
      isRequired: true,
    });
    const answers = [{ questionId, value: "Soup" }];
    const prove = (token: string) => callAnonymously(context).booking.proveGuest({ token });
    for (const isProvedFirst of [true, false]) {
      const email = uniqueEmail();
      const { id, accessToken } = await book(order(eventId, email));
      const guest = await callWithBookingToken(context, accessToken);
      const token = await mailedToken(email);
      if (isProvedFirst) {
        expect(await prove(token)).toMatchObject({
          status: "pending",
          guest: { provedAt: expect.any(Date) },
        });
        expect(await errorCodeOf(guest.booking.pay({ id, ...CASH }))).toBe("ANSWERS_MISSING");
        await guest.booking.answer({ id, answers });
        expect(await guest.booking.pay({ id, ...CASH })).toMatchObject({ status: "confirmed" });
      } else {
        await guest.booking.answer({ id, answers });
        expect(await prove(token)).toMatchObject({ status: "confirmed" });
      }
    }
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("pays online for what the event takes no cash for, however the hold came to cost something", async () => {
    const { id: eventId, ticketTypes } = await newEvent(context, organizer, {
      capacity: 10,
      paymentMethods: ["credit_card"],
      ticketTypes: [
        { name: "Free", price: 0 },
        { name: "Seat", price: 2_500 },
      ],
    });
    const [free, seat] = ticketTypes.map(({ id }) => [{ ticketTypeId: ticketTypeId.parse(id), quantity: 1 }]);
    if (free === undefined || seat === undefined) throw new Error("The event has two kinds.");
    const email = uniqueEmail();
    const { ticketQuantity: _, ...who } = order(eventId, email, CASH);
    const { id, accessToken } = await callAnonymously(context).booking.createAsGuest({ ...who, items: free });
    const guest = await callWithBookingToken(context, accessToken);
    await guest.booking.changeItems({ id, items: seat });
    const token = await mailedToken(email);
    expect(await callAnonymously(context).booking.proveGuest({ token })).toMatchObject({
      status: "pending",
      guest: { provedAt: expect.any(Date) },
    });
    expect(await errorCodeOf(guest.booking.pay({ id, ...CASH }))).toBe("PAYMENT_METHOD_UNAVAILABLE");
    expect(await guest.booking.pay({ id, ...CARD, paymentToken: "tok_ok" })).toMatchObject({
      status: "confirmed",
      paymentStatus: "paid",
    });
  });

  it("pays online once the time for cash is over", async () => {
    const cashDueAt = new Date(clock.now().getTime() + 5 * MINUTE_MS);
    const eventId = await event({ cashDueAt });
    const email = uniqueEmail();
    await book(order(eventId, email, CASH));
    const token = await mailedToken(email);
    clock.advance(6 * MINUTE_MS);
    expect(await callAnonymously(context).booking.proveGuest({ token })).toMatchObject({ status: "pending" });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
  });

  it("loses it when the link is not followed, and books again then", async () => {
    const eventId = await event({ price: 0 });
    const email = uniqueEmail();
    await book(order(eventId, email));
    const token = await mailedToken(email);
    clock.advance(16 * MINUTE_MS);
    expect(await errorCodeOf(callAnonymously(context).booking.proveGuest({ token }))).toBe("HOLD_EXPIRED");
    await releaseExpiredHolds(context);
    expect(await book(order(eventId, email))).toMatchObject({ status: "pending" });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
  });
});

describe("an address", () => {
  it("has one active booking of an event, however it was made", async () => {
    const eventId = await event();
    const email = uniqueEmail();
    const attempts = await Promise.allSettled(Array.from({ length: 5 }, () => book(order(eventId, email))));
    expect(attempts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const account = await newAccount();
    await callAs(context, account).booking.create({ eventId, ticketQuantity: 1, ...CARD });
    expect(await errorCodeOf(book(order(eventId, account.email)))).toBe("BOOKING_ALREADY_ACTIVE");
    await expect.poll(() => prisma.outboxMail.count({ where: { userId: account.id } })).toBe(1);
    while ((await sendQueuedMails(context)) > 0);
    expect(subjectsTo(account.email)).toEqual([expect.stringContaining("You have a booking")]);
    // Told once in a while; whoever tries on does not keep the address from being mailed a way to sign in.
    for (let attempt = 0; attempt < 6; attempt++) {
      expect(await errorCodeOf(book(order(eventId, account.email)))).toBe("BOOKING_ALREADY_ACTIVE");
    }
    await callAnonymously(context).user.requestSignIn({ email: account.email });
    await expect.poll(() => subjectsTo(account.email)).toHaveLength(2);
    expect(await prisma.outboxMail.count({ where: { userId: account.id } })).toBe(1);
    clock.advance(6 * MINUTE_MS);
    expect(await errorCodeOf(book(order(eventId, account.email)))).toBe("BOOKING_ALREADY_ACTIVE");
    await expect.poll(() => prisma.outboxMail.count({ where: { userId: account.id } })).toBe(2);
    expect(await prisma.user.count({ where: { email } })).toBe(1);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("is not blocked for its verified account by what others hold with it", async () => {
    const eventId = await event({ capacity: 1 });
    const account = await newAccount();
    const { id } = await book(order(eventId, account.email));
    const own = callAs(context, account);
    // Until then this process knows the event as sold out.
    clock.advance(2_000);
    const { id: ownId } = await own.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    expect((await own.booking.byId({ id })).status).toBe("cancelled");
    expect((await own.booking.byId({ id: ownId })).status).toBe("confirmed");
    // What is proved stays.
    const paidEvent = await event();
    const paid = await book(order(paidEvent, account.email));
    const guest = await callWithBookingToken(context, paid.accessToken);
    await guest.booking.pay({ id: paid.id, ...CARD, paymentToken: "tok_ok" });
    expect(await errorCodeOf(own.booking.create({ eventId: paidEvent, ticketQuantity: 1, ...CASH }))).toBe(
      "BOOKING_ALREADY_ACTIVE",
    );
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
  });

  it("gets money back that comes for a hold which gave way", async () => {
    const eventId = await event();
    const account = await newAccount();
    const hold = await book(order(eventId, account.email));
    const guest = await callWithBookingToken(context, hold.accessToken);
    await guest.booking.pay({ id: hold.id, ...CARD, paymentToken: "tok_action" });
    const own = callAs(context, account);
    await own.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    await guest.payment.answerSandbox({ id: hold.id, answer: "approve" }).catch(() => {});
    clock.advance(MINUTE_MS);
    while ((await processDuePayments(context)) > 0) clock.advance(MINUTE_MS);
    const { payments, status } = await own.booking.byId({ id: hold.id });
    expect(status).toBe("cancelled");
    expect(["failed", "refunded"]).toContain(payments[0]?.state);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
  });

  it("shows a guest's booking to an account only once it is verified", async () => {
    const eventId = await event();
    const squatter = await newUser(context);
    const { id } = await book(order(eventId, squatter.email));
    const own = callAs(context, squatter);
    expect((await own.booking.mine()).items).toEqual([]);
    expect((await own.booking.mine({ eventId })).items).toEqual([]);
    const refused = [
      () => own.booking.byId({ id }),
      () => own.booking.tickets({ id }),
      () => own.booking.cancel({ id }),
      () => own.booking.pay({ id, ...CASH }),
      () => own.booking.changeQuantity({ id, ticketQuantity: 2 }),
      () => own.booking.refreshPayment({ id }),
    ];
    for (const call of refused) expect(await errorCodeOf(call())).toBe("FORBIDDEN");
    // Nor does it throw the guest's hold away.
    expect(await errorCodeOf(own.booking.create({ eventId, ticketQuantity: 1, ...CASH }))).toBe(
      "BOOKING_ALREADY_ACTIVE",
    );
    await prisma.user.update({ where: { id: squatter.id }, data: { emailVerifiedAt: clock.now() } });
    expect((await own.booking.mine()).items).toMatchObject([{ id }]);
    expect(await own.booking.cancel({ id })).toMatchObject({ cancelledBy: "attendee" });
  });
});

describe("booking.onChange", () => {
  it("tells a guest of their booking alone, and an account that nobody verified nothing of it", async () => {
    const squatter = await newUser(context);
    const { id, accessToken } = await book(order(await event(), squatter.email));
    const guest = await callWithBookingToken(context, accessToken);
    const follow = async (caller: typeof guest) => {
      const seen: string[] = [];
      const stream = await caller.booking.onChange({});
      void (async () => {
        for await (const [, { id: changed }] of stream as unknown as AsyncIterable<[string, { id: string }]>)
          seen.push(changed);
      })().catch(() => {});
      return seen;
    };
    const byGuest = await follow(guest);
    const byAccount = await follow(callAs(context, squatter));
    clock.advance(1_000);
    const other = await callAs(context, squatter).booking.create({
      eventId: await event(),
      ticketQuantity: 1,
      ...CASH,
    });
    await guest.booking.changeQuantity({ id, ticketQuantity: 2 });
    await expect.poll(() => byGuest).toContain(id);
    await expect.poll(() => byAccount).toContain(other.id);
    expect(byGuest).not.toContain(other.id);
    expect(byAccount).not.toContain(id);
    context.liveUpdates.close();
  });
});

describe("a repeated call of a guest", () => {
  const key = () => crypto.randomUUID();

  it("gets the first answer, and a token that works", async () => {
    const eventId = await event();
    const input = { ...order(eventId), idempotencyKey: key() };
    const [first, second] = await Promise.all([book(input), book(input)]);
    expect(second.id).toBe(first.id);
    expect(second.accessToken).not.toBe(first.accessToken);
    for (const { accessToken } of [first, second]) {
      const guest = await callWithBookingToken(context, accessToken);
      expect(await guest.booking.byId({ id: first.id })).toMatchObject({ status: "pending" });
    }
    expect(await errorCodeOf(book({ ...input, name: "Somebody Else" }))).toBe("IDEMPOTENCY_KEY_REUSED");
    // Others could guess it.
    await expect(book({ ...input, idempotencyKey: "order-1" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });

  it("has nothing to do with the keys of the address's account", async () => {
    const account = await newAccount();
    const own = callAs(context, account);
    const idempotencyKey = key();
    const [mine, theirs] = [await event(), await event()];
    const booking = await own.booking.create({ eventId: mine, ticketQuantity: 1, ...CARD, idempotencyKey });
    const hold = await book({ ...order(theirs, account.email), idempotencyKey });
    expect(hold.id).not.toBe(booking.id);
    const pay = { ...CARD, paymentToken: "tok_ok", idempotencyKey: key() };
    await own.booking.pay({ id: booking.id, ...pay });
    const guest = await callWithBookingToken(context, hold.accessToken);
    expect(await errorCodeOf(guest.booking.pay({ id: booking.id, ...pay }))).toBe("FORBIDDEN");
    expect(await guest.booking.pay({ id: hold.id, ...pay })).toMatchObject({
      id: hold.id,
      status: "confirmed",
    });
  });
});

describe("bookings with somebody's address", () => {
  it("are few in an hour, and do not use up the limits of its account", async () => {
    const once = { max: 2, windowSeconds: 3_600 };
    const { context: limited, clock } = createTestContext({
      rateLimits: {
        ...DEFAULT_RATE_LIMITS,
        guestBookingsPerAddress: once,
        bookingsPerUser: once,
        failedPaymentsPerGuest: { max: 1, windowSeconds: 3_600 },
      },
    });
    clock.beginWindow(once.windowSeconds);
    const host = await newUser(limited);
    const owner = await newUser(limited);
    const fresh = async () => (await newEvent(limited, host)).id;
    const squat = async () =>
      callAnonymously(limited).booking.createAsGuest(order(await fresh(), owner.email));
    const { id, accessToken } = await squat();
    await squat();
    expect(await errorCodeOf(squat())).toBe("RATE_LIMITED");
    const own = callAs(limited, owner);
    for (let time = 0; time < 2; time++) {
      await own.booking.create({ eventId: await fresh(), ticketQuantity: 1, ...CASH });
    }
    // Nor are cards tried out with them.
    const guest = await callWithBookingToken(limited, accessToken);
    const declined = () => guest.booking.pay({ id, ...CARD, paymentToken: "tok_declined" });
    expect(await errorCodeOf(declined())).toBe("PAYMENT_DECLINED");
    expect(await errorCodeOf(declined())).toBe("RATE_LIMITED");
    await limited.db.close();
  });
});

describe("booking.createForSomebody", () => {
  it("books for an address, confirmed at once, and mails it", async () => {
    const eventId = await event();
    await callAs(context, organizer).event.setActive({ id: eventId, isActive: true });
    const email = uniqueEmail();
    // A stranger's hold does not keep those who run the event from it.
    await book(order(eventId, email));
    const input = { eventId, ticketQuantity: 2, name: "Ina Invited", email, reason: "She speaks." };
    const run = callAs(context, organizer);
    const idempotencyKey = crypto.randomUUID();
    const booking = await run.booking.createForSomebody({ ...input, idempotencyKey });
    expect(booking).toMatchObject({
      status: "confirmed",
      paymentStatus: "pending",
      guest: { name: "Ina Invited" },
    });
    expect(await run.booking.createForSomebody({ ...input, idempotencyKey })).toMatchObject({
      id: booking.id,
    });
    expect(await errorCodeOf(run.booking.createForSomebody(input))).toBe("BOOKING_ALREADY_ACTIVE");
    expect(await errorCodeOf(callAs(context, await newUser(context)).booking.createForSomebody(input))).toBe(
      "FORBIDDEN",
    );
    const token = await mailedToken(email);
    const invited = await callWithBookingToken(context, token);
    expect(await invited.booking.tickets({ id: booking.id })).toHaveLength(2);
    expect(await prisma.booking.findUniqueOrThrow({ where: { id: booking.id } })).toMatchObject({
      madeBy: { actorId: organizer.id, reason: "She speaks." },
    });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("has the tickets of an unproved hold of the same address, though nothing else is left", async () => {
    const eventId = await event({ capacity: 1, price: 0 });
    const email = uniqueEmail();
    await book(order(eventId, email));
    // At once, while this process knows the event as sold out.
    const { id } = await callAs(context, organizer).booking.createForSomebody({
      eventId,
      ticketQuantity: 1,
      name: "Gwen Guest",
      email,
    });
    expect(await prisma.booking.findUniqueOrThrow({ where: { id } })).toMatchObject({ status: "confirmed" });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
    while ((await sendQueuedMails(context)) > 0);
  });

  it("books for somebody at the door without an address, who is never mailed", async () => {
    const eventId = await event({ price: 0 });
    const run = callAs(context, organizer);
    const input = { eventId, ticketQuantity: 1, name: "Walt Walk-in" };
    const idempotencyKey = crypto.randomUUID();
    const [first, second] = await Promise.all([
      run.booking.createForSomebody({ ...input, idempotencyKey }),
      run.booking.createForSomebody({ ...input, idempotencyKey }),
    ]);
    expect(second.id).toBe(first.id);
    // Others buy at the door, too.
    await run.booking.createForSomebody(input);
    const { items } = await run.event.attendees({ eventId });
    expect(items.map(({ attendee: { name, email } }) => ({ name, email }))).toEqual([
      { name: "Walt Walk-in", email: "" },
      { name: "Walt Walk-in", email: "" },
    ]);
    const before = mails.length;
    while ((await sendQueuedMails(context)) > 0);
    expect(mails.slice(before)).toEqual([]);
    expect(await prisma.outboxMail.count({ where: { bookingId: first.id, state: "dropped" } })).toBe(1);
    // Nor are they counted among those whom a change of the event is mailed to, as long as they have no address.
    const withAddress = await run.booking.createForSomebody({ ...input, name: "Ina", email: uniqueEmail() });
    expect(await run.event.reach({ eventId })).toEqual({ booked: 1, waiting: 0 });
    expect((await run.event.update({ id: eventId, venue: "Elsewhere" })).mailed.booked).toBe(1);
    await run.booking.cancel({ id: withAddress.id, reason: "She cannot come." });
    await run.booking.cancel({ id: first.id, reason: "Sold twice." });
    expect(await run.event.reach({ eventId })).toEqual({ booked: 0, waiting: 0 });
  });
});
