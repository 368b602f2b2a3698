import { DAY_MS, HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { cancelBookingsOfCancelledEvents } from "@foyer/domain/workflows/cancel-event";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const CASH = { paymentMethod: "cash" } as const;
const OFFER_MS = 12 * HOUR_MS;

/** An event that one buyer has bought out. */
async function soldOut(capacity = 4, inHours = 1_000) {
  const organizer = await newUser(context);
  const dateTime = new Date(clock.now().getTime() + inHours * HOUR_MS);
  const { id: eventId } = await newEvent(context, organizer, {
    capacity,
    dateTime,
    cancellationCutoffHours: 0,
  });
  const buyer = callAs(context, await newUser(context));
  const { id } = await buyer.booking.create({ eventId, ticketQuantity: capacity, ...CASH });
  return { eventId, id, buyer, organizer: callAs(context, organizer) };
}

async function waiting(eventId: string, ticketQuantity = 1) {
  const person = await newUser(context);
  const caller = callAs(context, person);
  const entry = await caller.waitlist.join({ eventId, ticketQuantity });
  /** Where they stand now. */
  const stand = async () => (await caller.waitlist.mine()).find((place) => place.eventId === eventId);
  return { caller, entry, stand };
}

describe("the waiting list", () => {
  it("takes people in their order and tells them their place", async () => {
    const { eventId } = await soldOut();
    const [first, second] = [await waiting(eventId), await waiting(eventId, 2)];
    expect(first.entry).toMatchObject({ state: "waiting", position: 1, offer: null });
    expect(second.entry).toMatchObject({ state: "waiting", position: 2, ticketQuantity: 2 });
    await first.caller.waitlist.leave({ eventId });
    expect(await first.stand()).toBeUndefined();
    expect(await second.stand()).toMatchObject({ position: 1 });
    expect(await reconcile(context, second.entry.eventId)).toMatchObject({ ok: true, waitingCount: 1 });
  });

  it("is only for who needs it", async () => {
    const { eventId, buyer } = await soldOut();
    // Who has tickets may wait for as many more as one person may have.
    expect(await errorCodeOf(buyer.waitlist.join({ eventId, ticketQuantity: 17 }))).toBe("TOO_MANY_TICKETS");
    expect(await errorCodeOf(waiting(eventId, 5))).toBe("INVALID_INPUT");
    const there = await waiting(eventId);
    expect(await there.caller.waitlist.join({ eventId, ticketQuantity: 1 })).toMatchObject({
      id: there.entry.id,
    });
    expect(await errorCodeOf(there.caller.waitlist.join({ eventId, ticketQuantity: 2 }))).toBe(
      "ALREADY_WAITING",
    );
    await there.caller.waitlist.leave({ eventId });
    expect(await errorCodeOf(there.caller.waitlist.leave({ eventId }))).toBe("NOT_WAITING");

    const open = await newEvent(context, await newUser(context), {
      dateTime: new Date(clock.now().getTime() + HOUR_MS),
    });
    expect(await errorCodeOf(waiting(open.id))).toBe("TICKETS_AVAILABLE");
  });

  it("is offered what comes back, as a hold that can be paid", async () => {
    const { eventId, id, buyer } = await soldOut(2);
    const next = await waiting(eventId, 2);
    await buyer.booking.cancel({ id });
    const place = await next.stand();
    expect(place).toMatchObject({ state: "offered", position: null });
    const offer = await next.caller.booking.byId({ id: place?.offer?.bookingId ?? "" });
    expect(offer).toMatchObject({ status: "pending", isOffer: true, ticketQuantity: 2, totalAmount: 5_000 });
    expect((offer.holdExpiresAt?.getTime() ?? 0) - clock.now().getTime()).toBeGreaterThan(
      OFFER_MS - MINUTE_MS,
    );
    await next.caller.booking.pay({ id: offer.id, paymentMethod: "credit_card", paymentToken: "tok_ok" });
    expect(await next.stand()).toMatchObject({ state: "accepted", endedBecause: null, offer: null });
    expect(await reconcile(context, next.entry.eventId)).toMatchObject({ ok: true, availableTickets: 0 });
  });

  it("is not overtaken by open sale, and lets those pass whose quantity fits", async () => {
    const { eventId, id, buyer, organizer } = await soldOut(3);
    const [many, few] = [await waiting(eventId, 3), await waiting(eventId, 1)];
    await organizer.event.update({ id: eventId, capacity: 5 });
    // Two tickets: too few for the first, who keeps their place; one of them is the second's.
    expect(await many.stand()).toMatchObject({ state: "waiting", position: 1 });
    expect(await few.stand()).toMatchObject({ state: "offered" });
    const passer = callAs(context, await newUser(context));
    expect(await errorCodeOf(passer.booking.create({ eventId, ticketQuantity: 1, ...CASH }))).toBe(
      "EVENT_SOLD_OUT",
    );
    await buyer.booking.cancel({ id });
    expect(await many.stand()).toMatchObject({ state: "offered" });
    expect(await passer.booking.create({ eventId, ticketQuantity: 1, ...CASH })).toMatchObject({
      status: "confirmed",
    });
    expect(await reconcile(context, many.entry.eventId)).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("cannot be used to close the sale while there are tickets", async () => {
    const dateTime = new Date(clock.now().getTime() + 1_000 * HOUR_MS);
    const { id: eventId } = await newEvent(context, await newUser(context), { capacity: 9, dateTime });
    expect(await errorCodeOf(waiting(eventId, 10))).toBe("TICKETS_AVAILABLE");
    const buyer = callAs(context, await newUser(context));
    await buyer.booking.create({ eventId, ticketQuantity: 9, ...CASH });
  });

  it("offers at once what nobody before can use, for as long as any hold", async () => {
    const { eventId, organizer } = await soldOut(3);
    await waiting(eventId, 3);
    await organizer.event.update({ id: eventId, capacity: 4 });
    const { entry } = await waiting(eventId, 1);
    expect(entry).toMatchObject({ state: "offered", position: null });
    const left = (entry.offer?.expiresAt.getTime() ?? 0) - clock.now().getTime();
    expect(left).toBeLessThanOrEqual(15 * MINUTE_MS);
  });

  it("passes on what was declined, and what nobody answered in time", async () => {
    const { eventId, id, buyer } = await soldOut(1);
    const [first, second, third] = [await waiting(eventId), await waiting(eventId), await waiting(eventId)];
    await buyer.booking.cancel({ id });
    await first.caller.waitlist.leave({ eventId });
    expect(await second.stand()).toMatchObject({ state: "offered" });
    clock.advance(OFFER_MS + 1);
    await releaseExpiredHolds(context);
    expect(await second.stand()).toMatchObject({ state: "expired", endedBecause: null });
    expect(await first.stand()).toMatchObject({ state: "declined", endedBecause: null });
    expect(await third.stand()).toMatchObject({ state: "offered" });
    expect(await reconcile(context, third.entry.eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
  });

  it("offers no longer than until the start, and is closed by it", async () => {
    const { eventId, id, buyer } = await soldOut(1, 2);
    const [first, second] = [await waiting(eventId), await waiting(eventId)];
    await buyer.booking.cancel({ id });
    const event = await buyer.event.byId({ id: eventId });
    expect((await first.stand())?.offer?.expiresAt).toEqual(event.dateTime);
    clock.advance(3 * HOUR_MS);
    await releaseExpiredHolds(context);
    const begun = { state: "closed", endedBecause: "event_began", position: null };
    // Also before the background has come to it.
    expect(await second.stand()).toMatchObject(begun);
    await closeWaitlists(context);
    expect(await second.stand()).toMatchObject(begun);
    expect(await first.stand()).toMatchObject({ state: "expired" });
    expect(await reconcile(context, first.entry.eventId)).toMatchObject({
      ok: true,
      waitingCount: 0,
      bookedTickets: 0,
    });
  });

  it("is served to the end however many offers there are to make", async () => {
    const { eventId, id, buyer } = await soldOut(20);
    const people = await Promise.all(Array.from({ length: 25 }, () => waiting(eventId)));
    await buyer.booking.cancel({ id });
    await offerLeftovers(context);
    const stands = await Promise.all(people.map(({ stand }) => stand()));
    expect(stands.filter((place) => place?.state === "offered")).toHaveLength(20);
    const positions = stands.flatMap((place) => place?.position ?? []).sort((a, b) => a - b);
    expect(positions).toEqual([1, 2, 3, 4, 5]);
    const [person] = people;
    if (person !== undefined)
      expect(await reconcile(context, person.entry.eventId)).toMatchObject({ ok: true, waitingCount: 5 });
  });

  it("does not wait for more than there can be, nor for those who may not sign in", async () => {
    const { eventId, id, buyer, organizer } = await soldOut(2);
    await buyer.booking.cancel({ id });
    const { id: small } = await buyer.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    const other = callAs(context, await newUser(context));
    await other.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    const [greedy, gone, next] = [await waiting(eventId, 2), await waiting(eventId), await waiting(eventId)];
    await buyer.booking.cancel({ id: small });
    // The one ticket is too few for the first, and is declined by the second.
    await gone.caller.waitlist.leave({ eventId });
    expect(await next.stand()).toMatchObject({ state: "offered" });
    const disabled = await newUser(context);
    const caller = callAs(context, disabled);
    await caller.waitlist.join({ eventId, ticketQuantity: 1 });
    await context.db.prisma.user.update({ where: { id: disabled.id }, data: { isActive: false } });
    await next.caller.waitlist.leave({ eventId });
    expect(await caller.waitlist.mine()).toMatchObject([
      { state: "closed", endedBecause: "account_disabled" },
    ]);
    await organizer.event.update({ id: eventId, capacity: 1 });
    expect(await greedy.stand()).toMatchObject({ state: "closed", endedBecause: "capacity_lowered" });
    expect(await reconcile(context, greedy.entry.eventId)).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("shows what became of a place, for thirty days, and only the latest of one event", async () => {
    const { eventId, organizer } = await soldOut(1);
    const gone = await waiting(eventId);
    await gone.caller.waitlist.leave({ eventId });
    await gone.caller.waitlist.join({ eventId, ticketQuantity: 1 });
    const left = await waiting(eventId);
    await left.caller.waitlist.leave({ eventId });
    await organizer.event.cancel({ id: eventId, reason: "The roof leaks" });
    expect(await gone.caller.waitlist.mine()).toMatchObject([
      {
        state: "closed",
        endedBecause: "event_cancelled",
        position: null,
        offer: null,
        event: { cancellationReason: "The roof leaks" },
      },
    ]);
    // Who left by themselves knows.
    expect(await left.caller.waitlist.mine()).toEqual([]);
    clock.advance(30 * DAY_MS - MINUTE_MS);
    expect(await gone.caller.waitlist.mine()).toHaveLength(1);
    clock.advance(2 * MINUTE_MS);
    expect(await gone.caller.waitlist.mine()).toEqual([]);
  });

  it("shows an offer of a cancelled event as closed at once", async () => {
    const { eventId, id, buyer, organizer } = await soldOut(1);
    const next = await waiting(eventId);
    await buyer.booking.cancel({ id });
    expect(await next.stand()).toMatchObject({ state: "offered" });
    await organizer.event.cancel({ id: eventId, reason: "The roof leaks" });
    const closed = { state: "closed", endedBecause: "event_cancelled", offer: null };
    expect(await next.stand()).toMatchObject(closed);
    await cancelBookingsOfCancelledEvents(context);
    expect(await next.stand()).toMatchObject(closed);
  });

  it("waits while sale is closed", async () => {
    const { eventId, id, buyer, organizer } = await soldOut(1);
    const next = await waiting(eventId);
    await organizer.event.setActive({ id: eventId, isActive: false });
    await buyer.booking.cancel({ id });
    expect(await next.stand()).toMatchObject({ state: "waiting" });
    await organizer.event.setActive({ id: eventId, isActive: true });
    expect(await next.stand()).toMatchObject({ state: "offered" });
  });

  it("waits while the event's own sales are over or have not begun", async () => {
    const { eventId, id, buyer, organizer } = await soldOut();
    const { stand } = await waiting(eventId);
    const inHours = (hours: number) => new Date(clock.now().getTime() + hours * HOUR_MS);
    await organizer.event.update({ id: eventId, salesUntil: inHours(1) });
    clock.advance(HOUR_MS);
    await buyer.booking.cancel({ id });
    await offerLeftovers(context);
    expect(await stand()).toMatchObject({ state: "waiting", offer: null });
    await organizer.event.update({ id: eventId, salesFrom: inHours(2), salesUntil: null });
    await offerLeftovers(context);
    expect(await stand()).toMatchObject({ state: "waiting" });
    clock.advance(2 * HOUR_MS);
    await offerLeftovers(context);
    expect(await stand()).toMatchObject({ state: "offered" });
  });
});

describe("another number of tickets on the waiting list", () => {
  /** Three people who wait for two tickets each. */
  async function three() {
    const event = await soldOut(4);
    const people = [
      await waiting(event.eventId, 2),
      await waiting(event.eventId, 2),
      await waiting(event.eventId, 2),
    ];
    const [first, second, third] = people;
    if (!first || !second || !third) throw new Error("There are three.");
    return { ...event, first, second, third };
  }

  it("keeps the place when it is smaller or the same", async () => {
    const { eventId, second } = await three();
    for (const ticketQuantity of [2, 1]) {
      expect(await second.caller.waitlist.join({ eventId, ticketQuantity })).toMatchObject({
        id: second.entry.id,
        position: 2,
        ticketQuantity,
      });
    }
    expect(await reconcile(context, second.entry.eventId)).toMatchObject({ ok: true, waitingCount: 3 });
  });

  it("says what a larger one costs before the place goes to the end", async () => {
    const { eventId, first, second, third } = await three();
    const refused = await first.caller.waitlist
      .join({ eventId, ticketQuantity: 3 })
      .catch((error: Error) => error.cause);
    expect(refused).toMatchObject({ code: "ALREADY_WAITING", details: { position: 1, positionAfter: 3 } });
    expect(await first.stand()).toMatchObject({ position: 1, ticketQuantity: 2 });

    const moved = await first.caller.waitlist.join({ eventId, ticketQuantity: 3, mayLosePlace: true });
    expect(moved).toMatchObject({ id: first.entry.id, position: 3, ticketQuantity: 3 });
    expect([(await second.stand())?.position, (await third.stand())?.position]).toEqual([1, 2]);
    // Asked again, for instance because the answer was lost, it costs nothing more.
    expect(
      await first.caller.waitlist.join({ eventId, ticketQuantity: 3, mayLosePlace: true }),
    ).toMatchObject({ position: 3 });
    expect(
      await errorCodeOf(first.caller.waitlist.join({ eventId, ticketQuantity: 5, mayLosePlace: true })),
    ).toBe("INVALID_INPUT");
    expect(await reconcile(context, first.entry.eventId)).toMatchObject({ ok: true, waitingCount: 3 });
  });

  it("is one number, whoever of several asks at once", async () => {
    const { eventId, first, second } = await three();
    const answers = await Promise.allSettled([
      first.caller.waitlist.join({ eventId, ticketQuantity: 1 }),
      first.caller.waitlist.join({ eventId, ticketQuantity: 3, mayLosePlace: true }),
      second.caller.waitlist.join({ eventId, ticketQuantity: 4, mayLosePlace: true }),
      first.caller.waitlist.join({ eventId, ticketQuantity: 4, mayLosePlace: true }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(Array(4).fill("fulfilled"));
    expect(await context.db.prisma.waitlistEntry.count({ where: { eventId, state: "waiting" } })).toBe(3);
    const positions = [await first.stand(), await second.stand()].map((place) => place?.position);
    expect(new Set(positions).size).toBe(2);
    expect(await reconcile(context, first.entry.eventId)).toMatchObject({ ok: true, waitingCount: 3 });
  });

  it("is offered at once when it fits what is free", async () => {
    const { eventId, organizer } = await soldOut(3);
    const person = await waiting(eventId, 3);
    await organizer.event.update({ id: eventId, capacity: 4 });
    expect(await person.stand()).toMatchObject({ state: "waiting" });
    const offered = await person.caller.waitlist.join({ eventId, ticketQuantity: 1 });
    expect(offered).toMatchObject({ state: "offered", ticketQuantity: 1 });
    expect(await reconcile(context, person.entry.eventId)).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("is that of the offer while there is one", async () => {
    const { eventId, id, buyer, first, second } = await three();
    await buyer.booking.cancel({ id });
    expect(await first.stand()).toMatchObject({ state: "offered", ticketQuantity: 2 });
    // More than is offered would be taken from those behind.
    const more = { eventId, ticketQuantity: 3, mayLosePlace: true };
    expect(await errorCodeOf(first.caller.waitlist.join(more))).toBe("EVENT_SOLD_OUT");
    const fewer = await first.caller.waitlist.join({ eventId, ticketQuantity: 1 });
    expect(fewer).toMatchObject({ id: first.entry.id, state: "offered", ticketQuantity: 1 });
    const booking = await first.caller.booking.byId({ id: fewer.offer?.bookingId ?? "" });
    expect(booking).toMatchObject({ ticketQuantity: 1, totalAmount: 2_500, status: "pending" });
    // The same at the checkout: the place is for what is held.
    const secondOffer = (await second.stand())?.offer?.bookingId ?? "";
    await second.caller.booking.changeQuantity({ id: secondOffer, ticketQuantity: 1 });
    expect(await second.stand()).toMatchObject({ state: "offered", ticketQuantity: 1 });
    expect(await reconcile(context, first.entry.eventId)).toMatchObject({ ok: true });
  });

  it("is that of a new place once the offer has run out", async () => {
    const { eventId, id, buyer, first, second, third } = await three();
    await waiting(eventId, 2);
    await buyer.booking.cancel({ id });
    clock.advance(OFFER_MS + 1);
    const again = await first.caller.waitlist.join({ eventId, ticketQuantity: 1 });
    expect(again).toMatchObject({ state: "waiting", ticketQuantity: 1 });
    expect(again.id).not.toBe(first.entry.id);
    expect(await reconcile(context, first.entry.eventId)).toMatchObject({ ok: true });
    expect(await second.stand()).toMatchObject({ state: "expired" });
    expect(await third.stand()).toMatchObject({ state: "offered" });
  });
});
