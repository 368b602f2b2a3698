import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { finishDeletions } from "@foyer/domain/workflows/finish-deletions";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card", paymentToken: "tok_ok" } as const;
const CASH = { paymentMethod: "cash" } as const;
const OFFER_MS = 12 * HOUR_MS;

/** An event with two kinds, of which one buyer has all of the better one. */
async function soldOutVip({
  price = 5_000,
  maxTicketsPerPerson = 20,
}: {
  price?: number;
  maxTicketsPerPerson?: number;
} = {}) {
  const runner = await newUser(context);
  const event = await newEvent(context, runner, {
    capacity: 10,
    dateTime: new Date(clock.now().getTime() + 500 * HOUR_MS),
    cancellationCutoffHours: 0,
    ticketTypes: [
      { name: "VIP", price, quota: 2 },
      { name: "General", price: 1_000 },
    ],
    maxTicketsPerPerson,
  });
  const [vip, standing] = event.ticketTypes;
  if (vip === undefined || standing === undefined) throw new Error("The event has two kinds.");
  const kinds = { vip: vip.id, general: standing.id };
  const eventId = event.id;
  const organizer = callAs(context, runner);
  const buyer = callAs(context, await newUser(context));
  const order = (ticketTypeId: string, quantity = 1) => ({ eventId, items: [{ ticketTypeId, quantity }] });
  const { id: buyersId } = await buyer.booking.create({ ...order(vip.id, 2), ...CASH });
  const comesBack = (left = 1) =>
    buyer.booking.changeItems({ id: buyersId, items: [{ ticketTypeId: vip.id, quantity: left }] });
  /** Somebody who waits for the better kind. */
  async function waiting(ticketQuantity = 1) {
    const user = await newUser(context);
    const caller = callAs(context, user);
    clock.advance(1_000);
    await caller.waitlist.join({ eventId, ticketTypeId: kinds.vip, ticketQuantity });
    const stand = async () => (await caller.waitlist.mine()).find((place) => place.eventId === eventId);
    /** And takes one of the other kind to be safe. */
    const bookGeneral = async (quantity = 1, way: typeof CARD | typeof CASH = CARD) => {
      const { id } = await caller.booking.create({
        ...order(kinds.general, quantity),
        paymentMethod: way.paymentMethod,
      });
      if (way.paymentMethod === "credit_card") await caller.booking.pay({ id, ...CARD });
      return id;
    };
    const offered = async () => (await stand())?.offer;
    return { user, caller, stand, bookGeneral, offered };
  }
  const balance = () => reconcile(context, eventId);
  return { eventId, vip, general: standing, organizer, buyer, buyersId, order, comesBack, waiting, balance };
}

describe("an offer to somebody who has a booking", () => {
  it("is held in addition to it, mailed, and added to it when it is paid", async () => {
    const { vip, comesBack, waiting, balance } = await soldOutVip();
    const holder = await waiting();
    const id = await holder.bookGeneral();
    expect(await holder.stand()).toMatchObject({ state: "waiting", position: 1 });
    await sendQueuedMails(context);
    await comesBack();

    expect(await holder.stand()).toMatchObject({
      state: "offered",
      offer: { bookingId: id, isAddition: true },
    });
    const held = await holder.caller.booking.byId({ id });
    expect(held).toMatchObject({
      status: "confirmed",
      ticketQuantity: 1,
      totalAmount: 1_000,
      isOffer: false,
      addition: { isOffer: true, amount: 5_000, ticketQuantity: 1, items: [{ name: "VIP", quantity: 1 }] },
    });
    const until = held.addition?.holdExpiresAt.getTime() ?? 0;
    expect(until - clock.now().getTime()).toBeGreaterThan(OFFER_MS - MINUTE_MS);
    expect((await holder.offered())?.expiresAt.getTime()).toBe(until);
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0, bookedTickets: 3 });
    while ((await sendQueuedMails(context)) > 0);
    const mail = mails.findLast(({ to }) => to === holder.user.email);
    expect(mail?.subject).toContain("1 ticket for");
    expect(mail?.text).toContain("added to the booking that you have");
    expect(mail?.text).toContain("1 × VIP");
    expect(mail?.text).toContain("EUR 50.00");

    const pay = { id, addition: true, ...CARD, expectedTotalAmount: 5_000 } as const;
    const paid = await holder.caller.booking.pay(pay);
    expect(paid).toMatchObject({ ticketQuantity: 2, totalAmount: 6_000, addition: null });
    expect(paid.items.map(({ ticketTypeId }) => ticketTypeId)).toContain(vip.id);
    expect(await holder.caller.booking.tickets({ id })).toHaveLength(2);
    expect(await holder.stand()).toMatchObject({ state: "accepted", offer: null });
    expect(await balance()).toMatchObject({ ok: true, bookedTickets: 3 });
  });

  it("goes to the next when it is declined or runs out, and leaves the booking as it was", async () => {
    const { eventId, comesBack, waiting, balance } = await soldOutVip();
    const [first, second, third] = [await waiting(), await waiting(), await waiting()];
    const ids = [await first.bookGeneral(), await second.bookGeneral()];
    await comesBack();
    const before = await first.caller.booking.byId({ id: ids[0] ?? "" });
    await first.caller.waitlist.leave({ eventId });
    expect(await first.stand()).toMatchObject({ state: "declined", offer: null });
    const after = await first.caller.booking.byId({ id: before.id });
    expect(after).toEqual({ ...before, addition: null, updatedAt: after.updatedAt });
    expect(await second.offered()).toMatchObject({ bookingId: ids[1], isAddition: true });

    // The same by giving the addition up, and by letting time pass.
    await second.caller.booking.dropAddition({ id: ids[1] ?? "" });
    expect(await second.stand()).toMatchObject({ state: "declined" });
    expect(await third.offered()).toMatchObject({ isAddition: false });
    await third.caller.waitlist.leave({ eventId });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("runs out like any offer", async () => {
    const { comesBack, waiting, balance } = await soldOutVip();
    const [first, second] = [await waiting(), await waiting()];
    const id = await first.bookGeneral();
    await comesBack();
    clock.advance(OFFER_MS);
    expect(await errorCodeOf(first.caller.booking.pay({ id, addition: true, ...CARD }))).toBe("HOLD_EXPIRED");
    await Promise.all([releaseExpiredAdditions(context), releaseExpiredAdditions(context)]);
    expect(await first.stand()).toMatchObject({ state: "expired" });
    expect(await first.caller.booking.byId({ id })).toMatchObject({ status: "confirmed", addition: null });
    expect(await second.offered()).toMatchObject({ isAddition: false });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0, bookedTickets: 3 });
  });

  it("is confirmed without money where it is free, or owed with the booking's cash", async () => {
    for (const price of [0, 5_000]) {
      const { comesBack, waiting, balance } = await soldOutVip({ price });
      const holder = await waiting();
      const id = await holder.bookGeneral(1, CASH);
      await comesBack();
      const added = await holder.caller.booking.pay({ id, addition: true, ...CASH });
      expect(added).toMatchObject({ ticketQuantity: 2, totalAmount: 1_000 + price, addition: null });
      expect(await holder.stand()).toMatchObject({ state: "accepted" });
      expect(await balance()).toMatchObject({ ok: true });
    }
  });

  it("is accepted by choosing cash, and then waits for it", async () => {
    const { organizer, comesBack, waiting, balance } = await soldOutVip();
    const holder = await waiting();
    const id = await holder.bookGeneral();
    await comesBack();
    await holder.caller.booking.pay({ id, addition: true, ...CASH });
    expect(await holder.stand()).toMatchObject({ state: "accepted" });
    expect(await holder.caller.booking.byId({ id })).toMatchObject({
      addition: { isCash: true, isOffer: false },
    });
    clock.advance(OFFER_MS);
    await releaseExpiredAdditions(context);
    await organizer.booking.markPaid({ id });
    expect(await holder.caller.booking.byId({ id })).toMatchObject({ ticketQuantity: 2, addition: null });
    expect(await balance()).toMatchObject({ ok: true });
  });

  it("waits until held tickets are decided on, and passes to others meanwhile", async () => {
    const { eventId, general, order, comesBack, waiting, balance } = await soldOutVip();
    const [pending, adding, next] = [await waiting(), await waiting(), await waiting()];
    const hold = await pending.caller.booking.create({ ...order(general.id), paymentMethod: "credit_card" });
    const id = await adding.bookGeneral();
    await adding.caller.booking.changeItems({ id, items: [{ ticketTypeId: general.id, quantity: 2 }] });
    await comesBack();
    // The first two keep their places, and the third is served.
    expect(await pending.stand()).toMatchObject({ state: "waiting", position: 1 });
    expect(await adding.stand()).toMatchObject({ state: "waiting", position: 2 });
    expect(await next.offered()).toMatchObject({ isAddition: false });
    await next.caller.waitlist.leave({ eventId });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 2 });

    await adding.caller.booking.pay({ id, addition: true, ...CARD });
    await offerLeftovers(context);
    expect(await adding.offered()).toMatchObject({ bookingId: id, isAddition: true });
    await adding.caller.waitlist.leave({ eventId });
    await pending.caller.booking.pay({ id: hold.id, ...CARD });
    await offerLeftovers(context);
    expect(await pending.offered()).toMatchObject({ bookingId: hold.id, isAddition: true });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("is an ordinary one again to whoever's hold ran out", async () => {
    const { general, order, comesBack, waiting, balance } = await soldOutVip();
    const holder = await waiting();
    await holder.caller.booking.create({ ...order(general.id), paymentMethod: "credit_card" });
    await comesBack();
    expect(await holder.stand()).toMatchObject({ state: "waiting" });
    clock.advance(16 * MINUTE_MS);
    await releaseExpiredHolds(context);
    expect(await holder.offered()).toMatchObject({ isAddition: false });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("has no more tickets than one person may have", async () => {
    const { buyer, buyersId, waiting, balance } = await soldOutVip({ maxTicketsPerPerson: 3 });
    const [some, none] = [await waiting(2), await waiting()];
    const id = await some.bookGeneral(2);
    await none.bookGeneral(3);
    await buyer.booking.cancel({ id: buyersId });
    expect(await some.stand()).toMatchObject({ state: "offered", ticketQuantity: 1 });
    expect(await some.caller.booking.byId({ id })).toMatchObject({ addition: { ticketQuantity: 1 } });
    expect(await none.stand()).toMatchObject({ state: "accepted" });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("cannot be changed together with the booking, but in its own number", async () => {
    const { eventId, vip, general, buyer, buyersId, waiting, balance } = await soldOutVip();
    const [holder, next] = [await waiting(2), await waiting()];
    const id = await holder.bookGeneral();
    await buyer.booking.cancel({ id: buyersId });
    const change = { id, items: [{ ticketTypeId: general.id, quantity: 2 }] };
    expect(await errorCodeOf(holder.caller.booking.changeItems(change))).toBe("INVALID_INPUT");
    expect(await errorCodeOf(holder.caller.booking.previewChange(change))).toBe("INVALID_INPUT");
    expect(await holder.caller.booking.byId({ id })).toMatchObject({ addition: { ticketQuantity: 2 } });

    const fewer = { eventId, ticketTypeId: vip.id, ticketQuantity: 1 };
    expect(await holder.caller.waitlist.join(fewer)).toMatchObject({ state: "offered", ticketQuantity: 1 });
    expect(await holder.caller.booking.byId({ id })).toMatchObject({
      addition: { ticketQuantity: 1, amount: 5_000, isOffer: true },
    });
    expect(await next.offered()).toMatchObject({ isAddition: false });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0, bookedTickets: 3 });
    const more = { ...fewer, ticketQuantity: 2 };
    expect(await errorCodeOf(holder.caller.waitlist.join(more))).toBe("TICKET_TYPE_SOLD_OUT");
    await next.caller.waitlist.leave({ eventId });
    await holder.caller.waitlist.join(more);
    expect(await holder.caller.booking.pay({ id, addition: true, ...CARD })).toMatchObject({
      ticketQuantity: 3,
      totalAmount: 11_000,
    });
    expect(await balance()).toMatchObject({ ok: true, bookedTickets: 3 });
  });

  it("ends with the booking, whoever cancels it, and with the account", async () => {
    for (const by of ["attendee", "organizer", "deletion"] as const) {
      const { organizer, comesBack, waiting, balance } = await soldOutVip();
      const [holder, next] = [await waiting(), await waiting()];
      const id = await holder.bookGeneral();
      await comesBack();
      if (by === "deletion") {
        await context.db.prisma.user.update({ where: { id: holder.user.id }, data: { isActive: false } });
        await context.db.prisma.accountDeletion.create({
          data: { id: holder.user.id, endpointIds: [], createdAt: clock.now() },
        });
        await finishDeletions(context);
      } else await (by === "attendee" ? holder.caller : organizer).booking.cancel({ id, reason: "Plans." });
      const place = await context.db.prisma.waitlistEntry.findFirstOrThrow({
        where: { userId: holder.user.id },
      });
      expect(place).toMatchObject(
        by === "organizer"
          ? { state: "closed", endedBecause: "offer_withdrawn" }
          : { state: "declined", endedBecause: null },
      );
      expect(await next.offered()).toMatchObject({ isAddition: false });
      expect(await balance()).toMatchObject({ ok: true, waitingCount: 0 });
    }
  });

  it("is made by hand in the same way, and taken back with a mail", async () => {
    const { eventId, organizer, general, order, comesBack, waiting, balance } = await soldOutVip();
    const [first, second] = [await waiting(), await waiting()];
    await first.caller.booking.create({ ...order(general.id), paymentMethod: "credit_card" });
    const id = await second.bookGeneral();
    await organizer.event.setActive({ id: eventId, isActive: false });
    await comesBack();
    const places = (await organizer.waitlist.forEvent({ eventId })).items;
    const placeOf = (user: { id: string }) => places.find(({ person }) => person.id === user.id)?.id ?? "";
    expect(await errorCodeOf(organizer.waitlist.offer({ id: placeOf(first.user) }))).toBe(
      "BOOKING_ALREADY_ACTIVE",
    );
    expect(await first.stand()).toMatchObject({ state: "waiting" });
    const key = { id: placeOf(second.user), idempotencyKey: "offer-holder" };
    const [made, again] = await Promise.all([organizer.waitlist.offer(key), organizer.waitlist.offer(key)]);
    expect(again).toEqual(made);
    expect(made).toMatchObject({ state: "offered", offer: { bookingId: id, isAddition: true } });
    expect(await organizer.waitlist.remove({ id: key.id })).toMatchObject({
      state: "closed",
      endedBecause: "offer_withdrawn",
    });
    while ((await sendQueuedMails(context)) > 0);
    const told = mails.findLast(({ to }) => to === second.user.email);
    expect(told?.text).toContain("Your booking stays as it is");
    expect(await second.caller.booking.byId({ id })).toMatchObject({ status: "confirmed", addition: null });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 1, bookedTickets: 3 });
  });

  it("is one, however many things happen at the same moment", async () => {
    const { organizer, eventId, buyer, buyersId, waiting, balance } = await soldOutVip();
    const [first, second] = [await waiting(), await waiting()];
    const [one, other] = [await first.bookGeneral(), await second.bookGeneral()];
    const { items } = await organizer.waitlist.forEvent({ eventId });
    await Promise.allSettled([
      buyer.booking.cancel({ id: buyersId }),
      ...items.map(({ id }) => organizer.waitlist.offer({ id })),
      offerLeftovers(context),
      first.caller.booking.changeItems({ id: one, items: [] }),
    ]);
    await offerLeftovers(context);
    for (const [holder, id] of [[first, one] as const, [second, other] as const]) {
      expect(await holder.offered()).toMatchObject({ bookingId: id, isAddition: true });
    }
    // Paying and declining at once: one of them.
    const ends = await Promise.allSettled([
      first.caller.booking.pay({ id: one, addition: true, ...CARD }),
      first.caller.waitlist.leave({ eventId }),
      first.caller.booking.pay({ id: one, addition: true, ...CARD }),
    ]);
    expect(ends.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(1);
    await processDuePayments(context);
    const { ticketQuantity } = await first.caller.booking.byId({ id: one });
    expect((await first.stand())?.state).toBe(ticketQuantity === 2 ? "accepted" : "declined");
    expect(await balance()).toMatchObject({ ok: true });
  });

  it("keeps the place for another kind when late money books a hold again", async () => {
    const { general, order, waiting, balance } = await soldOutVip();
    const holder = await waiting();
    const { id } = await holder.caller.booking.create({ ...order(general.id), paymentMethod: "credit_card" });
    await holder.caller.booking.pay({ id, ...CARD, paymentToken: "tok_action" });
    clock.advance(16 * MINUTE_MS);
    await releaseExpiredHolds(context);
    await holder.caller.payment.answerSandbox({ id, answer: "approve" });
    await processDuePayments(context);
    const [again] = (await holder.caller.booking.mine({ status: "confirmed" })).items;
    expect(again).toMatchObject({ status: "confirmed", ticketQuantity: 1 });
    expect(await holder.stand()).toMatchObject({ state: "waiting" });
    expect(await balance()).toMatchObject({ ok: true });
  });
});

describe("joining a waiting list with a booking", () => {
  it("is for as many more tickets as one person may have", async () => {
    const { eventId, vip, general, order, comesBack, balance } = await soldOutVip({ maxTicketsPerPerson: 2 });
    const caller = callAs(context, await newUser(context));
    const hold = await caller.booking.create({ ...order(general.id), paymentMethod: "credit_card" });
    const join = (ticketQuantity: number) =>
      caller.waitlist.join({ eventId, ticketTypeId: vip.id, ticketQuantity, mayLosePlace: true });
    // A hold is paid first.
    expect(await errorCodeOf(join(1))).toBe("BOOKING_ALREADY_ACTIVE");
    await caller.booking.pay({ id: hold.id, ...CARD });
    expect(await errorCodeOf(join(2))).toBe("TOO_MANY_TICKETS");
    expect(await join(1)).toMatchObject({ state: "waiting", position: 1 });
    expect(await errorCodeOf(join(2))).toBe("TOO_MANY_TICKETS");
    await comesBack();
    expect((await caller.waitlist.mine())[0]).toMatchObject({
      state: "offered",
      offer: { bookingId: hold.id, isAddition: true },
    });
    expect(await balance()).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("is possible where the event has one kind", async () => {
    const { id: eventId } = await newEvent(context, await newUser(context), {
      capacity: 3,
      dateTime: new Date(clock.now().getTime() + 500 * HOUR_MS),
      cancellationCutoffHours: 0,
    });
    const [caller, other] = [
      callAs(context, await newUser(context)),
      callAs(context, await newUser(context)),
    ];
    const { id } = await caller.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    const { id: theirs } = await other.booking.create({ eventId, ticketQuantity: 2, ...CASH });
    expect(await caller.waitlist.join({ eventId, ticketQuantity: 2 })).toMatchObject({ state: "waiting" });
    await other.booking.cancel({ id: theirs });
    expect(await caller.booking.byId({ id })).toMatchObject({
      addition: { ticketQuantity: 2, isOffer: true },
    });
    await caller.booking.pay({ id, addition: true, ...CASH });
    expect(await caller.booking.byId({ id })).toMatchObject({ ticketQuantity: 3, totalAmount: 7_500 });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, availableTickets: 0 });
  });
});
