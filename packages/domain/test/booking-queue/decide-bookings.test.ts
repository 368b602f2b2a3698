import { bookingId, eventId as toEventId, userId as toUserId } from "@foyer/contract/ids";
import type { BookingRequest } from "@foyer/domain/booking-queue/booking-queue";
import { decideBookings, type Snapshot } from "@foyer/domain/booking-queue/decide-bookings";
import { type EventState, toBookability } from "@foyer/domain/events/bookability";
import { recordId, toRecord } from "@foyer/domain/idempotency/idempotency-record";
import { PLAIN_SALE } from "@foyer/testing/event-state";
import { describe, expect, it } from "vitest";

const NOW = new Date("2027-03-01T10:00:00.000Z");
const HOUR_MS = 3_600_000;
const EVENT = toEventId.parse("e".repeat(24));
const objectId = (number: number) => number.toString(16).padStart(24, "0");
const user = (number: number) => toUserId.parse(objectId(number));

const OPEN: EventState = {
  isActive: true,
  cancelledAt: null,
  dateTime: new Date(NOW.getTime() + 100 * HOUR_MS),
  capacity: 10,
  availableTickets: 10,
  waitingCount: 0,
  price: 1_000,
  currency: "EUR",
  cancellationCutoffHours: 24,
  ...PLAIN_SALE,
};

/** A snapshot of one event, without anything that was booked before. */
function snapshotOf(state: EventState | undefined, more: Partial<Snapshot> = {}): Snapshot {
  let ids = 0;
  return {
    events: new Map([[EVENT, toBookability(state, NOW)]]),
    activeBookings: [],
    codes: new Map(),
    questions: new Map(),
    records: { good: new Map(), expired: [] },
    recentBookings: [],
    rules: {
      holdSeconds: 900,
      proofSeconds: 300,
      mailsLinks: true,
      acceptsOnlinePayment: true,
      velocity: "off",
      newId: () => objectId(++ids + 1_000),
    },
    ...more,
  };
}

function ask(buyer: number, more: Partial<BookingRequest["input"]> & { key?: string } = {}): BookingRequest {
  const { key, ...rest } = more;
  const id = user(buyer);
  const quantity = rest.items === undefined && { ticketQuantity: 1 };
  const input = { eventId: EVENT, paymentMethod: "credit_card" as const, ...quantity, ...rest };
  const call = { userId: id, key: key ?? "", operation: "booking.create", input };
  const keyed = key === undefined ? undefined : { call, id: recordId({ userId: id, key }) };
  return { actor: { id, role: "user" }, sale: { kind: "open" }, input, keyed };
}

const codes = (snapshot: Snapshot, ...requests: BookingRequest[]) =>
  decideBookings(snapshot, requests, NOW).outcomes.map((outcome) => {
    if (outcome.kind === "booked") return outcome.booking.status;
    return outcome.kind === "refused" ? outcome.error.code : "failed";
  });

describe("a request", () => {
  it("that can be paid online holds its tickets for a while, under the event's terms", () => {
    const { outcomes, bookings, capacityLog, events, records } = decideBookings(
      snapshotOf(OPEN),
      [ask(1, { ticketQuantity: 3 })],
      NOW,
    );
    expect(outcomes).toMatchObject([
      {
        kind: "booked",
        booking: {
          userId: user(1),
          ticketQuantity: 3,
          totalAmount: 3_000,
          currency: "EUR",
          status: "pending",
          paymentStatus: "pending",
          holdExpiresAt: new Date(NOW.getTime() + 900_000),
          cancellableUntil: new Date(NOW.getTime() + 76 * HOUR_MS),
          cancelledAt: null,
          paymentTransactionId: null,
          isOffer: false,
          replacedBy: null,
          admittedTickets: 0,
        },
      },
    ]);
    const [row] = bookings;
    expect(row).not.toHaveProperty("cancelledAt");
    expect(capacityLog).toMatchObject([{ bookingId: row?.id, operation: "reserve", quantity: 3 }]);
    expect(events.get(EVENT)).toMatchObject({ taken: 3, after: { ...OPEN, availableTickets: 7 } });
    expect(records).toEqual([]);
  });

  it("is confirmed at once when it is free or paid in cash", () => {
    const cash = decideBookings(snapshotOf(OPEN), [ask(1, { paymentMethod: "cash" })], NOW);
    expect(cash.bookings).toMatchObject([{ status: "confirmed", paymentStatus: "pending" }]);
    expect(cash.bookings[0]).not.toHaveProperty("holdExpiresAt");
    const free = decideBookings(snapshotOf({ ...OPEN, price: 0 }), [ask(1)], NOW);
    expect(free.bookings).toMatchObject([{ status: "confirmed", paymentStatus: "paid", totalAmount: 0 }]);
  });

  it("does not hold its tickets past the start", () => {
    const dateTime = new Date(NOW.getTime() + 60_000);
    const { bookings } = decideBookings(snapshotOf({ ...OPEN, dateTime }), [ask(1)], NOW);
    expect(bookings[0]?.holdExpiresAt).toEqual(dateTime);
  });

  it.each([
    ["NOT_FOUND", undefined],
    ["EVENT_CANCELLED", { ...OPEN, cancelledAt: NOW }],
    ["EVENT_NOT_OPEN", { ...OPEN, isActive: false }],
    ["EVENT_NOT_OPEN", { ...OPEN, dateTime: NOW }],
    ["EVENT_SOLD_OUT", { ...OPEN, availableTickets: 0 }],
    ["EVENT_SOLD_OUT", { ...OPEN, waitingCount: 1 }],
  ] as const)("is refused as %s by the state of its event", (code, state) => {
    expect(codes(snapshotOf(state), ask(1))).toEqual([code]);
    expect(decideBookings(snapshotOf(state), [ask(1)], NOW).bookings).toEqual([]);
  });

  it("is refused when its user has a booking, another amount is owed, or nobody takes its payment", () => {
    const active = {
      id: bookingId.parse(objectId(7)),
      userId: user(1),
      eventId: EVENT,
      status: "confirmed" as const,
      holdExpiresAt: null,
      guest: null,
    };
    expect(codes(snapshotOf(OPEN, { activeBookings: [active] }), ask(1), ask(2))).toEqual([
      "BOOKING_ALREADY_ACTIVE",
      "pending",
    ]);
    expect(codes(snapshotOf(OPEN), ask(1, { expectedTotalAmount: 999 }))).toEqual(["PRICE_CHANGED"]);
    const { rules } = snapshotOf(OPEN);
    const offline = snapshotOf(OPEN, { rules: { ...rules, acceptsOnlinePayment: false } });
    expect(codes(offline, ask(1), ask(2, { paymentMethod: "cash" }))).toEqual([
      "PAYMENT_METHOD_UNAVAILABLE",
      "confirmed",
    ]);
  });
});

describe("requests of one batch", () => {
  it("take from what the earlier ones left, and are each refused alone", () => {
    const scarce = snapshotOf({ ...OPEN, availableTickets: 3 });
    const requests = [2, 2, 1, 1].map((ticketQuantity, index) => ask(index + 1, { ticketQuantity }));
    expect(codes(scarce, ...requests)).toEqual(["pending", "EVENT_SOLD_OUT", "pending", "EVENT_SOLD_OUT"]);
    expect(decideBookings(scarce, requests, NOW).events.get(EVENT)).toMatchObject({ taken: 3 });
  });

  it("of one user are one booking, but a repeat of a key gets the first answer", () => {
    const requests = [ask(1, { key: "a" }), ask(1, { key: "a" }), ask(1, { key: "b" }), ask(1)];
    const { outcomes, bookings, records } = decideBookings(snapshotOf(OPEN), requests, NOW);
    const [first, again] = outcomes;
    expect(again).toEqual(first);
    expect(codes(snapshotOf(OPEN), ...requests)).toEqual([
      "pending",
      "pending",
      "BOOKING_ALREADY_ACTIVE",
      "BOOKING_ALREADY_ACTIVE",
    ]);
    expect([bookings.length, records.length]).toEqual([1, 1]);
  });

  it("are replayed from earlier records, unless the key was used for something else or cannot be read", () => {
    const request = ask(1, { key: "a" });
    const [earlier] = decideBookings(snapshotOf(OPEN), [request], NOW).records;
    const { keyed } = request;
    if (keyed === undefined || earlier === undefined) throw new Error("It has a key.");
    const good = new Map([[earlier.id, toRecord(keyed.id, keyed.call, { kind: "old" }, NOW)]]);
    const broken = snapshotOf(OPEN, { records: { good, expired: ["gone"] } });
    expect(codes(broken, request, ask(1, { key: "a", ticketQuantity: 2 }), ask(2))).toEqual([
      "failed",
      "IDEMPOTENCY_KEY_REUSED",
      "pending",
    ]);
    expect(decideBookings(broken, [request], NOW).expiredRecords).toEqual(["gone"]);
  });

  it("count for the velocity limit together with what was booked before", () => {
    const limit = { max: 2, windowSeconds: 3_600 };
    const { rules } = snapshotOf(OPEN);
    const recent = {
      id: bookingId.parse(objectId(9)),
      userId: user(1),
      eventId: toEventId.parse("d".repeat(24)),
      bookingDate: new Date(NOW.getTime() - 1_000),
      cancelledBy: null,
    };
    const other = toEventId.parse("c".repeat(24));
    const events = new Map([EVENT, other].map((id) => [id, toBookability(OPEN, NOW)]));
    const snapshot = snapshotOf(OPEN, {
      events,
      rules: { ...rules, velocity: { perUser: limit, abandoned: limit, asGuest: limit } },
      recentBookings: [recent, recent],
    });
    expect(codes(snapshot, ask(1), ask(1, { eventId: other }), ask(2))).toEqual([
      "pending",
      "RATE_LIMITED",
      "pending",
    ]);
  });

  it("change nothing of the snapshot", () => {
    const snapshot = snapshotOf(OPEN);
    const twice = [1, 2].map(() => codes(snapshot, ask(1, { key: "a" }), ask(1), ask(2)));
    expect(twice[0]).toEqual(twice[1]);
  });
});
