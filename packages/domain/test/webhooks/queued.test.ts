import { readdirSync, readFileSync } from "node:fs";
import { HOUR_MS } from "@foyer/contract/time";
import { WEBHOOK_TYPES } from "@foyer/contract/webhook-types";
import { createBooking } from "@foyer/domain/booking-queue/create-booking";
import { admit, undoAdmit } from "@foyer/domain/tickets/admit";
import { checkIn, undoCheckIn } from "@foyer/domain/tickets/check-in";
import { listTickets } from "@foyer/domain/tickets/list-tickets";
import { removeWebhook, updateWebhook } from "@foyer/domain/webhooks/manage-webhooks";
import { SUBSCRIPTIONS_FRESH_FOR } from "@foyer/domain/webhooks/webhook-subscriptions";
import { cancelBooking } from "@foyer/domain/workflows/cancel-booking";
import { cancelBookingsOfCancelledEvents, cancelEvent } from "@foyer/domain/workflows/cancel-event";
import { changeQuantity } from "@foyer/domain/workflows/change-quantity";
import { joinWaitlist } from "@foyer/domain/workflows/join-waitlist";
import { payBooking } from "@foyer/domain/workflows/pay-booking";
import { processDuePayments } from "@foyer/domain/workflows/process-due-payments";
import { markPaid, markRefunded } from "@foyer/domain/workflows/record-cash";
import { releaseExpiredHolds } from "@foyer/domain/workflows/release-expired";
import { setEventActive, updateEvent } from "@foyer/domain/workflows/update-event";
import { bookTickets } from "@foyer/testing/bookings";
import { errorCodeOf } from "@foyer/testing/errors";
import { newEvent, newUser } from "@foyer/testing/fixtures";
import { createIsolatedTestContext, createTestContext, type TestContext } from "@foyer/testing/test-context";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newWebhook, queuedFor } from "./kit.js";

let lone: TestContext;
beforeAll(async () => {
  lone = await createIsolatedTestContext();
});
afterAll(() => lone.context.db.close());

async function staged(capacity = 10, price = 2_500) {
  const { context } = lone;
  const organizer = await newUser(context);
  const event = await newEvent(context, organizer, { capacity, price });
  const { id } = await newWebhook(context, organizer);
  const buyer = await newUser(context);
  return { context, organizer, event, endpointId: id, buyer, told: () => queuedFor(context, id) };
}

const typesOf = (messages: readonly { readonly type: string }[]) => messages.map(({ type }) => type);

describe("webhooks are queued with the change they tell of", () => {
  it("tells of a booking from its hold to its refund, in order, as the organizer sees it", async () => {
    const { context, event, buyer, told } = await staged();
    const { id } = await bookTickets(context, buyer, event.id, { paymentMethod: "credit_card" });
    await changeQuantity(context, buyer, { id, ticketQuantity: 2 });
    await payBooking(context, buyer, { id, paymentMethod: "credit_card", paymentToken: "tok_ok" });
    await cancelBooking(context, buyer, { id });
    await processDuePayments(context);
    const messages = await told();
    expect(typesOf(messages)).toEqual([
      "booking.held",
      "booking.changed",
      "booking.changed",
      "payment.succeeded",
      "booking.confirmed",
      "booking.cancelled",
      "payment.refund_due",
      "payment.refunded",
      "booking.changed",
    ]);
    expect(messages[1]?.data).toMatchObject({
      id,
      ticketQuantity: 2,
      status: "pending",
      attendee: { id: buyer.id, email: buyer.email, name: "Test Person" },
    });
    expect(messages[4]?.data).toMatchObject({ id, status: "confirmed", paymentStatus: "paid" });
    expect(messages[7]?.data).toMatchObject({ bookingId: id, state: "refunded", amount: 5_000 });
    expect(messages.at(-1)?.data).toMatchObject({ id, status: "cancelled", paymentStatus: "refunded" });
    // A payer's own address of the second step is nobody else's.
    const rows = await context.db.prisma.webhookDelivery.findMany({ where: { bookingId: id } });
    expect(rows.filter(({ payload }) => payload.includes("actionUrl"))).toEqual([]);
  });

  it("tells of a payment that is declined, and of cash", async () => {
    const { context, organizer, event, buyer, told } = await staged();
    const held = await bookTickets(context, buyer, event.id, { paymentMethod: "credit_card" });
    const pay = { id: held.id, paymentMethod: "credit_card", paymentToken: "tok_declined" } as const;
    expect(await errorCodeOf(payBooking(context, buyer, pay))).toBe("PAYMENT_DECLINED");
    const other = await newUser(context);
    const { id } = await bookTickets(context, other, event.id);
    await markPaid(context, organizer, { id });
    await cancelBooking(context, other, { id });
    await markRefunded(context, organizer, { id });
    const messages = await told();
    const typesAbout = (booking: string) =>
      typesOf(
        messages.filter(
          ({ data }) => data.id === booking || ("bookingId" in data && data.bookingId === booking),
        ),
      );
    expect(typesAbout(held.id)).toEqual([
      "booking.held",
      "booking.changed",
      "payment.failed",
      "booking.changed",
    ]);
    expect(typesAbout(id)).toEqual([
      "booking.confirmed",
      "payment.succeeded",
      "booking.changed",
      "booking.cancelled",
      "payment.refund_due",
      "payment.refunded",
      "booking.changed",
    ]);
  });

  it("tells of an event that sells out, once, of holds that run out, and of offers", async () => {
    const { context, event, buyer, told } = await staged(2);
    const pair = await Promise.all([
      bookTickets(context, buyer, event.id, { paymentMethod: "credit_card" }),
      bookTickets(context, await newUser(context), event.id),
    ]);
    const waiting = await newUser(context);
    await joinWaitlist(context, waiting, { eventId: event.id, ticketQuantity: 1 });
    lone.clock.advance(HOUR_MS);
    await releaseExpiredHolds(context);
    const messages = await told();
    expect(typesOf(messages).filter((type) => type === "event.sold_out")).toHaveLength(1);
    expect(messages.find(({ type }) => type === "event.sold_out")?.data).toMatchObject({
      id: event.id,
      availableTickets: 0,
    });
    expect(messages.find(({ type }) => type === "booking.cancelled")?.data).toMatchObject({
      id: pair[0].id,
      cancelledBy: "expiry",
    });
    expect(messages.find(({ type }) => type === "waitlist.offered")?.data).toMatchObject({
      isOffer: true,
      attendee: { id: waiting.id },
    });
    const held = messages.filter(({ type }) => type === "booking.held");
    expect(held.map(({ data }) => "isOffer" in data && data.isOffer)).toEqual([false, true]);
  });

  it("tells of an offer to somebody who has a booking as its addition", async () => {
    const { context, event, buyer, told } = await staged(2);
    const { id } = await bookTickets(context, buyer, event.id);
    const other = await newUser(context);
    const theirs = await bookTickets(context, other, event.id);
    await joinWaitlist(context, buyer, { eventId: event.id, ticketQuantity: 1 });
    await cancelBooking(context, other, { id: theirs.id });
    const messages = await told();
    expect(typesOf(messages).slice(-3)).toEqual(["booking.cancelled", "booking.changed", "waitlist.offered"]);
    for (const { data } of messages.slice(-2)) {
      expect(data).toMatchObject({ id, isOffer: false, addition: { isOffer: true, ticketQuantity: 1 } });
    }
  });

  it("tells of changes of an event and of its end", async () => {
    const { context, organizer, event, buyer, told } = await staged();
    const { id } = await bookTickets(context, buyer, event.id);
    await updateEvent(context, organizer, { id: event.id, name: "Another name" });
    await setEventActive(context, organizer, { id: event.id, isActive: false });
    await cancelEvent(context, organizer, { id: event.id, reason: "Rain." });
    await cancelBookingsOfCancelledEvents(context);
    const messages = await told();
    expect(typesOf(messages)).toEqual([
      "booking.confirmed",
      "event.updated",
      "event.updated",
      "event.cancelled",
      "booking.cancelled",
    ]);
    expect(messages[1]?.data).toMatchObject({ id: event.id, name: "Another name" });
    expect(messages[4]?.data).toMatchObject({ id, cancelledBy: "event", cancellationReason: "Rain." });
  });

  it("tells of tickets at the door", async () => {
    const { context, organizer, event, buyer, told } = await staged();
    const { id } = await bookTickets(context, buyer, event.id, { ticketQuantity: 2 });
    const [ticket] = await listTickets(context, buyer, id);
    const code = ticket?.code ?? "";
    await checkIn(context, organizer, { eventId: event.id, code, scanId: "one" });
    await checkIn(context, organizer, { eventId: event.id, code, scanId: "one" });
    await undoCheckIn(context, organizer, { eventId: event.id, code });
    const both = { eventId: event.id, id, ticketNumbers: [1, 2], scanId: "both" };
    for (let sent = 0; sent < 2; sent++) await admit(context, organizer, both);
    for (let sent = 0; sent < 2; sent++) await undoAdmit(context, organizer, both);
    const messages = await told();
    const [admitted, undone] = ["ticket.admitted", "ticket.admission_undone"];
    expect(typesOf(messages)).toEqual([
      "booking.confirmed",
      ...[admitted, undone],
      ...[admitted, admitted, undone, undone],
    ]);
    expect(messages[1]?.data).toMatchObject({ bookingId: id, ticketNumber: 1, admittedTickets: 1 });
    expect(messages[2]?.data).toMatchObject({ bookingId: id, ticketNumber: 1, admittedTickets: 0 });
    // Without codes: each ticket is told of, with how many are inside then.
    const inside = { bookingId: id, admittedTickets: 2 };
    expect(messages.slice(3, 5).map(({ data }) => data)).toMatchObject([
      { ...inside, ticketNumber: 1 },
      { ...inside, ticketNumber: 2 },
    ]);
    expect(messages[6]?.data).toMatchObject({ bookingId: id, ticketNumber: 2, admittedTickets: 0 });
  });

  it("writes one row for each booking of a batch and endpoint that asks, and none for others", async () => {
    const { context, organizer, event, endpointId } = await staged(100);
    const second = await newWebhook(context, organizer, ["booking.cancelled"]);
    const third = await newWebhook(context, organizer, ["booking.confirmed"]);
    const buyers = await Promise.all(Array.from({ length: 40 }, () => newUser(context)));
    await Promise.all(buyers.map((buyer) => bookTickets(context, buyer, event.id)));
    expect(await queuedFor(context, endpointId)).toHaveLength(40);
    expect(await queuedFor(context, second.id)).toHaveLength(0);
    expect(await queuedFor(context, third.id)).toHaveLength(40);
    const rows = await context.db.prisma.webhookDelivery.findMany({ where: { eventId: event.id } });
    // The same message has one id for all endpoints.
    expect(new Set(rows.map(({ messageId }) => messageId)).size).toBe(40);
  });

  it("has no webhook of a change that did not happen, and the other way round", async () => {
    const { context, event, buyer, endpointId } = await staged();
    const failing = createTestContext({
      db: context.db,
      failpoint: (point) => {
        if (point === "booking-batch.written") throw new Error("The process has a bad day.");
      },
    });
    await expect(bookTickets(failing.context, buyer, event.id)).rejects.toThrow("bad day");
    expect(await queuedFor(context, endpointId)).toEqual([]);
    expect(await context.db.prisma.booking.count({ where: { eventId: event.id } })).toBe(0);

    // A repeat is no second change.
    const request = {
      eventId: event.id,
      ticketQuantity: 1,
      paymentMethod: "cash",
      idempotencyKey: "k",
    } as const;
    await createBooking(context, buyer, request);
    await createBooking(context, buyer, request);
    expect(await queuedFor(context, endpointId)).toHaveLength(1);
  });

  it("is ordered within a booking however many processes change it", async () => {
    const { context, organizer, event, endpointId } = await staged();
    const buyer = await newUser(context);
    const { id } = await bookTickets(context, buyer, event.id, { ticketQuantity: 8 });
    const others = [1, 2].map(() => createTestContext({ db: context.db }).context);
    const tickets = await listTickets(context, buyer, id);
    await Promise.all(
      tickets.map(({ code }, index) =>
        checkIn(others[index % 2] ?? context, organizer, {
          eventId: event.id,
          code,
          scanId: `scan-${index}`,
        }),
      ),
    );
    const rows = await context.db.prisma.webhookDelivery.findMany({ where: { endpointId } });
    expect(new Set(rows.map(({ orderedAt }) => orderedAt.getTime())).size).toBe(9);
    const admitted = (await queuedFor(context, endpointId)).flatMap(({ type, data }) =>
      type === "ticket.admitted" ? [data.admittedTickets] : [],
    );
    expect(admitted).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("an endpoint", () => {
  it("is known to another process within a second, and forgotten as soon", async () => {
    const { context, organizer, event, endpointId } = await staged();
    const other = createTestContext({ db: context.db });
    // It knows the organizer to have none.
    await removeWebhook(context, organizer, endpointId);
    await bookTickets(other.context, await newUser(context), event.id);
    const { id } = await newWebhook(context, organizer);
    other.clock.advance(SUBSCRIPTIONS_FRESH_FOR);
    await bookTickets(other.context, await newUser(context), event.id);
    expect(typesOf(await queuedFor(context, id))).toEqual(["booking.confirmed"]);

    await updateWebhook(context, organizer, { id, isEnabled: false });
    other.clock.advance(SUBSCRIPTIONS_FRESH_FOR);
    await bookTickets(other.context, await newUser(context), event.id);
    expect(await queuedFor(context, id)).toHaveLength(1);
  });

  it("hears of its own organizer's events alone", async () => {
    const one = await staged();
    const two = await staged();
    await bookTickets(lone.context, one.buyer, two.event.id);
    expect(await one.told()).toEqual([]);
    expect(typesOf(await two.told())).toEqual(["booking.confirmed"]);
  });
});

describe("the sources", () => {
  it("tell of every write of a booking", () => {
    const source = new URL("../../src/", import.meta.url);
    const writes =
      /\.(?:booking|checkIn)\.(?:create|createMany|update|updateMany|upsert|delete|deleteMany)\(|insertMany\(tx, "Booking"|update: "Booking"/;
    const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".ts"),
    );
    const silent = files.filter((name) => {
      const text = readFileSync(new URL(name, source), "utf8");
      return writes.test(text) && !/queueWebhooks\(|webhooksOfBatch\(/.test(text);
    });
    // Whoever calls them tells of what they have changed.
    expect(silent.sort()).toEqual(["tickets/admission.ts", "workflows/given-back.ts"]);
    expect(files.length).toBeGreaterThan(100);
  });

  it("make every type of message somewhere", () => {
    const source = new URL("../../src/", import.meta.url);
    const all = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.startsWith("webhooks/"))
      .map((name) => readFileSync(new URL(name, source), "utf8"))
      .join("\n");
    expect(WEBHOOK_TYPES.filter((type) => !all.includes(`"${type}"`))).toEqual([]);
  });
});
