import { HOUR_MS } from "@foyer/contract/time";
import { reconcile } from "@foyer/domain/capacity/reconcile";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { offerLeftovers } from "@foyer/domain/workflows/offer-tickets";
import { callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const { context, clock, mails } = await createIsolatedTestContext();
afterAll(() => context.db.close());

/** An event with two kinds, both sold out by one buyer, and so many people who wait for each. */
async function soldOutKinds({ waitingForFloor = 3 } = {}) {
  const runner = await newUser(context);
  const event = await newEvent(context, runner, {
    capacity: 6,
    dateTime: new Date(clock.now().getTime() + 500 * HOUR_MS),
    ticketTypes: [
      { name: "Floor", price: 3_000, quota: 4 },
      { name: "Balcony", price: 2_000, quota: 2 },
    ],
  });
  const organizer = callAs(context, runner);
  const [floor, balcony] = event.ticketTypes;
  if (floor === undefined || balcony === undefined) throw new Error("The event has two kinds.");
  const buyer = callAs(context, await newUser(context));
  const { id: bookingId } = await buyer.booking.create({
    eventId: event.id,
    items: [
      { ticketTypeId: floor.id, quantity: 4 },
      { ticketTypeId: balcony.id, quantity: 2 },
    ],
    paymentMethod: "cash",
  });
  const people = [];
  for (let number = 0; number < waitingForFloor; number++) {
    const user = await newUser(context);
    const caller = callAs(context, user);
    clock.advance(1_000);
    const { id } = await caller.waitlist.join({
      eventId: event.id,
      ticketTypeId: floor.id,
      ticketQuantity: number + 1,
    });
    people.push({ user, caller, id });
  }
  const list = (more = {}) => organizer.waitlist.forEvent({ eventId: event.id, ...more });
  /** Sales are closed, so that what comes back is offered to nobody by itself. */
  const giveBack = async () => {
    await organizer.event.setActive({ id: event.id, isActive: false });
    await buyer.booking.cancel({ id: bookingId });
  };
  return { eventId: event.id, organizer, floor, balcony, people, list, giveBack };
}

describe("the waiting list of those who run the event", () => {
  it("is in the order of joining, by kind, in pages, with who waits", async () => {
    const { floor, balcony, people, list } = await soldOutKinds();
    const { items } = await list();
    expect(items.map(({ id }) => id)).toEqual(people.map(({ id }) => id));
    expect(items[1]).toMatchObject({
      person: { id: people[1]?.user.id, email: people[1]?.user.email },
      ticketType: { id: floor.id, name: "Floor" },
      ticketQuantity: 2,
      state: "waiting",
      offer: null,
      canBeOffered: false,
    });
    const first = await list({ limit: 2 });
    const rest = await list({ limit: 2, cursor: first.nextCursor });
    expect([...first.items, ...rest.items].map(({ id }) => id)).toEqual(people.map(({ id }) => id));
    expect(rest.nextCursor).toBeNull();
    expect((await list({ ticketTypeId: balcony.id })).items).toEqual([]);
    expect((await list({ ticketTypeId: floor.id })).items).toHaveLength(3);
  });

  it("offers a chosen place its tickets, once, however often it is asked at the same time", async () => {
    const { eventId, organizer, people, list, giveBack } = await soldOutKinds();
    const [, second, third] = people;
    if (second === undefined || third === undefined) throw new Error("Three people wait.");
    expect(await errorCodeOf(organizer.waitlist.offer({ id: third.id }))).toBe("EVENT_SOLD_OUT");
    await giveBack();
    expect((await list()).items.map(({ canBeOffered }) => canBeOffered)).toEqual([true, true, true]);

    const key = { id: third.id, idempotencyKey: "offer-third" };
    const [one, again] = await Promise.all([organizer.waitlist.offer(key), organizer.waitlist.offer(key)]);
    expect(again).toEqual(one);
    expect(one).toMatchObject({ state: "offered", offer: { bookingId: expect.any(String) } });
    expect(await errorCodeOf(organizer.waitlist.offer({ id: third.id }))).toBe("NOT_WAITING");
    // Of the four tickets of the kind three are offered, so two are too many by now, though the event has more.
    expect(await errorCodeOf(organizer.waitlist.offer({ id: second.id }))).toBe("TICKET_TYPE_SOLD_OUT");
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, waitingCount: 2, bookedTickets: 3 });
    expect((await list({ state: "offered" })).items.map(({ id }) => id)).toEqual([third.id]);

    // The offer is paid while sales are closed.
    const bookingId = one.offer?.bookingId ?? "";
    expect(await third.caller.booking.byId({ id: bookingId })).toMatchObject({
      status: "pending",
      totalAmount: 9_000,
      items: [{ name: "Floor", quantity: 3, unitPrice: 3_000 }],
    });
    await third.caller.booking.pay({ id: bookingId, paymentMethod: "paypal", paymentToken: "tok_ok" });
    expect((await list({ state: "accepted" })).items).toHaveLength(1);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true });
  });

  it("offers different places at the same time no more than there is", async () => {
    const { eventId, organizer, people, giveBack } = await soldOutKinds({ waitingForFloor: 4 });
    await giveBack();
    // 1 + 2 + 3 + 4 tickets are wanted of 4.
    const answers = await Promise.allSettled(people.map(({ id }) => organizer.waitlist.offer({ id })));
    const offered = answers.flatMap((answer) =>
      answer.status === "fulfilled" ? [answer.value.ticketQuantity] : [],
    );
    expect(offered.reduce((sum, quantity) => sum + quantity, 0)).toBeLessThanOrEqual(4);
    expect(offered.length).toBeGreaterThan(0);
    const { ok, waitingCount } = await reconcile(context, eventId);
    expect({ ok, waitingCount }).toEqual({ ok: true, waitingCount: 4 - offered.length });
  });

  it("ends a place whose holder has a disabled account instead of offering", async () => {
    const { eventId, organizer, people, giveBack } = await soldOutKinds({ waitingForFloor: 1 });
    const [only] = people;
    if (only === undefined) throw new Error("Somebody waits.");
    await giveBack();
    await context.db.prisma.user.update({ where: { id: only.user.id }, data: { isActive: false } });
    expect(await organizer.waitlist.offer({ id: only.id })).toMatchObject({
      state: "closed",
      endedBecause: "account_disabled",
    });
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, waitingCount: 0, bookedTickets: 0 });
  });

  it("lets go of a place, with a mail, and of an offer, whose tickets go to the next", async () => {
    const { eventId, organizer, people, list, giveBack } = await soldOutKinds();
    const [first, second, third] = people;
    if (first === undefined || second === undefined || third === undefined) throw new Error("Three wait.");
    const gone = await organizer.waitlist.remove({ id: first.id, idempotencyKey: "remove-first" });
    expect(gone).toMatchObject({ state: "closed", endedBecause: "removed" });
    expect(await organizer.waitlist.remove({ id: first.id, idempotencyKey: "remove-first" })).toEqual(gone);
    expect(await errorCodeOf(organizer.waitlist.remove({ id: first.id }))).toBe("NOT_WAITING");
    expect((await first.caller.waitlist.mine())[0]).toMatchObject({ endedBecause: "removed" });
    await sendQueuedMails(context);
    expect(mails.filter(({ to }) => to === first.user.email).map(({ subject }) => subject)).toEqual([
      expect.stringContaining("You no longer wait for"),
    ]);

    await giveBack();
    await organizer.waitlist.offer({ id: third.id });
    await organizer.event.setActive({ id: eventId, isActive: true });
    // One ticket is left: too few for the second, who comes next once the offer is taken back.
    await offerLeftovers(context);
    expect((await list()).items.map(({ id }) => id)).toEqual([second.id]);
    expect(await organizer.waitlist.remove({ id: third.id })).toMatchObject({
      state: "closed",
      endedBecause: "offer_withdrawn",
    });
    expect((await list({ state: "offered" })).items.map(({ id }) => id)).toEqual([second.id]);
    expect(await reconcile(context, eventId)).toMatchObject({ ok: true, waitingCount: 0, bookedTickets: 2 });
  });

  it("is for those who run the event alone, and ends with it", async () => {
    const { eventId, organizer, people } = await soldOutKinds({ waitingForFloor: 1 });
    const [only] = people;
    if (only === undefined) throw new Error("Somebody waits.");
    for (const caller of [only.caller, callAs(context, await newUser(context))]) {
      expect(await errorCodeOf(caller.waitlist.forEvent({ eventId }))).toBe("FORBIDDEN");
      expect(await errorCodeOf(caller.waitlist.offer({ id: only.id }))).toBe("FORBIDDEN");
      expect(await errorCodeOf(caller.waitlist.remove({ id: only.id }))).toBe("FORBIDDEN");
    }
    expect(await errorCodeOf(organizer.waitlist.offer({ id: "0".repeat(24) }))).toBe("NOT_FOUND");
    clock.advance(501 * HOUR_MS);
    expect(await errorCodeOf(organizer.waitlist.offer({ id: only.id }))).toBe("EVENT_NOT_OPEN");
    await context.db.prisma.event.update({ where: { id: eventId }, data: { cancelledAt: clock.now() } });
    expect(await errorCodeOf(organizer.waitlist.offer({ id: only.id }))).toBe("EVENT_CANCELLED");
  });
});
