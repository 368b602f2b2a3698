import { discountOf } from "@foyer/contract/discount-code";
import { discountCodeId, ticketTypeId, eventId as toEventId, userId as toUserId } from "@foyer/contract/ids";
import type { BookingRequest, Sale } from "@foyer/domain/booking-queue/booking-queue";
import {
  decideBookings,
  refusalForLackOfTickets,
  type Snapshot,
} from "@foyer/domain/booking-queue/decide-bookings";
import { codeIndex, type DiscountCode } from "@foyer/domain/discount-codes/discount-code";
import { type EventState, toBookability } from "@foyer/domain/events/bookability";
import { recordId } from "@foyer/domain/idempotency/idempotency-record";
import { lowestPrice } from "@foyer/domain/ticket-types/ticket-type";
import { PLAIN_SALE, ticketType } from "@foyer/testing/event-state";
import { describe, expect, it } from "vitest";

const NOW = new Date("2027-03-01T10:00:00.000Z");
const later = (ms: number) => new Date(NOW.getTime() + ms);
const EVENT = toEventId.parse("e".repeat(24));
const [SEAT, STAND, PRESS] = ["a1", "a2", "a3"].map((end) => ticketTypeId.parse(end.padStart(24, "0")));
if (SEAT === undefined || STAND === undefined || PRESS === undefined) throw new Error("There are three.");

const EVENT_STATE: EventState = {
  isActive: true,
  cancelledAt: null,
  dateTime: later(100 * 3_600_000),
  capacity: 10,
  availableTickets: 10,
  waitingCount: 0,
  price: 1_000,
  currency: "EUR",
  cancellationCutoffHours: 24,
  ...PLAIN_SALE,
  ticketTypes: [
    ticketType(SEAT, { name: "Seat", price: 3_333, quota: 4 }),
    ticketType(STAND, { name: "Standing", price: 1_000, quota: 8 }),
    ticketType(PRESS, { name: "Press", price: 0, isHidden: true }),
  ],
};

function code(overrides: Partial<DiscountCode> = {}): DiscountCode {
  return {
    id: discountCodeId.parse("c".repeat(24)),
    eventId: EVENT,
    code: "Early-Bird",
    codeKey: "EARLYBIRD",
    kind: "percent",
    value: 15,
    maxUses: null,
    maxUsesPerPerson: null,
    ticketTypeIds: [],
    validFrom: null,
    validUntil: null,
    uses: 0,
    isActive: true,
    ...overrides,
  };
}

function decide(
  requests: readonly BookingRequest[],
  { state = EVENT_STATE, codes = [] }: { state?: EventState; codes?: readonly DiscountCode[] } = {},
) {
  let ids = 0;
  const snapshot: Snapshot = {
    events: new Map([[EVENT, toBookability(state, NOW)]]),
    activeBookings: [],
    codes: new Map(codes.map((one) => [codeIndex({ eventId: EVENT, code: one.code }), one])),
    questions: new Map(),
    records: { good: new Map(), expired: [] },
    recentBookings: [],
    rules: {
      holdSeconds: 900,
      proofSeconds: 300,
      mailsLinks: true,
      acceptsOnlinePayment: true,
      velocity: "off",
      newId: () => (++ids + 1_000).toString(16).padStart(24, "0"),
    },
  };
  return decideBookings(snapshot, requests, NOW);
}

let buyers = 0;
function ask(
  items: Readonly<Record<string, number>> | number,
  more: Partial<BookingRequest["input"]> = {},
  sale: Sale = { kind: "open" },
): BookingRequest {
  const id = toUserId.parse((++buyers).toString(16).padStart(24, "0"));
  const wanted =
    typeof items === "number"
      ? { ticketQuantity: items }
      : {
          items: Object.entries(items).map(([type, quantity]) => ({
            ticketTypeId: ticketTypeId.parse(type),
            quantity,
          })),
        };
  const input = { eventId: EVENT, paymentMethod: "credit_card" as const, ...wanted, ...more };
  return { actor: { id, role: "user" }, sale, input, keyed: undefined };
}

const answers = ({ outcomes }: ReturnType<typeof decideBookings>) =>
  outcomes.map((outcome) => {
    if (outcome.kind === "booked") return outcome.booking.totalAmount;
    return outcome.kind === "refused" ? outcome.error.code : "failed";
  });

describe("a repeated call", () => {
  const oneKind: EventState = { ...EVENT_STATE, ticketTypes: [], price: 1_000 };
  it.each([
    ["of several kinds", ask({ [SEAT]: 1, [STAND]: 2 }), {}],
    [
      "of several kinds with a code",
      ask({ [SEAT]: 1, [STAND]: 2 }, { code: "early bird" }),
      { codes: [code()] },
    ],
    ["of one kind with a code", ask(3, { code: "early bird" }), { codes: [code()], state: oneKind }],
    ["of one kind that is free", ask(3), { state: { ...oneKind, price: 0 } }],
  ])("gets the whole first answer: tickets %s", (_, request, around) => {
    const call = {
      userId: request.actor.id,
      key: "once",
      operation: "booking.create",
      input: { ...request.input },
    };
    const keyed = { call, id: recordId(call) };
    const [first, again] = decide(
      [
        { ...request, keyed },
        { ...request, keyed },
      ],
      around,
    ).outcomes;
    expect(first?.kind).toBe("booked");
    expect(again).toStrictEqual(first);
  });
});

describe("tickets of several kinds", () => {
  it("are booked with their names and prices, and counted for each kind", () => {
    const decision = decide([ask({ [SEAT]: 1, [STAND]: 2 })]);
    expect(decision.bookings).toMatchObject([
      {
        ticketQuantity: 3,
        totalAmount: 5_333,
        items: [
          { ticketTypeId: SEAT, name: "Seat", unitPrice: 3_333, quantity: 1 },
          { ticketTypeId: STAND, name: "Standing", unitPrice: 1_000, quantity: 2 },
        ],
      },
    ]);
    expect(decision.capacityLog).toMatchObject([
      {
        quantity: 3,
        items: [
          { ticketTypeId: SEAT, quantity: 1 },
          { ticketTypeId: STAND, quantity: 2 },
        ],
      },
    ]);
    expect(decision.events.get(EVENT)).toMatchObject({
      taken: 3,
      types: [
        { ticketTypeId: SEAT, quantity: 1, quota: 4 },
        { ticketTypeId: STAND, quantity: 2, quota: 8 },
      ],
    });
  });

  it("sell out one by one, and the lowest price that is left is the event's", () => {
    const decision = decide([
      ask({ [STAND]: 8 }),
      ask({ [STAND]: 1 }),
      ask({ [SEAT]: 3 }),
      ask({ [SEAT]: 2 }),
    ]);
    expect(answers(decision)).toEqual([8_000, "TICKET_TYPE_SOLD_OUT", "TICKET_TYPE_SOLD_OUT", 6_666]);
    expect(decision.events.get(EVENT)?.after).toMatchObject({ availableTickets: 0, price: 1_000 });
    const soldOut = decide([ask({ [STAND]: 8 })]);
    expect(soldOut.events.get(EVENT)?.after.price).toBe(3_333);
  });

  it("are refused by their own limits, each with its own code", () => {
    const types = EVENT_STATE.ticketTypes;
    const withType = (overrides: object) => ({
      ...EVENT_STATE,
      ticketTypes: types.map((type) => (type.id === SEAT ? { ...type, ...overrides } : type)),
    });
    const refusal = (overrides: object, quantity = 1) =>
      answers(decide([ask({ [SEAT]: quantity })], { state: withType(overrides) }));
    expect(refusal({ salesFrom: later(1) })).toEqual(["NOT_ON_SALE"]);
    expect(refusal({ salesUntil: NOW })).toEqual(["NOT_ON_SALE"]);
    expect(refusal({ isClosed: true })).toEqual(["NOT_ON_SALE"]);
    const waited = { ...withType({ waitingCount: 1 }), waitingCount: 1 };
    expect(answers(decide([ask({ [SEAT]: 1 }), ask({ [STAND]: 1 })], { state: waited }))).toEqual([
      "TICKET_TYPE_SOLD_OUT",
      1_000,
    ]);
    expect(refusal({ maxPerBooking: 1 }, 2)).toEqual(["TOO_MANY_TICKETS"]);
    expect(refusal({ minPerBooking: 2 }, 1)).toEqual(["INVALID_INPUT"]);
    expect(answers(decide([ask(1), ask({ ["f".repeat(24)]: 1 }), ask({ [PRESS]: 1 })]))).toEqual([
      "INVALID_INPUT",
      "NOT_ON_SALE",
      "NOT_ON_SALE",
    ]);
    const limits = { ...EVENT_STATE, maxTicketsPerPerson: 2 };
    expect(answers(decide([ask({ [SEAT]: 1, [STAND]: 2 })], { state: limits }))).toEqual([
      "TOO_MANY_TICKETS",
    ]);
    expect(answers(decide([ask({ [SEAT]: 1 })], { state: { ...EVENT_STATE, salesFrom: later(1) } }))).toEqual(
      ["NOT_ON_SALE"],
    );
  });

  it("go by number where there is one kind, and to whoever runs the event without sales", () => {
    const one = { ...EVENT_STATE, ticketTypes: EVENT_STATE.ticketTypes.slice(1, 2) };
    expect(decide([ask(2)], { state: one }).bookings).toMatchObject([
      { totalAmount: 2_000, items: [{ ticketTypeId: STAND, quantity: 2 }] },
    ]);
    // What is hidden is no second kind for whoever cannot see it.
    const shown = { ...EVENT_STATE, ticketTypes: EVENT_STATE.ticketTypes.slice(1) };
    const press = code({ kind: "unlock", value: 0, ticketTypeIds: [PRESS] });
    const eight = decide([ask(8), ask(1), ask(1, { code: press.code })], { state: shown, codes: [press] });
    expect(answers(eight)).toEqual([8_000, "TICKET_TYPE_SOLD_OUT", "INVALID_INPUT"]);
    const hidden = { ...EVENT_STATE, ticketTypes: EVENT_STATE.ticketTypes.slice(2) };
    const both = decide([ask(1), ask(1, { code: press.code })], { state: hidden, codes: [press] });
    expect(answers(both)).toEqual(["NOT_ON_SALE", 0]);
    expect(both.outcomes[0]).toMatchObject({ error: { details: {} } });
    const closed = { ...EVENT_STATE, salesUntil: NOW };
    const byHand = ask({ [PRESS]: 1 }, { paymentMethod: "cash" }, { kind: "by_organizer" });
    expect(decide([byHand], { state: closed }).bookings).toMatchObject([
      { status: "confirmed", paymentStatus: "paid", totalAmount: 0 },
    ]);
  });
});

describe("a request for more tickets than there are", () => {
  const refusal = ({ input }: BookingRequest, overrides: Partial<EventState> = {}) =>
    refusalForLackOfTickets({ ...EVENT_STATE, ...overrides }, input, NOW)?.code;

  it("is refused before it is queued as it would be in it", () => {
    expect(refusal(ask({ [SEAT]: 4 }))).toBeUndefined();
    expect(refusal(ask({ [SEAT]: 5 }))).toBe("TICKET_TYPE_SOLD_OUT");
    expect(refusal(ask({ [SEAT]: 5 }), { maxTicketsPerPerson: 4 })).toBe("TOO_MANY_TICKETS");
    expect(refusal(ask({ [SEAT]: 5 }), { salesUntil: NOW })).toBe("NOT_ON_SALE");
  });

  it("learns nothing of a hidden kind without a code, which the queue judges", () => {
    const types = EVENT_STATE.ticketTypes.map((type) => (type.id === PRESS ? { ...type, quota: 0 } : type));
    expect(refusal(ask({ [PRESS]: 1 }), { ticketTypes: types })).toBe("NOT_ON_SALE");
    expect(refusal(ask({ [PRESS]: 1 }, { code: "any" }), { ticketTypes: types })).toBeUndefined();
  });
});

describe("a guest's booking", () => {
  const guest: Sale = { kind: "to_guest", guest: { name: "Ada", email: "ada@test.example" } };

  it("waits to be proved, for a shorter time where nothing is paid now", () => {
    const decision = decide([
      ask({ [STAND]: 1 }, {}, guest),
      ask({ [STAND]: 1 }, { paymentMethod: "cash" }, guest),
    ]);
    expect(decision.bookings).toMatchObject([
      { status: "pending", holdExpiresAt: later(900_000), guest: guest.guest },
      { status: "pending", paymentStatus: "pending", holdExpiresAt: later(300_000) },
    ]);
  });
});

describe("a discount code", () => {
  it("takes off its part, once rounded for the booking, and is kept with it", () => {
    const decision = decide([ask({ [SEAT]: 3 }, { code: "early bird" })], { codes: [code()] });
    // 15 % of 9,999 is 1,499.85.
    expect(decision.bookings).toMatchObject([
      { totalAmount: 8_499, discount: { code: "Early-Bird", amount: 1_500, kind: "percent", value: 15 } },
    ]);
    expect(decision.codeUses).toEqual([{ codeId: "c".repeat(24), uses: 1 }]);
    const off = code({ kind: "amount", value: 5_000, ticketTypeIds: [STAND] });
    const amounts = decide([ask({ [SEAT]: 1, [STAND]: 2 }, { code: off.code })], { codes: [off] });
    expect(amounts.bookings).toMatchObject([{ totalAmount: 3_333, discount: { amount: 2_000 } }]);
  });

  it("makes a booking free, which is confirmed at once", () => {
    const all = code({ value: 100 });
    expect(decide([ask({ [SEAT]: 1 }, { code: all.code })], { codes: [all] }).bookings).toMatchObject([
      { status: "confirmed", paymentStatus: "paid", totalAmount: 0 },
    ]);
  });

  it("is used as often as it may be, within one batch too", () => {
    const scarce = code({ maxUses: 3, uses: 1 });
    const request = () => ask({ [STAND]: 1 }, { code: scarce.code });
    const decision = decide([request(), request(), request()], { codes: [scarce] });
    expect(answers(decision)).toEqual([850, 850, "CODE_USED_UP"]);
    expect(decision.codeUses).toEqual([{ codeId: scarce.id, uses: 2 }]);
  });

  it("opens hidden kinds, and is refused where it does not apply", () => {
    const press = code({ kind: "unlock", value: 0, ticketTypeIds: [PRESS] });
    expect(answers(decide([ask({ [PRESS]: 1 }, { code: press.code })], { codes: [press] }))).toEqual([0]);
    const invalid = [
      code({ isActive: false }),
      code({ validFrom: later(1) }),
      code({ validUntil: NOW }),
      code({ ticketTypeIds: [STAND] }),
    ];
    for (const one of invalid)
      expect(answers(decide([ask({ [SEAT]: 1 }, { code: one.code })], { codes: [one] }))).toEqual([
        "CODE_INVALID",
      ]);
    expect(answers(decide([ask({ [SEAT]: 1 }, { code: "nobody knows" })]))).toEqual(["CODE_INVALID"]);
  });

  it("never makes an amount negative", () => {
    const items = [{ ticketTypeId: null, unitPrice: 1, quantity: 1 }];
    expect(discountOf({ kind: "percent", value: 50, ticketTypeIds: [] }, items)).toBe(1);
    expect(discountOf({ kind: "amount", value: 50, ticketTypeIds: [] }, items)).toBe(1);
    expect(discountOf({ kind: "percent", value: 49, ticketTypeIds: [] }, items)).toBe(0);
  });
});

describe("the price of an event with kinds", () => {
  it("is the lowest on sale, or else of those shown", () => {
    const types = EVENT_STATE.ticketTypes;
    expect(lowestPrice(types, 10, NOW)).toBe(1_000);
    const soon = types.map((type) => (type.id === STAND ? { ...type, salesFrom: later(1) } : type));
    expect(lowestPrice(soon, 10, NOW)).toBe(3_333);
    expect(
      lowestPrice(
        types.map((type) => ({ ...type, salesFrom: later(1) })),
        10,
        NOW,
      ),
    ).toBe(1_000);
    // Too few for any booking are none.
    const four = types.map((type) => (type.id === STAND ? { ...type, minPerBooking: 4 } : type));
    expect([lowestPrice(four, 4, NOW), lowestPrice(four, 3, NOW)]).toEqual([1_000, 3_333]);
    // A hidden kind does not tell its price when all that is shown is closed.
    const closed = types.map((type) => (type.isHidden ? type : { ...type, isClosed: true }));
    expect(lowestPrice(closed, 10, NOW)).toBe(1_000);
  });
});
