import { randomUUID } from "node:crypto";
import { HOUR_MS } from "@foyer/contract/time";
import { sendQueuedMails } from "@foyer/domain/mail/send-queued-mails";
import { DEFAULT_RATE_LIMITS } from "@foyer/domain/security/rate-limit";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { callAnonymously, callAs } from "@foyer/testing/callers";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext } from "@foyer/testing/test-context";
import { afterAll, describe, expect, it } from "vitest";

const resentMailsPerBooking = { max: 2, windowSeconds: 3_600 };
const { context, clock, mails } = await createIsolatedTestContext({
  rateLimits: { ...DEFAULT_RATE_LIMITS, resentMailsPerBooking },
});
clock.beginWindow(resentMailsPerBooking.windowSeconds);
afterAll(() => context.db.close());

async function eventWithKinds() {
  const runner = await newUser(context);
  const event = await newEvent(context, runner, {
    capacity: 10,
    dateTime: new Date(clock.now().getTime() + 500 * HOUR_MS),
    ticketTypes: [
      { name: "Adult", price: 2_500 },
      { name: "Child", price: 1_000 },
    ],
  });
  const attendee = await newUser(context);
  const [adult, child] = event.ticketTypes;
  if (adult === undefined || child === undefined) throw new Error("The event has two kinds.");
  return {
    event,
    adult,
    child,
    attendee,
    buyer: callAs(context, attendee),
    organizer: callAs(context, runner),
  };
}

describe("booking.history", () => {
  it("tells from what is stored how a booking went, the newest first", async () => {
    const { event, adult, child, attendee, buyer, organizer } = await eventWithKinds();
    const { id } = await buyer.booking.create({
      eventId: event.id,
      items: [
        { ticketTypeId: adult.id, quantity: 2 },
        { ticketTypeId: child.id, quantity: 1 },
      ],
      paymentMethod: "paypal",
    });
    clock.advance(1_000);
    await buyer.booking.pay({ id, paymentMethod: "paypal", paymentToken: "tok_ok" });
    clock.advance(1_000);
    await sendQueuedMails(context);
    const [ticket] = await buyer.booking.tickets({ id });
    const scan = { eventId: event.id, code: ticket?.code ?? "" };
    clock.advance(1_000);
    await organizer.booking.checkIn({ ...scan, scanId: "in" });
    clock.advance(1_000);
    await organizer.booking.undoCheckIn({ ...scan, scanId: "out" });
    clock.advance(1_000);
    await organizer.booking.cancel({ id, reason: "The hall is closed." });
    clock.advance(1_000);
    await processDuePayments(context);

    const history = await organizer.booking.history({ id });
    const kinds = [
      { name: "Adult", quantity: 2 },
      { name: "Child", quantity: 1 },
    ];
    expect(history.filter(({ kind }) => kind !== "mail")).toMatchObject([
      { kind: "refunded", amount: 6_000 },
      { kind: "cancelled", by: "organizer", reason: "The hall is closed." },
      { kind: "capacity", operation: "release", quantity: 3, items: kinds },
      { kind: "admission_undone", ticketNumber: 1 },
      { kind: "admitted", ticketNumber: 1, by: "Test Person" },
      { kind: "payment", amount: 6_000, method: "paypal", state: "refunded" },
      { kind: "capacity", operation: "reserve", quantity: 3, items: kinds },
      { kind: "booked", isOffer: false },
    ]);
    const told = history.flatMap((entry) => (entry.kind === "mail" ? [[entry.template, entry.state]] : []));
    expect(told).toContainEqual(["booking_confirmed", "sent"]);
    expect(told).toContainEqual(["booking_cancelled", "queued"]);
    const times = history.map(({ at }) => at.getTime());
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(await organizer.booking.byId({ id })).toMatchObject({
      attendee: { id: attendee.id, email: attendee.email },
    });
  });

  it("has tickets that were passed on, and why somebody's booking was changed", async () => {
    const { event, adult, child, buyer, organizer } = await eventWithKinds();
    const items = [
      { ticketTypeId: adult.id, quantity: 1 },
      { ticketTypeId: child.id, quantity: 1 },
    ];
    const { id } = await buyer.booking.create({ eventId: event.id, items, paymentMethod: "paypal" });
    await buyer.booking.pay({ id, paymentMethod: "paypal", paymentToken: "tok_ok" });
    await buyer.booking.nameTickets({ id, names: [{ ticketNumber: 1, name: "Ada" }] });
    clock.advance(1_000);
    const email = `bea-${randomUUID()}@example.org`;
    await organizer.booking.passOnTicket({ id, ticketNumber: 1, name: "Bea", email });
    clock.advance(1_000);
    const reason = "The child is ill.";
    await organizer.booking.changeItems({ id, items: items.slice(0, 1), reason });
    const history = await organizer.booking.history({ id });
    expect(history.slice(0, 3)).toMatchObject([
      { kind: "mail", template: "booking_changed", reason },
      { kind: "refund_due", amount: 1_000, reason },
      { kind: "capacity", operation: "release", quantity: 1, items: [{ name: "Child" }] },
    ]);
    expect(history).toContainEqual(
      expect.objectContaining({ kind: "passed_on", ticketNumber: 1, from: "Ada", to: "Bea" }),
    );
    const others = history.filter((entry) => entry.kind === "mail" && entry.template !== "booking_changed");
    expect(others).not.toHaveLength(0);
    for (const mail of others) expect(mail).toMatchObject({ reason: null });
  });

  it("keeps why a booking was changed for somebody, where no money goes back and its mail is gone", async () => {
    const { event, adult, child, buyer, organizer } = await eventWithKinds();
    const item = ({ id: ticketTypeId }: { id: string }, quantity: number) => ({ ticketTypeId, quantity });
    const items = [item(adult, 2), item(child, 1)];
    const { id } = await buyer.booking.create({ eventId: event.id, items, paymentMethod: "cash" });
    expect(await buyer.booking.byId({ id })).toMatchObject({ organizerChanges: [] });
    const change = { id, items: [item(adult, 2)], reason: "The child is ill.", idempotencyKey: "ill" };
    clock.advance(1_000);
    await Promise.all([organizer.booking.changeItems(change), organizer.booking.changeItems(change)]);
    clock.advance(1_000);
    // Nothing changes, so there is nothing to tell; and what its owner changes has no reason to show.
    await organizer.booking.changeItems({ id, items: [item(adult, 2)], reason: "Asked twice." });
    await buyer.booking.changeItems({ id, items: [item(adult, 1)], reason: "Alone after all." });
    clock.advance(1_000);
    await organizer.booking.changeItems({
      id,
      items: [item(adult, 1), item(child, 1)],
      reason: "Well again.",
    });
    await context.db.prisma.outboxMail.deleteMany({ where: { bookingId: id } });

    const reasons = ["Well again.", "The child is ill."];
    const history = await organizer.booking.history({ id });
    expect(history.flatMap((entry) => (entry.kind === "changed" ? [entry.reason] : []))).toEqual(reasons);
    const { organizerChanges } = await buyer.booking.byId({ id });
    expect(organizerChanges).toEqual(reasons.map((reason) => ({ at: expect.any(Date), reason })));
    const { bookings } = await buyer.user.exportData();
    expect(bookings).toMatchObject([{ id, organizerChanges }]);
  });

  it("begins with the place on the waiting list of which it was the offer", async () => {
    const { event, adult, buyer, organizer } = await eventWithKinds();
    const items = [{ ticketTypeId: adult.id, quantity: 10 }];
    const { id } = await buyer.booking.create({ eventId: event.id, items, paymentMethod: "cash" });
    const next = callAs(context, await newUser(context));
    await next.waitlist.join({ eventId: event.id, ticketTypeId: adult.id, ticketQuantity: 2 });
    clock.advance(1_000);
    await buyer.booking.cancel({ id });
    const [place] = await next.waitlist.mine();
    const history = await organizer.booking.history({ id: place?.offer?.bookingId ?? "" });
    expect(history.at(-1)).toMatchObject({ kind: "joined_waitlist", ticketQuantity: 2 });
    expect(history.at(-2)).toMatchObject({ kind: "booked", isOffer: true });
    expect(await organizer.booking.resendMail({ id: place?.offer?.bookingId ?? "" })).toMatchObject({
      template: "offer_made",
    });
  });

  it("and mails again are for those who run the event", async () => {
    const { event, adult, buyer } = await eventWithKinds();
    const items = [{ ticketTypeId: adult.id, quantity: 1 }];
    const { id } = await buyer.booking.create({ eventId: event.id, items, paymentMethod: "cash" });
    for (const caller of [buyer, callAs(context, await newUser(context))]) {
      expect(await errorCodeOf(caller.booking.history({ id }))).toBe("FORBIDDEN");
      expect(await errorCodeOf(caller.booking.resendMail({ id }))).toBe("FORBIDDEN");
    }
  });
});

describe("booking.resendMail", () => {
  it("mails the tickets again, a few times, and not twice at once", async () => {
    const { event, adult, attendee, buyer, organizer } = await eventWithKinds();
    const items = [{ ticketTypeId: adult.id, quantity: 1 }];
    const { id } = await buyer.booking.create({ eventId: event.id, items, paymentMethod: "cash" });
    // The first one is still queued.
    expect(await organizer.booking.resendMail({ id })).toEqual({
      template: "booking_confirmed",
      email: attendee.email,
    });
    const received = () => mails.filter(({ to }) => to === attendee.email).length;
    await sendQueuedMails(context);
    expect(received()).toBe(1);
    await organizer.booking.resendMail({ id });
    await sendQueuedMails(context);
    expect(received()).toBe(2);
    expect(await errorCodeOf(organizer.booking.resendMail({ id }))).toBe("RATE_LIMITED");
    clock.advance(HOUR_MS);
    await organizer.booking.cancel({ id });
    expect(await errorCodeOf(organizer.booking.resendMail({ id }))).toBe("BOOKING_NOT_ACTIVE");
  });

  it("mails a guest the link once more, under the name that they gave", async () => {
    const { event, adult, attendee, organizer } = await eventWithKinds();
    const { id } = await callAnonymously(context).booking.createAsGuest({
      eventId: event.id,
      items: [{ ticketTypeId: adult.id, quantity: 1 }],
      paymentMethod: "cash",
      name: "Ann the Guest",
      email: attendee.email,
      idempotencyKey: randomUUID(),
    });
    expect(await organizer.booking.resendMail({ id })).toEqual({
      template: "guest_proof",
      email: attendee.email,
    });
    expect(await organizer.booking.byId({ id })).toMatchObject({ attendee: { name: "Ann the Guest" } });
    const { items } = await organizer.event.capacityLog({ eventId: event.id });
    expect(items[0]).toMatchObject({ attendeeName: "Ann the Guest" });
  });
});
