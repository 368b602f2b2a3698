import { HOUR_MS, MINUTE_MS } from "@foyer/contract/time";
import { releaseExpiredHolds } from "@foyer/domain/bookings/release-expired";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { closeWaitlists } from "@foyer/domain/waitlist/close-waitlists";
import { offerLeftovers } from "@foyer/domain/waitlist/offer-tickets";
import { afterAll, describe, expect, it } from "vitest";
import { newEvent, newUser } from "../../domain/test/kit/fixtures.js";
import { refusalOf } from "../../domain/test/kit/refusals.js";
import { createLoneTestFoyer } from "../../domain/test/kit/test-foyer.js";
import { callAs } from "./call-as.js";

const { foyer, clock } = await createLoneTestFoyer();
afterAll(() => foyer.db.close());

const CASH = { paymentMethod: "cash" } as const;
const OFFER_MS = 12 * HOUR_MS;

/** An event that one buyer has bought out. */
async function soldOut(capacity = 4, inHours = 1_000) {
  const organizer = await newUser(foyer);
  const dateTime = new Date(clock.now().getTime() + inHours * HOUR_MS);
  const { id: eventId } = await newEvent(foyer, organizer, {
    capacity,
    dateTime,
    cancellationCutoffHours: 0,
  });
  const buyer = callAs(foyer, await newUser(foyer));
  const { id } = await buyer.booking.create({ eventId, ticketQuantity: capacity, ...CASH });
  return { eventId, id, buyer, organizer: callAs(foyer, organizer) };
}

async function waiting(eventId: string, ticketQuantity = 1) {
  const person = await newUser(foyer);
  const caller = callAs(foyer, person);
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
    expect(await reconcile(foyer, second.entry.eventId)).toMatchObject({ ok: true, waitingCount: 1 });
  });

  it("is only for who needs it", async () => {
    const { eventId, buyer } = await soldOut();
    expect(await refusalOf(buyer.waitlist.join({ eventId, ticketQuantity: 1 }))).toBe(
      "BOOKING_ALREADY_ACTIVE",
    );
    expect(await refusalOf(waiting(eventId, 5))).toBe("INVALID_INPUT");
    const there = await waiting(eventId);
    expect(await there.caller.waitlist.join({ eventId, ticketQuantity: 1 })).toMatchObject({
      id: there.entry.id,
    });
    expect(await refusalOf(there.caller.waitlist.join({ eventId, ticketQuantity: 2 }))).toBe(
      "ALREADY_WAITING",
    );
    await there.caller.waitlist.leave({ eventId });
    expect(await refusalOf(there.caller.waitlist.leave({ eventId }))).toBe("NOT_WAITING");

    const open = await newEvent(foyer, await newUser(foyer), {
      dateTime: new Date(clock.now().getTime() + HOUR_MS),
    });
    expect(await refusalOf(waiting(open.id))).toBe("TICKETS_AVAILABLE");
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
    expect(await next.stand()).toBeUndefined();
    expect(await reconcile(foyer, next.entry.eventId)).toMatchObject({ ok: true, availableTickets: 0 });
  });

  it("is not overtaken by open sale, and lets those pass whose quantity fits", async () => {
    const { eventId, id, buyer, organizer } = await soldOut(3);
    const [many, few] = [await waiting(eventId, 3), await waiting(eventId, 1)];
    await organizer.event.update({ id: eventId, capacity: 5 });
    // Two tickets: too few for the first, who keeps their place; one of them is the second's.
    expect(await many.stand()).toMatchObject({ state: "waiting", position: 1 });
    expect(await few.stand()).toMatchObject({ state: "offered" });
    const passer = callAs(foyer, await newUser(foyer));
    expect(await refusalOf(passer.booking.create({ eventId, ticketQuantity: 1, ...CASH }))).toBe(
      "EVENT_SOLD_OUT",
    );
    await buyer.booking.cancel({ id });
    expect(await many.stand()).toMatchObject({ state: "offered" });
    expect(await passer.booking.create({ eventId, ticketQuantity: 1, ...CASH })).toMatchObject({
      status: "confirmed",
    });
    expect(await reconcile(foyer, many.entry.eventId)).toMatchObject({ ok: true, waitingCount: 0 });
  });

  it("cannot be used to close the sale while there are tickets", async () => {
    const dateTime = new Date(clock.now().getTime() + 1_000 * HOUR_MS);
    const { id: eventId } = await newEvent(foyer, await newUser(foyer), { capacity: 9, dateTime });
    expect(await refusalOf(waiting(eventId, 10))).toBe("TICKETS_AVAILABLE");
    const buyer = callAs(foyer, await newUser(foyer));
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
    await releaseExpiredHolds(foyer);
    expect(await second.stand()).toBeUndefined();
    expect(await third.stand()).toMatchObject({ state: "offered" });
    expect(await reconcile(foyer, third.entry.eventId)).toMatchObject({ ok: true, bookedTickets: 1 });
  });

  it("offers no longer than until the start, and is closed by it", async () => {
    const { eventId, id, buyer } = await soldOut(1, 2);
    const [first, second] = [await waiting(eventId), await waiting(eventId)];
    await buyer.booking.cancel({ id });
    const event = await buyer.event.byId({ id: eventId });
    expect((await first.stand())?.offer?.expiresAt).toEqual(event.dateTime);
    clock.advance(3 * HOUR_MS);
    await releaseExpiredHolds(foyer);
    await closeWaitlists(foyer);
    expect(await second.stand()).toBeUndefined();
    expect(await reconcile(foyer, first.entry.eventId)).toMatchObject({
      ok: true,
      waitingCount: 0,
      bookedTickets: 0,
    });
  });

  it("is served to the end however many offers there are to make", async () => {
    const { eventId, id, buyer } = await soldOut(20);
    const people = await Promise.all(Array.from({ length: 25 }, () => waiting(eventId)));
    await buyer.booking.cancel({ id });
    await offerLeftovers(foyer);
    const stands = await Promise.all(people.map(({ stand }) => stand()));
    expect(stands.filter((place) => place?.state === "offered")).toHaveLength(20);
    const positions = stands.flatMap((place) => place?.position ?? []).sort((a, b) => a - b);
    expect(positions).toEqual([1, 2, 3, 4, 5]);
    const [person] = people;
    if (person !== undefined)
      expect(await reconcile(foyer, person.entry.eventId)).toMatchObject({ ok: true, waitingCount: 5 });
  });

  it("does not wait for more than there can be, nor for those who may not sign in", async () => {
    const { eventId, id, buyer, organizer } = await soldOut(2);
    await buyer.booking.cancel({ id });
    const { id: small } = await buyer.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    const other = callAs(foyer, await newUser(foyer));
    await other.booking.create({ eventId, ticketQuantity: 1, ...CASH });
    const [greedy, gone, next] = [await waiting(eventId, 2), await waiting(eventId), await waiting(eventId)];
    await buyer.booking.cancel({ id: small });
    // The one ticket is too few for the first, and is declined by the second.
    await gone.caller.waitlist.leave({ eventId });
    expect(await next.stand()).toMatchObject({ state: "offered" });
    const disabled = await newUser(foyer);
    const caller = callAs(foyer, disabled);
    await caller.waitlist.join({ eventId, ticketQuantity: 1 });
    await foyer.db.prisma.user.update({ where: { id: disabled.id }, data: { isActive: false } });
    await next.caller.waitlist.leave({ eventId });
    expect(await caller.waitlist.mine()).toEqual([]);
    await organizer.event.update({ id: eventId, capacity: 1 });
    expect(await greedy.stand()).toBeUndefined();
    expect(await reconcile(foyer, greedy.entry.eventId)).toMatchObject({ ok: true, waitingCount: 0 });
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
});
