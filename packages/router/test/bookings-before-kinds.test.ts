import { ticketTypeId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { releaseExpiredAdditions } from "@foyer/domain/workflows/release-additions";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
afterAll(() => context.db.close());

const CARD = { paymentMethod: "credit_card", paymentToken: "tok_ok" } as const;

/** A booking of three tickets at EUR 25 each, whose event got two kinds afterwards. */
async function bookedBefore({ isPaid = true, code }: { isPaid?: boolean; code?: string } = {}) {
  const organizer = await newUser(context);
  const runs = callAs(context, organizer);
  const dateTime = new Date(clock.now().getTime() + 30 * DAY_MS);
  const { id: eventId } = await newEvent(context, organizer, { capacity: 12, price: 2_500, dateTime });
  if (code !== undefined) await runs.discountCode.create({ eventId, code, kind: "percent", value: 10 });
  const owner = callAs(context, await newUser(context));
  const paymentMethod = isPaid ? "credit_card" : "cash";
  const { id } = await owner.booking.create({
    eventId,
    ticketQuantity: 3,
    paymentMethod,
    ...(code !== undefined && { code }),
  });
  if (isPaid) await owner.booking.pay({ id, ...CARD });
  const { ticketTypes } = await runs.event.update({
    id: eventId,
    ticketTypes: [
      { name: "Seat", price: 3_000, quota: 4 },
      { name: "Stand", price: 1_000 },
    ],
  });
  const [seat = "", stand = ""] = ticketTypes.map((type) => type.id);
  const of = (before: number, seats: number, stands = 0) =>
    [
      { ticketTypeId: null, quantity: before },
      { ticketTypeId: ticketTypeId.parse(seat), quantity: seats },
      { ticketTypeId: ticketTypeId.parse(stand), quantity: stands },
    ].filter(({ quantity }) => quantity > 0);
  const taken = async () => (await runs.event.ticketTypes({ eventId })).map((type) => type.taken);
  async function expectClean(): Promise<void> {
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, broken: [] });
    const { sold, held, available, capacity } = await runs.event.stats({ eventId });
    expect(sold + held + available).toBe(capacity);
  }
  return { eventId, id, owner, runs, seat, stand, of, taken, expectClean };
}

describe("a booking from before its event had ticket types", () => {
  it("takes tickets of the new kinds beside those it has, which keep price, number and code", async () => {
    const { id, owner, of, runs, eventId, taken, expectClean } = await bookedBefore();
    const before = await owner.booking.tickets({ id });
    const held = await owner.booking.changeItems({ id, items: of(3, 2), expectedTotalAmount: 13_500 });
    expect(held).toMatchObject({ ticketQuantity: 3, totalAmount: 7_500, addition: { amount: 6_000 } });
    await expectClean();
    await owner.booking.pay({ id, addition: true, ...CARD, expectedTotalAmount: 6_000 });
    const after = await owner.booking.byId({ id });
    expect(after).toMatchObject({ ticketQuantity: 5, totalAmount: 13_500, addition: null });
    expect(after.items).toEqual([
      { ticketTypeId: null, name: null, unitPrice: 2_500, quantity: 3 },
      expect.objectContaining({ name: "Seat", unitPrice: 3_000, quantity: 2 }),
    ]);
    expect(after.tickets.map(({ number, ticketType }) => [number, ticketType?.name ?? null])).toEqual([
      [1, null],
      [2, null],
      [3, null],
      [4, "Seat"],
      [5, "Seat"],
    ]);
    expect((await owner.booking.tickets({ id })).slice(0, 3)).toEqual(before);
    expect(await taken()).toEqual([2, 0]);
    await expectClean();
    const { byTicketType, withoutTicketType, salesPerDay } = await runs.event.stats({ eventId });
    expect(byTicketType).toMatchObject([
      { name: "Seat", bookings: 1, tickets: 2, amount: 6_000 },
      { name: "Stand", bookings: 0, tickets: 0 },
    ]);
    expect(withoutTicketType).toEqual({ bookings: 1, tickets: 3, amount: 7_500, discount: 0 });
    expect(salesPerDay).toMatchObject([{ tickets: 5, amount: 13_500 }]);
  });

  it("is in the figures beside the kinds, also while it has nothing of them, so that they add up to all sales", async () => {
    const { eventId, runs, seat } = await bookedBefore();
    const other = callAs(context, await newUser(context));
    const items = [{ ticketTypeId: seat, quantity: 1 }];
    await other.booking.create({ eventId, items, paymentMethod: "cash" });
    const { byTicketType, withoutTicketType, salesPerDay, sold } = await runs.event.stats({ eventId });
    expect(withoutTicketType).toEqual({ bookings: 1, tickets: 3, amount: 7_500, discount: 0 });
    const [seats, stands] = byTicketType;
    expect(seats).toMatchObject({ bookings: 1, tickets: 1, amount: 3_000 });
    expect(stands).toMatchObject({ bookings: 0, tickets: 0, amount: 0 });
    expect(sold).toBe(4);
    expect(salesPerDay).toMatchObject([{ bookings: 2, tickets: 4, amount: 10_500 }]);
  });

  it("changes its tickets to new kinds, and gives back of either", async () => {
    const { id, owner, of, taken, expectClean, eventId } = await bookedBefore();
    // Cheaper: at once, with the difference back.
    const swapped = await owner.booking.changeItems({ id, items: of(1, 0, 2), expectedTotalAmount: 4_500 });
    expect(swapped).toMatchObject({ ticketQuantity: 3, refunds: [{ amount: 3_000 }] });
    expect(swapped.items.map(({ name, quantity }) => [name, quantity])).toEqual([
      [null, 1],
      ["Stand", 2],
    ]);
    expect(await taken()).toEqual([0, 2]);
    await expectClean();
    // Dearer: held until it is paid, and the old one goes then.
    await owner.booking.changeItems({ id, items: of(0, 1, 2), expectedTotalAmount: 5_000 });
    await owner.booking.pay({ id, addition: true, ...CARD });
    expect(await owner.booking.byId({ id })).toMatchObject({ ticketQuantity: 3, totalAmount: 5_000 });
    await expectClean();
    expect(await owner.booking.changeItems({ id, items: of(0, 1) })).toMatchObject({ totalAmount: 3_000 });
    await expectClean();
    await owner.booking.cancel({ id });
    await processDuePayments(context);
    expect(await taken()).toEqual([0, 0]);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, moneyHeld: 0, bookedTickets: 0 });
  });

  it("ends with all that it has, also with what is held for it, and loses that alone when its time is over", async () => {
    const { id, owner, of, runs, taken, expectClean } = await bookedBefore();
    await owner.booking.changeItems({ id, items: of(3, 1, 1) });
    expect(await taken()).toEqual([1, 1]);
    clock.advance(16 * MINUTE_MS);
    await releaseExpiredAdditions(context);
    expect(await owner.booking.byId({ id })).toMatchObject({ ticketQuantity: 3, addition: null });
    await expectClean();
    await owner.booking.changeItems({ id, items: of(3, 2) });
    await owner.booking.pay({ id, addition: true, ...CARD });
    await owner.booking.changeItems({ id, items: of(3, 2, 1) });
    await runs.booking.cancel({ id, reason: "The hall is flooded." });
    expect(await taken()).toEqual([0, 0]);
    await expectClean();
  });

  it("keeps its code, for all that it has", async () => {
    const { id, owner, of, expectClean, runs, eventId } = await bookedBefore({ code: "TEN" });
    await owner.booking.changeItems({ id, items: of(2, 1), expectedTotalAmount: 7_200 });
    await owner.booking.pay({ id, addition: true, ...CARD });
    expect(await owner.booking.byId({ id })).toMatchObject({ discountAmount: 800, totalAmount: 7_200 });
    await expectClean();
    const { byTicketType, withoutTicketType, byCode } = await runs.event.stats({ eventId });
    expect(byTicketType).toMatchObject([{ tickets: 1, amount: 2_700, discount: 300 }, { tickets: 0 }]);
    expect(withoutTicketType).toMatchObject({ tickets: 2, amount: 4_500, discount: 500 });
    expect(byCode).toMatchObject([{ tickets: 3, amount: 7_200, discount: 800 }]);
  });

  it("takes them at once where it is to be paid in cash, and its mail says what it has", async () => {
    const { id, owner, of, expectClean } = await bookedBefore({ isPaid: false });
    const changed = await owner.booking.changeItems({ id, items: of(3, 0, 1), expectedTotalAmount: 8_500 });
    expect(changed).toMatchObject({ addition: null, ticketQuantity: 4, totalAmount: 8_500 });
    await expectClean();
    while ((await sendQueuedMails(context)) > 0);
    const { email } = (await owner.booking.byId({ id })).attendee;
    const texts = mails.filter(({ to }) => to === email).map(({ text }) => text);
    expect(texts.at(-1)).toContain("3 × Ticket, 1 × Stand");
  });

  it("has no more of what is not sold any more, and says which of its tickets it means", async () => {
    const { id, owner, of, stand } = await bookedBefore();
    expect(await errorCodeOf(owner.booking.changeItems({ id, items: of(4, 0) }))).toBe("INVALID_INPUT");
    expect(await errorCodeOf(owner.booking.changeItems({ id, ticketQuantity: 4 }))).toBe("INVALID_INPUT");
    const other = { ticketTypeId: stand, quantity: 1 };
    const twice = { id, items: [...of(1, 0), ...of(2, 0), other] };
    await expect(owner.booking.changeItems(twice)).rejects.toThrow("once");
    expect(await owner.booking.changeItems({ id, ticketQuantity: 2 })).toMatchObject({ ticketQuantity: 2 });
    await owner.booking.changeItems({ id, items: of(2, 1) });
    await owner.booking.pay({ id, addition: true, ...CARD });
    expect(await errorCodeOf(owner.booking.changeItems({ id, ticketQuantity: 2 }))).toBe("INVALID_INPUT");
  });

  it("is offered tickets of a kind that its owner waited for", async () => {
    const { id, owner, of, runs, eventId, seat, expectClean } = await bookedBefore();
    const other = callAs(context, await newUser(context));
    const items = [{ ticketTypeId: seat, quantity: 4 }];
    const booked = await other.booking.create({ eventId, items, paymentMethod: "cash" });
    await owner.waitlist.join({ eventId, ticketTypeId: seat, ticketQuantity: 2 });
    await other.booking.changeItems({ id: booked.id, ticketQuantity: 2 });
    expect(await owner.booking.byId({ id })).toMatchObject({ addition: { isOffer: true, amount: 6_000 } });
    await expectClean();
    await owner.booking.pay({ id, addition: true, ...CARD });
    expect((await owner.booking.byId({ id })).items.map(({ name }) => name)).toEqual([null, "Seat"]);
    await expectClean();
    await runs.booking.changeItems({ id, items: of(3, 1), reason: "Asked by phone." });
    await expectClean();
  });

  it("changes to new kinds while it is held, at the price that it was held at", async () => {
    const organizer = await newUser(context);
    const runs = callAs(context, organizer);
    const { id: eventId } = await newEvent(context, organizer, { price: 2_500 });
    const owner = callAs(context, await newUser(context));
    const { id } = await owner.booking.create({ eventId, ticketQuantity: 2, paymentMethod: "credit_card" });
    const { ticketTypes } = await runs.event.update({
      id: eventId,
      ticketTypes: [{ name: "Seat", price: 9_000 }],
    });
    const items = [
      { ticketTypeId: null, quantity: 1 },
      { ticketTypeId: ticketTypes[0]?.id ?? "", quantity: 1 },
    ];
    await owner.booking.nameTickets({ id, names: [{ ticketNumber: 2, name: "Ada" }] });
    expect(await owner.booking.changeItems({ id, items })).toMatchObject({ totalAmount: 11_500 });
    await owner.booking.pay({ id, ...CARD });
    const { tickets } = await owner.booking.byId({ id });
    expect(tickets).toMatchObject([
      { number: 1, ticketType: null },
      { number: 2, ticketType: { name: "Seat" }, holderName: "Ada" },
    ]);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true });
  });

  it("has no more of what is not sold any more while it is held, however it is asked for, but fewer", async () => {
    const organizer = await newUser(context);
    const { id: eventId } = await newEvent(context, organizer, { price: 2_500 });
    const owner = callAs(context, await newUser(context));
    const { id } = await owner.booking.create({ eventId, ticketQuantity: 2, paymentMethod: "credit_card" });
    await owner.booking.changeQuantity({ id, ticketQuantity: 3 });
    const ticketTypes = [{ name: "Seat", price: 9_000 }];
    await callAs(context, organizer).event.update({ id: eventId, ticketTypes });
    const refusal =
      "These tickets were booked before the event had several kinds, so the booking cannot have more of them. Take others.";
    await expect(owner.booking.changeItems({ id, ticketQuantity: 4 })).rejects.toThrow(refusal);
    await expect(owner.booking.changeQuantity({ id, ticketQuantity: 4 })).rejects.toThrow(refusal);
    expect(await errorCodeOf(owner.booking.changeQuantity({ id, ticketQuantity: 4 }))).toBe("INVALID_INPUT");
    expect(await owner.booking.changeQuantity({ id, ticketQuantity: 3 })).toMatchObject({
      totalAmount: 7_500,
    });
    expect(await owner.booking.changeQuantity({ id, ticketQuantity: 1 })).toMatchObject({
      totalAmount: 2_500,
    });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true });
  });
});

it("a place on the waiting list from before an event had ticket types is offered tickets at the price of then", async () => {
  const organizer = await newUser(context);
  const runs = callAs(context, organizer);
  const { id: eventId } = await newEvent(context, organizer, { capacity: 3, price: 2_500 });
  const [owner, waiting] = [callAs(context, await newUser(context)), callAs(context, await newUser(context))];
  const { id } = await owner.booking.create({ eventId, ticketQuantity: 3, paymentMethod: "cash" });
  await waiting.waitlist.join({ eventId, ticketQuantity: 1 });
  const { price, ticketTypes } = await runs.event.update({
    id: eventId,
    ticketTypes: [
      { name: "Adult", price: 4_000 },
      { name: "Child", price: 0 },
    ],
  });
  expect(price).toBe(0);
  await runs.event.update({
    id: eventId,
    ticketTypes: [...ticketTypes].map(({ id: type, name }) => ({ id: type, name, price: 100 })),
  });
  await owner.booking.changeItems({ id, ticketQuantity: 2 });
  const [offered] = (await waiting.booking.mine({ eventId })).items;
  expect(offered).toMatchObject({ isOffer: true, totalAmount: 2_500, items: [{ ticketTypeId: null }] });
  expect(await reconcile(context, eventId)).toMatchObject({ ok: true });
});

it("an event with one kind takes the items that a booking answers", async () => {
  const organizer = await newUser(context);
  const { id: eventId } = await newEvent(context, organizer, { price: 2_500 });
  const owner = callAs(context, await newUser(context));
  const { id } = await owner.booking.create({ eventId, ticketQuantity: 1, paymentMethod: "cash" });
  const items = [{ ticketTypeId: null, quantity: 3 }];
  expect(await owner.booking.changeItems({ id, items })).toMatchObject({ totalAmount: 7_500 });
});
