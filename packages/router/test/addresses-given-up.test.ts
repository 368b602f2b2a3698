import { randomUUID } from "node:crypto";
import { userId } from "@foyer/contract/ids";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { findSessionHolder } from "@foyer/domain/sessions/lucia";
import { finishDeletions } from "@foyer/domain/workflows/finish-deletions";
import {
  callAnonymously,
  callAs,
  callWith,
  callWithBookingToken,
  registerProgram,
} from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, TEST_PASSWORD, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

// Its own database: it sends what is queued.
const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
const anyone = callAnonymously(context);
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card", paymentToken: "tok_ok" } as const;
const SURE = { password: TEST_PASSWORD, confirm: true } as const;
const organizer = await newUser(context);
const event = await newEvent(context, organizer, { capacity: 100 });

async function tokenTo(email: string, pattern: RegExp): Promise<string> {
  const tokens = () =>
    mails.flatMap(({ to, text }) => {
      const token = to === email ? pattern.exec(text)?.[1] : undefined;
      return token === undefined ? [] : [token];
    });
  await expect.poll(() => tokens().length).toBeGreaterThan(0);
  return tokens().at(-1) ?? "";
}

/** Somebody registers an address that is not theirs, and its owner then books with it without signing in. */
async function bookedWithRegisteredAddress() {
  const email = uniqueEmail();
  const { user, sessionToken } = await registerProgram(context, email);
  const order = {
    eventId: event.id,
    ticketQuantity: 2,
    paymentMethod: CARD.paymentMethod,
    name: "Vic Tim",
    email,
  };
  const { id, accessToken } = await anyone.booking.createAsGuest(order);
  const guest = await callWithBookingToken(context, accessToken);
  await guest.booking.pay({ id, ...CARD });
  return {
    email,
    order,
    id,
    accessToken,
    sessionToken,
    registered: { ...user, own: await callWith(context, sessionToken) },
  };
}

/** The booking is its guest's as before, and that of whoever reads the address's mail. */
async function isTheAddresses({
  email,
  order,
  id,
  accessToken,
}: Pick<Awaited<ReturnType<typeof bookedWithRegisteredAddress>>, "email" | "order" | "id" | "accessToken">) {
  const guest = await callWithBookingToken(context, accessToken);
  expect(await guest.booking.tickets({ id })).toHaveLength(2);
  expect(await guest.booking.byId({ id })).toMatchObject({ attendee: { name: "Vic Tim", email } });
  expect(await errorCodeOf(anyone.booking.createAsGuest(order))).toBe("BOOKING_ALREADY_ACTIVE");
  await callAs(context, organizer).booking.refund({ id, amount: 100, reason: "A late start" });
  while ((await sendQueuedMails(context)) > 0);
  const readers = mails.filter(({ text }) => text.includes(id)).map(({ to }) => to);
  expect(new Set(readers)).toEqual(new Set([email]));
  await anyone.user.requestSignIn({ email });
  const token = await tokenTo(email, /sign-in-link#token=([\w-]+)/);
  const signedIn = await anyone.user.signInWithLink({ token, transport: "bearer" });
  if (signedIn.transport !== "bearer") throw new Error("Bearer was asked for.");
  const owner = await callWith(context, signedIn.sessionToken);
  expect((await owner.booking.mine({})).items.map((one) => one.id)).toEqual([id]);
  expect(await owner.booking.byId({ id })).toMatchObject({ payments: [{ amount: 5_000 }] });
  expect(await reconcile(context, event.id)).toMatchObject({ ok: true });
}

describe("what was booked with an address without signing in", () => {
  it("does not go along when an account that never proved the address takes another one", async () => {
    const booked = await bookedWithRegisteredAddress();
    const { own } = booked.registered;
    const other = uniqueEmail();
    await own.user.requestEmailChange({ email: other, password: TEST_PASSWORD });
    await anyone.user.confirmEmailChange({
      token: await tokenTo(other, /confirm-email#token=([\w-]+)/),
    });
    expect(await own.user.me()).toMatchObject({ email: other, isEmailVerified: true });
    for (const call of [own.booking.tickets, own.booking.byId, own.booking.cancel]) {
      expect(await errorCodeOf(call({ id: booked.id }))).toBe("FORBIDDEN");
    }
    expect((await own.booking.mine({})).items).toEqual([]);
    expect((await own.user.exportData()).bookings).toEqual([]);
    await isTheAddresses(booked);
  });

  it("does not when an admin gives such an account another one, but goes along with a guest's", async () => {
    const booked = await bookedWithRegisteredAddress();
    const admin = callAs(context, await newUser(context, "admin"));
    const other = uniqueEmail();
    await admin.user.setEmail({ id: userId.parse(booked.registered.id), email: other });
    await isTheAddresses(booked);

    const typo = { ...booked.order, email: uniqueEmail() };
    const { id } = await anyone.booking.createAsGuest(typo);
    const { userId: made } = await prisma.booking.findUniqueOrThrow({ where: { id } });
    await admin.user.setEmail({ id: userId.parse(made), email: uniqueEmail() });
    expect(await prisma.booking.findUniqueOrThrow({ where: { id } })).toMatchObject({ userId: made });
  });

  it("goes along with an account that had proved it", async () => {
    const booked = await bookedWithRegisteredAddress();
    const { id, own } = booked.registered;
    await prisma.user.update({ where: { id }, data: { emailVerifiedAt: clock.now() } });
    const other = uniqueEmail();
    await own.user.requestEmailChange({ email: other, password: TEST_PASSWORD });
    await anyone.user.confirmEmailChange({
      token: await tokenTo(other, /confirm-email#token=([\w-]+)/),
    });
    expect((await own.booking.mine({})).items.map((one) => one.id)).toEqual([booked.id]);
  });

  it("stays the address's when such an account is deleted", async () => {
    const booked = await bookedWithRegisteredAddress();
    await booked.registered.own.user.deleteAccount(SURE);
    await finishDeletions(context);
    await isTheAddresses(booked);
  });

  it("does not open to whoever registered the address, by a link that its owner follows", async () => {
    const booked = await bookedWithRegisteredAddress();
    const { own } = booked.registered;
    await own.user.requestEmailVerification();
    await anyone.user.verifyEmail({ token: await tokenTo(booked.email, /verify-email#token=([\w-]+)/) });
    expect(await errorCodeOf(anyone.user.login({ email: booked.email, password: TEST_PASSWORD }))).toBe(
      "INVALID_CREDENTIALS",
    );
    expect(await findSessionHolder(context, booked.sessionToken)).toBeNull();
    await isTheAddresses(booked);
  });

  it("opens to an account that verifies its address itself", async () => {
    const booked = await bookedWithRegisteredAddress();
    const { own } = booked.registered;
    await own.user.requestEmailVerification();
    await own.user.verifyEmail({ token: await tokenTo(booked.email, /verify-email#token=([\w-]+)/) });
    expect(await own.booking.tickets({ id: booked.id })).toHaveLength(2);
  });

  it("stays the address's if the account gives it up while it is being booked", async () => {
    const { user } = await registerProgram(context);
    const { bookingQueue } = context;
    const email = user.email;
    const order = {
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: CARD.paymentMethod,
      name: "Vic Tim",
    };
    const slow = {
      ...context,
      bookingQueue: {
        ...bookingQueue,
        async book(request: Parameters<typeof bookingQueue.book>[0]) {
          await prisma.user.update({ where: { id: user.id }, data: { email: uniqueEmail() } });
          return bookingQueue.book(request);
        },
      },
    };
    const { id } = await callAnonymously(slow).booking.createAsGuest({ ...order, email });
    const { user: owner } = await prisma.booking.findUniqueOrThrow({
      where: { id },
      select: { user: { select: { email: true, isGuest: true } } },
    });
    expect(owner).toEqual({ email, isGuest: true });
  });
});

describe("a deleted account", () => {
  it("holds nothing any more: neither in addition to a booking, nor what was held with its address", async () => {
    const { user, sessionToken } = await registerProgram(context);
    await prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: clock.now() } });
    const own = await callWith(context, sessionToken);
    const { id } = await own.booking.create({
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "credit_card",
    });
    await own.booking.pay({ id, ...CARD });
    await own.booking.changeItems({ id, ticketQuantity: 3, idempotencyKey: randomUUID() });
    // Held until the event begins, for whoever brings the cash.
    await own.booking.pay({ id, addition: true, paymentMethod: "cash" });
    const elsewhere = await newEvent(context, organizer);
    const held = await anyone.booking.createAsGuest({
      eventId: elsewhere.id,
      ticketQuantity: 1,
      paymentMethod: "credit_card",
      name: "Somebody",
      email: user.email,
    });
    await own.user.deleteAccount(SURE);
    await finishDeletions(context);
    expect(await prisma.booking.findUniqueOrThrow({ where: { id } })).toMatchObject({
      status: "confirmed",
      ticketQuantity: 1,
      addition: null,
    });
    expect(await prisma.booking.findUniqueOrThrow({ where: { id: held.id } })).toMatchObject({
      status: "cancelled",
      cancelledBy: "attendee",
    });
    for (const { id: eventId } of [event, elsewhere])
      expect(await reconcile(context, eventId)).toMatchObject({ ok: true });
  });
});
