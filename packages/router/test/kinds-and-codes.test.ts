import { eventId as toEventId } from "@foyer/contract/ids";
import { DAY_MS, MINUTE_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { callAnonymously, callAs } from "@foyer/testing/callers";
import { errorCodeOf, errorOf } from "@foyer/testing/errors";
import { eventInput, newEvent, newUser } from "@foyer/testing/fixtures";
import { createTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock } = createTestContext();
afterAll(() => context.db.close());

type Kinds = NonNullable<Parameters<typeof newEvent>[2]>["ticketTypes"];

async function newKinds(ticketTypes: Kinds, overrides: Parameters<typeof newEvent>[2] = {}) {
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { ticketTypes, ...overrides });
  const [first, second] = event.ticketTypes;
  if (first === undefined) throw new Error("The event has kinds.");
  const runs = callAs(context, organizer);
  return { event, eventId: event.id, first: first.id, second: second?.id ?? first.id, runs };
}

const buyer = async () => callAs(context, await newUser(context));

/** An order of tickets of one kind, paid for in cash. */
function orderOf(eventId: string, ticketTypeId: string, quantity = 1) {
  return { eventId, items: [{ ticketTypeId, quantity }], paymentMethod: "cash" as const };
}

describe("kinds of tickets", () => {
  it("go by number where only one is shown, also when an ended hold is in the way", async () => {
    const { eventId } = await newKinds([
      { name: "Seat", price: 500, quota: 2 },
      { name: "Press", price: 0, isHidden: true },
    ]);
    const order = { eventId, ticketQuantity: 2, paymentMethod: "credit_card" } as const;
    const held = await (await buyer()).booking.create(order);
    expect(held).toMatchObject({ totalAmount: 1_000, items: [{ name: "Seat", quantity: 2 }] });
    clock.advance(16 * MINUTE_MS);
    expect(await (await buyer()).booking.create(order)).toMatchObject({ totalAmount: 1_000 });
    expect(await reconcile(context, toEventId.parse(eventId))).toMatchObject({ ok: true });
  });

  it("that are hidden are in no question that others than those who run the event are shown", async () => {
    const { eventId, first, second, runs } = await newKinds([
      { name: "Seat", price: 0 },
      { name: "Secret", price: 0, isHidden: true },
    ]);
    const ask = (label: string, ticketTypeIds: string[]) =>
      runs.question.create({ eventId, label, type: "text", per: "ticket", isRequired: false, ticketTypeIds });
    await ask("All?", []);
    await ask("Both?", [first, second]);
    await ask("Secret?", [second]);
    for (const somebody of [callAnonymously(context), await buyer()]) {
      expect(await somebody.question.list({ eventId })).toMatchObject([
        { label: "All?", ticketTypeIds: [] },
        { label: "Both?", ticketTypeIds: [first] },
      ]);
    }
    expect(await runs.question.list({ eventId })).toMatchObject([
      { label: "All?", ticketTypeIds: [] },
      { label: "Both?", ticketTypeIds: [first, second] },
      { label: "Secret?", ticketTypeIds: [second] },
    ]);
    // Whoever has a booking of the kind is asked.
    await runs.discountCode.create({ eventId, code: "Open", kind: "unlock" });
    const insider = await buyer();
    const { id } = await insider.booking.create({ ...orderOf(eventId, second), code: "open" });
    const { questions } = await insider.booking.answers({ id });
    expect(questions.map(({ label }) => label)).toEqual(["All?", "Both?", "Secret?"]);
  });

  it("that are hidden do not exist without a code, sold out or not, for the waiting list neither", async () => {
    const { eventId, second, runs } = await newKinds([
      { name: "Seat", price: 0 },
      { name: "Secret", price: 0, quota: 1, isHidden: true },
    ]);
    await runs.discountCode.create({ eventId, code: "Open", kind: "unlock", ticketTypeIds: [second] });
    await runs.discountCode.create({ eventId, code: "Other", kind: "percent", value: 10 });
    const order = orderOf(eventId, second);
    const holder = await buyer();
    const { id } = await holder.booking.create({ ...order, code: "open" });
    const late = await buyer();
    // The event's availability is known by now, so that this is refused before it is queued.
    const refusal = await errorOf(late.booking.create(order));
    expect(refusal).toMatchObject({ code: "NOT_ON_SALE" });
    expect(refusal.message).not.toContain("Secret");
    expect(await errorCodeOf(late.booking.create({ ...order, code: "wrong" }))).toBe("CODE_INVALID");
    expect(await errorCodeOf(late.booking.create({ ...order, code: "open" }))).toBe("TICKET_TYPE_SOLD_OUT");
    const place = { eventId, ticketTypeId: second, ticketQuantity: 1 };
    expect(await errorCodeOf(late.waitlist.join(place))).toBe("NOT_ON_SALE");
    expect(await errorCodeOf(late.waitlist.join({ ...place, code: "other" }))).toBe("NOT_ON_SALE");
    expect(await errorCodeOf(late.waitlist.join({ ...place, code: "wrong" }))).toBe("CODE_INVALID");
    expect(await late.waitlist.join({ ...place, code: "OPEN" })).toMatchObject({
      state: "waiting",
      ticketType: { name: "Secret" },
    });
    await holder.booking.cancel({ id });
    expect((await late.booking.mine({ eventId })).items).toMatchObject([
      { isOffer: true, items: [{ name: "Secret", quantity: 1 }] },
    ]);
    expect(await reconcile(context, toEventId.parse(eventId))).toMatchObject({ ok: true });
  });

  it("are sold out, and waited for, when fewer are left than a booking has to have", async () => {
    const { eventId, first } = await newKinds(
      [
        { name: "Table", price: 100, minPerBooking: 4 },
        { name: "Chair", price: 900 },
      ],
      { capacity: 5 },
    );
    const order = orderOf(eventId, first, 4);
    await (await buyer()).booking.create(order);
    expect((await callAnonymously(context).event.byId({ id: eventId })).price).toBe(900);
    const late = await buyer();
    expect(await errorCodeOf(late.booking.create(order))).toBe("TICKET_TYPE_SOLD_OUT");
    const place = await late.waitlist.join({ eventId, ticketTypeId: first, ticketQuantity: 4 });
    expect(place).toMatchObject({ state: "waiting", position: 1 });
  });

  it("cannot need more tickets than one person may have, nor a way to pay be named twice", async () => {
    const organizer = callAs(context, await newUser(context));
    const table = { name: "Table", price: 100, minPerBooking: 4 };
    const tight = eventInput({ ticketTypes: [table], maxTicketsPerPerson: 3 });
    expect(await errorOf(organizer.event.create(tight))).toMatchObject({
      code: "INVALID_INPUT",
      details: { field: "ticketTypes.0.minPerBooking" },
    });
    const { id, ticketTypes } = await organizer.event.create(eventInput({ ticketTypes: [table] }));
    expect(await errorCodeOf(organizer.event.update({ id, maxTicketsPerPerson: 3 }))).toBe("INVALID_INPUT");
    const closed = ticketTypes.map(({ id: typeId }) => ({ ...table, id: typeId, isClosed: true }));
    await organizer.event.update({ id, maxTicketsPerPerson: 3, ticketTypes: closed });
    const twice = organizer.event.update({ id, paymentMethods: ["cash", "cash"] });
    await expect(twice).rejects.toThrow("in the list once");
  });

  it("keep their limits when the quantity of a hold or a place changes", async () => {
    const table = { name: "Table", price: 100, minPerBooking: 2, maxPerBooking: 4 };
    const { event, eventId, first, runs } = await newKinds([table], { capacity: 6 });
    const holder = await buyer();
    const { id } = await holder.booking.create({ ...orderOf(eventId, first, 3), paymentMethod: "paypal" });
    const change = (ticketQuantity: number) => holder.booking.changeQuantity({ id, ticketQuantity });
    expect(await errorCodeOf(change(1))).toBe("INVALID_INPUT");
    expect(await errorCodeOf(change(5))).toBe("TOO_MANY_TICKETS");
    expect(await change(2)).toMatchObject({ ticketQuantity: 2, totalAmount: 200 });
    const close = (isClosed: boolean) =>
      runs.event.update({ id: eventId, ticketTypes: [{ ...table, id: first, isClosed }] });
    await close(true);
    expect(await errorCodeOf(change(3))).toBe("NOT_ON_SALE");
    await close(false);
    await runs.event.update({ id: eventId, salesUntil: clock.now() });
    expect(await errorCodeOf(change(3))).toBe("NOT_ON_SALE");
    await runs.event.update({ id: eventId, salesUntil: null });
    expect(await change(3)).toMatchObject({ totalAmount: 300 });
    await (await buyer()).booking.create(orderOf(eventId, first, 3));
    const waiting = (await buyer()).waitlist;
    const place = { eventId, ticketTypeId: first };
    await waiting.join({ ...place, ticketQuantity: 3 });
    expect(await errorCodeOf(waiting.join({ ...place, ticketQuantity: 1 }))).toBe("INVALID_INPUT");
    expect(await waiting.join({ ...place, ticketQuantity: 2 })).toMatchObject({ ticketQuantity: 2 });
    expect(event.price).toBe(100);
  });

  it("make the event's price, which nobody's edit contradicts", async () => {
    const { event, eventId, first, second, runs } = await newKinds([
      { name: "Early", price: 100, quota: 1 },
      { name: "Late", price: 900 },
    ]);
    await (await buyer()).booking.create(orderOf(eventId, first));
    const expectedUpdatedAt = event.updatedAt;
    const edit = { id: eventId, expectedUpdatedAt, price: 100 };
    expect(await runs.event.update({ ...edit, name: "One" })).toMatchObject({ price: 900 });
    const again = runs.event.update({ ...edit, price: 200, description: "Two" });
    expect(await again).toMatchObject({ name: "One", description: "Two", price: 900 });
    const kinds = (price: number) => [
      { id: first, name: "Early", price: 100, quota: 1 },
      { id: second, name: "Late", price },
    ];
    await runs.event.update({ ...edit, ticketTypes: kinds(800) });
    expect(await errorCodeOf(runs.event.update({ ...edit, ticketTypes: kinds(700) }))).toBe("EVENT_CHANGED");
  });

  it("that were sold once are closed and not removed, though nobody has a ticket of them any more", async () => {
    const kinds = [
      { name: "Seat", price: 1_000 },
      { name: "Stand", price: 500 },
      { name: "Held once", price: 500 },
      { name: "Never asked for", price: 100 },
    ];
    const { event, eventId, first, second, runs } = await newKinds(kinds);
    const attendee = await buyer();
    const { id } = await attendee.booking.create(orderOf(eventId, first, 2));
    await attendee.booking.changeItems({ id, items: [{ ticketTypeId: second, quantity: 2 }] });
    const holder = await buyer();
    const third = event.ticketTypes[2]?.id ?? "";
    const held = await holder.booking.create({
      ...orderOf(eventId, third),
      paymentMethod: "credit_card",
    });
    await holder.booking.changeItems({ id: held.id, items: [{ ticketTypeId: second, quantity: 1 }] });
    const ids = event.ticketTypes.map((type) => type.id);
    const without = (gone: string) =>
      runs.event.update({
        id: eventId,
        ticketTypes: kinds.flatMap((kind, index) =>
          ids[index] === gone ? [] : [{ ...kind, id: ids[index] }],
        ),
      });
    expect(await errorCodeOf(without(first))).toBe("TICKET_TYPE_IN_USE");
    expect(await errorCodeOf(without(third))).toBe("TICKET_TYPE_IN_USE");
    const { ticketTypes } = await without(ids[3] ?? "");
    expect(ticketTypes.map(({ name }) => name)).toEqual(["Seat", "Stand", "Held once"]);
  });

  it("that are gone leave codes and questions that can still be changed, and apply to nothing else", async () => {
    const { eventId, first, second, runs } = await newKinds([
      { name: "Seat", price: 1_000 },
      { name: "Stand", price: 500 },
    ]);
    const ticketTypeIds = [second];
    const code = await runs.discountCode.create({
      eventId,
      code: "Half",
      kind: "percent",
      value: 50,
      ticketTypeIds,
    });
    const asked = { label: "Shoe size?", type: "text", per: "ticket", isRequired: true } as const;
    const question = await runs.question.create({ eventId, ...asked, ticketTypeIds });
    await runs.event.update({ id: eventId, ticketTypes: [{ id: first, name: "Seat", price: 1_000 }] });
    await runs.discountCode.update({ id: code.id, value: 25, ticketTypeIds });
    await runs.question.update({ id: question.id, label: "Size of shoes?", ticketTypeIds });
    const another = { eventId, ticketTypeIds, code: "Another", kind: "percent" as const, value: 5 };
    expect(await errorCodeOf(runs.discountCode.create(another))).toBe("INVALID_INPUT");
    const order = { eventId, ticketQuantity: 1, paymentMethod: "cash" } as const;
    const guest = await buyer();
    expect(await errorCodeOf(guest.booking.create({ ...order, code: "half" }))).toBe("CODE_INVALID");
    expect(await guest.booking.create(order)).toMatchObject({ status: "confirmed", totalAmount: 1_000 });
    // A copy has neither: for no kind is not for all.
    const copy = await runs.event.duplicate({ id: eventId });
    expect((await runs.discountCode.list({ eventId: copy.id })).items).toEqual([]);
    expect(await runs.question.list({ eventId: copy.id })).toEqual([]);
  });
});

describe("discount codes", () => {
  it("are copied with their event, unused, for the copy's kinds and times", async () => {
    const { event, eventId, second, runs } = await newKinds([
      { name: "Seat", price: 1_000 },
      { name: "Press", price: 0, isHidden: true },
    ]);
    const validUntil = new Date(event.dateTime.getTime() - DAY_MS);
    const opening = { kind: "unlock" as const, ticketTypeIds: [second], validUntil, maxUses: 3 };
    await runs.discountCode.create({ eventId, code: "Press", ...opening });
    const off = await runs.discountCode.create({ eventId, code: "Off", kind: "amount", value: 5 });
    await runs.discountCode.update({ id: off.id, isActive: false });
    await (await buyer()).booking.create({ ...orderOf(eventId, second), code: "press" });
    const copy = await runs.event.duplicate({ id: eventId });
    const codes = (await runs.discountCode.list({ eventId: copy.id })).items;
    expect(codes).toMatchObject([{ code: "Press", uses: 0, maxUses: 3, isActive: true }]);
    expect(codes[0]?.ticketTypeIds).toEqual([copy.ticketTypes[1]?.id]);
    expect(codes[0]?.validUntil).toEqual(new Date(copy.dateTime.getTime() - DAY_MS));
    await runs.event.setActive({ id: copy.id, isActive: true });
    const order = { ...orderOf(copy.id, copy.ticketTypes[1]?.id ?? ""), code: "press" };
    expect(await (await buyer()).booking.create(order)).toMatchObject({ discountCode: "Press" });
  });

  it("can be used again as soon as a hold with them has run out", async () => {
    const { eventId, first, runs } = await newKinds([{ name: "Seat", price: 1_000 }]);
    await runs.discountCode.create({ eventId, code: "Once", kind: "amount", value: 100, maxUses: 1 });
    const order = { ...orderOf(eventId, first), paymentMethod: "paypal" as const, code: "once" };
    await (await buyer()).booking.create(order);
    expect(await errorCodeOf((await buyer()).booking.create(order))).toBe("CODE_USED_UP");
    clock.advance(16 * MINUTE_MS);
    expect(await (await buyer()).booking.create(order)).toMatchObject({ totalAmount: 900 });
    expect((await runs.discountCode.list({ eventId })).items).toMatchObject([{ uses: 1 }]);
    expect(await reconcile(context, toEventId.parse(eventId))).toMatchObject({ ok: true });
  });

  it("that cannot be any are as wrong as others", async () => {
    const { eventId } = await newKinds([{ name: "Seat", price: 1_000 }]);
    const guest = await buyer();
    for (const code of ["SAVE!", "' OR 1=1 --", "-", "x".repeat(100)]) {
      const order = { eventId, ticketQuantity: 1, code, paymentMethod: "cash" } as const;
      expect(await errorCodeOf(guest.booking.create(order))).toBe("CODE_INVALID");
      expect(await errorCodeOf(guest.discountCode.check({ eventId, code }))).toBe("CODE_INVALID");
    }
  });
});

it("names each ticket once in a call", async () => {
  const { eventId } = await newKinds([{ name: "Seat", price: 0 }]);
  const guest = await buyer();
  const { id } = await guest.booking.create({ eventId, ticketQuantity: 2, paymentMethod: "cash" });
  const twice = [
    { ticketNumber: 1, name: "Ada" },
    { ticketNumber: 1, name: "Bea" },
  ];
  await expect(guest.booking.nameTickets({ id, names: twice })).rejects.toThrow("in the list once");
});
