import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { releaseUnpaidCash } from "@foyer/domain/workflows/release-expired";
import { callAnonymously, callAs, callWithKey } from "@foyer/testing/callers";
import { errorCodeOf, errorOf } from "@foyer/testing/errors";
import { newApiKey, newEvent, newUser, uniqueEmail } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
afterAll(() => context.db.close());
const { prisma } = context.db;

const CASH = { paymentMethod: "cash" } as const;
const organizer = await newUser(context);
const run = callAs(context, organizer);
const LATE = { ticketQuantity: 1, name: "Lara Late" };

const inMs = (ms: number) => new Date(clock.now().getTime() + ms);

/** An event that begins in an hour. */
async function event(overrides: Parameters<typeof newEvent>[2] = {}) {
  return (await newEvent(context, organizer, { capacity: 5, dateTime: inMs(HOUR_MS), ...overrides })).id;
}

/** An event that began half an hour ago. */
async function begunEvent(overrides: Parameters<typeof newEvent>[2] = {}) {
  const eventId = await event(overrides);
  clock.advance(90 * MINUTE_MS);
  return eventId;
}

/** The error code of a call, undefined if it succeeds. */
const outcomeOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => errorCodeOf(Promise.reject(error)),
  );

describe("latecomers", () => {
  it("are sold tickets by those who run the event, paid in cash and admitted, and nobody else is", async () => {
    const eventId = await begunEvent();
    const admin = callAs(context, await newUser(context, "admin"));
    const sold = await run.booking.createForSomebody({ eventId, ...LATE });
    expect(sold).toMatchObject({ status: "confirmed", paymentStatus: "pending", cashDueAt: null });
    await run.booking.markPaid({ id: sold.id });
    const scan = { eventId, id: sold.id, ticketNumbers: [1], scanId: crypto.randomUUID() };
    expect(await run.booking.admit(scan)).toMatchObject({ counts: { admitted: 1, expected: 1 } });
    await admin.booking.createForSomebody({ eventId, ...LATE });
    const { key } = await newApiKey(context, organizer, { scopes: ["manage"] });
    await (await callWithKey(context, key)).booking.createForSomebody({ eventId, ...LATE });

    const attendee = callAs(context, await newUser(context));
    const guest = { eventId, ...LATE, email: uniqueEmail(), paymentMethod: "credit_card" } as const;
    const refused = [
      () => attendee.booking.create({ eventId, ticketQuantity: 1, ...CASH }),
      // Not for themselves, either: that is open sale.
      () => run.booking.create({ eventId, ticketQuantity: 1, ...CASH }),
      () => callAnonymously(context).booking.createAsGuest(guest),
      () => attendee.waitlist.join({ eventId, ticketQuantity: 1 }),
    ];
    for (const call of refused) expect(await errorCodeOf(call())).toBe("EVENT_NOT_OPEN");
    expect(await errorCodeOf(attendee.booking.createForSomebody({ eventId, ...LATE }))).toBe("FORBIDDEN");
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 3 });
  });

  it("are sold to until the event ends: by its end, or twelve hours after it began", async () => {
    // A second before an end, however long it takes to sell.
    clock.stop();
    const [ending, endless] = [await event({ endsAt: inMs(30 * HOUR_MS) }), await event()];
    const sell = (eventId: string) => outcomeOf(run.booking.createForSomebody({ eventId, ...LATE }));
    clock.advance(13 * HOUR_MS - 1_000);
    expect([await sell(ending), await sell(endless)]).toEqual([undefined, undefined]);
    clock.advance(1_000);
    expect([await sell(ending), await sell(endless)]).toEqual([undefined, "EVENT_NOT_OPEN"]);
    clock.advance(17 * HOUR_MS - 1_000);
    // Who gives an address is mailed, though the event began more than a day ago.
    const email = uniqueEmail();
    const mailed = await run.booking.createForSomebody({ eventId: ending, ...LATE, email });
    expect(await run.booking.resendMail({ id: mailed.id })).toMatchObject({ template: "booking_confirmed" });
    while ((await sendQueuedMails(context)) > 0);
    expect(mails.filter(({ to }) => to === email).map(({ subject }) => subject)).toEqual([
      expect.stringContaining("Your ticket for"),
    ]);
    clock.advance(1_000);
    expect(await sell(ending)).toBe("EVENT_NOT_OPEN");
    clock.start();
  });

  it("are answered the same after the end, when the call is a repeat", async () => {
    const eventId = await begunEvent({ endsAt: inMs(2 * HOUR_MS) });
    const input = { eventId, ...LATE, idempotencyKey: crypto.randomUUID() };
    const { id } = await run.booking.createForSomebody(input);
    clock.advance(HOUR_MS);
    expect(await run.booking.createForSomebody(input)).toMatchObject({ id });
    expect(await errorCodeOf(run.booking.createForSomebody({ eventId, ...LATE }))).toBe("EVENT_NOT_OPEN");
  });

  it("are not sold to while sales are closed, or after the event was cancelled", async () => {
    const eventId = await event();
    await run.event.setActive({ id: eventId, isActive: false });
    const cancelled = await event();
    await run.event.cancel({ id: cancelled, reason: "Flooded." });
    clock.advance(2 * HOUR_MS);
    const sell = (of: string) => outcomeOf(run.booking.createForSomebody({ eventId: of, ...LATE }));
    expect([await sell(eventId), await sell(cancelled)]).toEqual(["EVENT_NOT_OPEN", "EVENT_CANCELLED"]);
    await run.event.setActive({ id: eventId, isActive: true });
    expect(await sell(eventId)).toBeUndefined();
  });

  it("never get more than there is of the event and of a kind, several tills at once", async () => {
    const eventId = await begunEvent({
      ticketTypes: [
        { name: "Seat", price: 2_000, quota: 2, salesUntil: inMs(MINUTE_MS) },
        { name: "Standing", price: 1_000 },
      ],
    });
    const [seat, standing] = await run.event.ticketTypes({ eventId });
    const sell = (ticketTypeId = "") =>
      run.booking.createForSomebody({
        eventId,
        name: "Walk-in",
        items: [{ ticketTypeId, quantity: 1 }],
      });
    const calls = [1, 2, 3].flatMap(() => [sell(seat?.id), sell(standing?.id), sell(standing?.id)]);
    const codes = await Promise.all(calls.map(outcomeOf));
    expect(codes.filter((code) => code === undefined)).toHaveLength(5);
    const sold = await run.event.ticketTypes({ eventId });
    expect(sold.map(({ available }) => available)).toEqual([0, 0]);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 5 });
    // Sold out is what they are told, and not that the event takes no bookings.
    expect(await errorCodeOf(sell(standing?.id))).toBe("EVENT_SOLD_OUT");
    const attendee = callAs(context, await newUser(context));
    const items = [{ ticketTypeId: standing?.id ?? "", quantity: 1 }];
    expect(await errorCodeOf(attendee.booking.create({ eventId, items, ...CASH }))).toBe("EVENT_NOT_OPEN");
  });

  it("get tickets that a hold or the waiting list kept before the start", async () => {
    const eventId = await event({ capacity: 1, dateTime: inMs(5 * MINUTE_MS) });
    const [holder, waiting] = [await newUser(context), await newUser(context)];
    const card = { paymentMethod: "credit_card" } as const;
    await callAs(context, holder).booking.create({ eventId, ticketQuantity: 1, ...card });
    await callAs(context, waiting).waitlist.join({ eventId, ticketQuantity: 1 });
    clock.advance(10 * MINUTE_MS);
    // Neither the hold was released nor the list closed yet: both ended when the event began.
    const sold = await run.booking.createForSomebody({ eventId, ...LATE });
    await closeWaitlists(context);
    // Of what comes back nothing is offered any more.
    await run.booking.cancel({ id: sold.id, reason: "Changed her mind." });
    expect(await callAs(context, waiting).waitlist.mine()).toMatchObject([
      { state: "closed", endedBecause: "event_began" },
    ]);
    expect(await run.event.byId({ id: eventId })).toMatchObject({ availableTickets: 1, waitingCount: 0 });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 0 });
  });

  it("keep tickets of an event whose cash was due before it began", async () => {
    const eventId = await begunEvent({ cashDueAt: inMs(30 * MINUTE_MS) });
    const { id } = await run.booking.createForSomebody({ eventId, ...LATE });
    await releaseUnpaidCash(context);
    expect(await run.booking.byId({ id })).toMatchObject({ status: "confirmed", paymentStatus: "pending" });
  });

  it("who have a booking already are sold another one, because nothing is added to it after the start", async () => {
    const eventId = await event();
    const user = await newUser(context);
    const { id } = await run.booking.createForSomebody({ eventId, ...LATE, email: user.email });
    await prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: clock.now() } });
    clock.advance(2 * HOUR_MS);
    const own = callAs(context, user).booking;
    const more = { id, ticketQuantity: 2, reason: "Her friend came along." };
    const tries = [() => own.changeItems(more), () => own.previewChange({ id, ticketQuantity: 2 })];
    for (const change of tries) {
      const { code, message } = await errorOf(change());
      expect([code, message]).toEqual(["EVENT_NOT_OPEN", expect.stringContaining("Ask at the door")]);
    }
    const byHand = await errorOf(run.booking.changeItems(more));
    expect([byHand.code, byHand.message]).toEqual([
      "EVENT_NOT_OPEN",
      expect.stringContaining("without the address"),
    ]);
    const again = { eventId, ...LATE, email: user.email };
    expect(await errorCodeOf(run.booking.createForSomebody(again))).toBe("BOOKING_ALREADY_ACTIVE");
    const { id: another } = await run.booking.createForSomebody({ eventId, ...LATE });
    await run.booking.admit({ eventId, id: another, ticketNumbers: [1], scanId: "friend" });
    expect((await own.byId({ id })).ticketQuantity).toBe(1);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 2 });
  });

  it("cannot cancel themselves, and are given their money back by those who run the event", async () => {
    const eventId = await begunEvent();
    const user = await newUser(context);
    await prisma.user.update({ where: { id: user.id }, data: { emailVerifiedAt: clock.now() } });
    const { id } = await run.booking.createForSomebody({ eventId, ...LATE, email: user.email });
    await run.booking.markPaid({ id });
    expect(await errorCodeOf(callAs(context, user).booking.cancel({ id }))).toBe("CANCELLATION_CLOSED");
    await run.booking.cancel({ id, reason: "The band left." });
    expect(await run.booking.markRefunded({ id })).toMatchObject({ paymentStatus: "refunded" });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, bookedTickets: 0 });
  });
});
