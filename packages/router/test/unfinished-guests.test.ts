import { isDeletedAddress } from "@foyer/contract/email";
import { DAY_MS, HOUR_MS } from "@foyer/contract/time";
import { provideGuest } from "@foyer/domain/accounts/guest-user";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { forgetUnfinishedGuests } from "@foyer/domain/workflows/forget-unfinished-guests";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAnonymously, callAs, callWithBookingToken } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
const { prisma } = context.db;
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card" } as const;
const anyone = callAnonymously(context);
const organizer = await newUser(context);

async function newFreeEvent() {
  const dateTime = new Date(clock.now().getTime() + 200 * DAY_MS);
  return (await newEvent(context, organizer, { capacity: 10, price: 0, dateTime })).id;
}

const order = (eventId: string, email: string) =>
  ({ eventId, ticketQuantity: 1, ...CARD, name: "Gwen Guest", email }) as const;

/** A guest whose booking ran out before it was confirmed. */
async function newUnfinished(email = uniqueEmail()) {
  const eventId = await newFreeEvent();
  const booking = await anyone.booking.createAsGuest(order(eventId, email));
  clock.advance(HOUR_MS);
  await releaseExpiredHolds(context);
  const { userId } = await rowOf(booking.id);
  return { ...booking, email, userId };
}

const rowOf = (id: string) => prisma.booking.findUniqueOrThrow({ where: { id } });
const userOf = (id: string) => prisma.user.findUniqueOrThrow({ where: { id } });

/** Follows the link of the newest mail to an address. */
async function prove(email: string) {
  while ((await sendQueuedMails(context)) > 0);
  const mail = mails.findLast(({ to }) => to === email);
  const token = /#access=(foyer_guest_[\w-]{43})/.exec(mail?.text ?? "")?.[1] ?? "";
  return anyone.booking.proveGuest({ token });
}

describe("guests who never confirmed a booking", () => {
  it("are forgotten 30 days after their last booking ended, which stays without the person", async () => {
    const { id, userId, email, eventId, accessToken } = await newUnfinished();
    clock.advance(29 * DAY_MS);
    expect(await forgetUnfinishedGuests(context)).toBe(0);
    clock.advance(DAY_MS);
    // By two processes at once, and again.
    const counts = await Promise.all([forgetUnfinishedGuests(context), forgetUnfinishedGuests(context)]);
    expect(counts.toSorted()).toEqual([0, 1]);
    expect(await forgetUnfinishedGuests(context)).toBe(0);

    const user = await userOf(userId);
    expect(user).toMatchObject({ name: "Deleted account", isGuest: false, deletedAt: expect.any(Date) });
    expect(isDeletedAddress(user.email)).toBe(true);
    expect(await rowOf(id)).toMatchObject({
      status: "cancelled",
      guest: { name: "Deleted account", email: null },
    });
    for (const collection of [
      "User",
      "Booking",
      "SecurityEvent",
      "OutboxMail",
      "TicketPass",
      "AccountLink",
    ]) {
      const all = await prisma.$runCommandRaw({ find: collection, filter: {}, batchSize: 10_000 });
      expect(JSON.stringify(all), collection).not.toContain(email);
    }
    const guest = await callWithBookingToken(context, accessToken);
    expect(await errorCodeOf(guest.booking.byId({ id }))).toBe("UNAUTHENTICATED");
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true });

    // Who comes back is somebody new.
    const again = await anyone.booking.createAsGuest(order(eventId, email));
    expect((await rowOf(again.id)).userId).not.toBe(userId);
    expect(await prove(email)).toMatchObject({ status: "confirmed" });
  });

  it("are forgotten without any booking too, and as they were stored before the date was", async () => {
    const { id } = await provideGuest(context, { email: uniqueEmail(), name: "No Luck" });
    const old = await newUnfinished();
    await prisma.user.update({ where: { id: old.userId }, data: { forgetAt: { unset: true } } });
    // Looked at, and kept until its time.
    expect(await forgetUnfinishedGuests(context)).toBe(0);
    clock.advance(30 * DAY_MS);
    expect(await forgetUnfinishedGuests(context)).toBe(2);
    for (const one of [id, old.userId]) expect(await userOf(one)).toMatchObject({ name: "Deleted account" });
  });

  it("are kept while a booking is active or was confirmed once, or money moved", async () => {
    const confirmed = uniqueEmail();
    const eventId = await newFreeEvent();
    const booking = await anyone.booking.createAsGuest(order(eventId, confirmed));
    await prove(confirmed);
    const cancelled = uniqueEmail();
    const lost = await anyone.booking.createAsGuest(order(eventId, cancelled));
    await prove(cancelled);
    await callAs(context, organizer).booking.cancel({ id: lost.id });
    const refunded = await newUnfinished();
    await prisma.payment.create({
      data: {
        bookingId: refunded.id,
        eventId: refunded.eventId,
        userId: refunded.userId,
        amount: 100,
        currency: "EUR",
        provider: "sandbox",
        method: "stripe",
        state: "refunded",
      },
    });
    for (let month = 0; month < 2; month++) {
      clock.advance(31 * DAY_MS);
      expect(await forgetUnfinishedGuests(context)).toBe(0);
    }
    for (const { id, email } of [{ ...booking, email: confirmed }, { ...lost, email: cancelled }, refunded]) {
      expect(await userOf((await rowOf(id)).userId)).toMatchObject({ isGuest: true, email });
    }
  });

  it("are kept when they come back in the same moment, whichever comes first", async () => {
    for (let round = 0; round < 8; round++) {
      const { email, userId } = await newUnfinished();
      const eventId = await newFreeEvent();
      clock.advance(30 * DAY_MS);
      const [, again] = await Promise.all([
        forgetUnfinishedGuests(context),
        anyone.booking.createAsGuest(order(eventId, email)),
      ]);
      const row = await rowOf(again.id);
      const user = await userOf(row.userId);
      expect(user).toMatchObject({ email, isGuest: true, deletedAt: null });
      expect(row.guest).toMatchObject({ name: "Gwen Guest", email });
      expect((await userOf(userId)).deletedAt === null).toBe(row.userId === userId);
      expect(await prove(email)).toMatchObject({ status: "confirmed" });
    }
  });

  it("are kept between being found for a booking and having it", async () => {
    const { email, userId } = await newUnfinished();
    clock.advance(30 * DAY_MS);
    expect(await provideGuest(context, { email, name: "Gwen" })).toMatchObject({ id: userId });
    expect(await forgetUnfinishedGuests(context)).toBe(0);
    expect(await userOf(userId)).toMatchObject({ email });
  });

  it("are accounts once they sign in, also in the same moment", async () => {
    const { email, userId } = await newUnfinished();
    clock.advance(30 * DAY_MS);
    await anyone.user.requestSignIn({ email });
    await expect.poll(() => mails.findLast(({ to }) => to === email)?.text).toMatch(/^\d{6}$/m);
    const code = /^\d{6}$/m.exec(mails.findLast(({ to }) => to === email)?.text ?? "")?.[0] ?? "";
    const [forgotten, signedIn] = await Promise.allSettled([
      forgetUnfinishedGuests(context),
      anyone.user.signInWithCode({ email, code }),
    ]);
    expect(forgotten.status).toBe("fulfilled");
    const user = await userOf(userId);
    expect(user.deletedAt === null).toBe(signedIn.status === "fulfilled");
    if (signedIn.status === "fulfilled") expect(user).toMatchObject({ email, isGuest: false });
  });
});
