import type { CheckedDiscountCode } from "@foyer/contract/discount-code";
import { describe, expect, it } from "vitest";
import { codeNotAppliedWords, codeWords } from "../src/events/code-words";
import { errorPlace } from "../src/events/error-place";
import { eventPriceWords } from "../src/events/event-price";
import {
  bookable,
  choiceOfKinds,
  itemsOfChoice,
  mostOf,
  orderAddress,
  orderOf,
  readChoice,
  requestOf,
  sameTickets,
  stepped,
  writeChoice,
} from "../src/events/order";
import { limitWords, saleWords } from "../src/events/ticket-type-sale";
import { refused } from "./kit/api";
import { TYPE, typeId } from "./kit/ticket-type";

const now = new Date("2027-03-01T12:00:00Z");
const event = { availableTickets: 8, maxTicketsPerPerson: 6 };
const standard = TYPE;
const student = { ...TYPE, id: typeId("b"), name: "Student", price: 1_000, maxPerBooking: 2 };
const group = { ...TYPE, id: typeId("c"), name: "Group", price: 2_000, minPerBooking: 4, available: 8 };
const types = [standard, student, group];

describe("a choice of kinds", () => {
  it("is in the address as it was made, and nothing else is read from there", () => {
    const choice = new Map([
      [standard.id, 2],
      [student.id, 1],
    ]);
    expect(readChoice(choiceOfKinds(writeChoice(choice)) ?? "")).toEqual(choice);
    expect(readChoice(choiceOfKinds(writeChoice(new Map([[student.id, 0]]))) ?? "")).toEqual(new Map());
    for (const wrong of ["", "1", `${standard.id}.`, `${standard.id}.1_`, "<b>.1", 7, undefined]) {
      expect(choiceOfKinds(wrong)).toBeUndefined();
    }
  });

  it("is cut to what is left, to the limits of each kind, and to what one person may have", () => {
    const all = new Map(types.map(({ id }) => [id, 50]));
    expect([...bookable(types, all, event, now).values()]).toEqual([5, 1]);
    expect(mostOf(student, 0, event)).toBe(2);
    expect(mostOf(group, 3, event)).toBe(0);
    expect(mostOf(group, 2, event)).toBe(4);
    const waited = { ...standard, waitingCount: 1 };
    expect(bookable([waited], new Map([[waited.id, 1]]), event, now)).toEqual(new Map());
  });

  it("steps over numbers that cannot be booked", () => {
    expect([stepped(group, 0, 1), stepped(group, 4, 5), stepped(group, 4, 3)]).toEqual([4, 5, 0]);
    expect([stepped(standard, 0, 1), stepped(standard, 1, 0)]).toEqual([1, 0]);
  });

  it("begins with the only kind on sale, and is empty where there are several or none was wanted", () => {
    const closed = { ...student, isClosed: true };
    expect(bookable([closed, group], undefined, event, now)).toEqual(new Map([[group.id, 4]]));
    expect(bookable(types, undefined, event, now)).toEqual(new Map());
    expect(bookable([standard], new Map(), event, now)).toEqual(new Map());
  });

  it("is the same tickets when it is booked again, with one kind or several", () => {
    const items = itemsOfChoice(types, new Map([[student.id, 2]]));
    expect(sameTickets({ items, ticketQuantity: 2 })).toEqual({ kinds: `${student.id}.2` });
    const one = [{ ticketTypeId: null, name: null, unitPrice: 5, quantity: 3 }];
    expect(sameTickets({ items: one, ticketQuantity: 3 })).toEqual({ tickets: 3 });
    expect(orderAddress("e", { tickets: 2, code: "A B" })).toBe("/events/e?tickets=2&code=A+B");
  });
});

describe("the price of an order", () => {
  const items = itemsOfChoice(
    types,
    new Map([
      [standard.id, 2],
      [student.id, 1],
    ]),
  );
  const code: CheckedDiscountCode = {
    code: "SPRING",
    kind: "percent",
    value: 15,
    ticketTypeIds: [student.id],
    opens: [],
  };

  it("is what the server computes: the discount of the kinds that the code is for", () => {
    const order = orderOf(items, code);
    expect(order).toMatchObject({ ticketQuantity: 3, discountAmount: 150, totalAmount: 5_850 });
    expect(requestOf(order)).toEqual({
      items: [
        { ticketTypeId: standard.id, quantity: 2 },
        { ticketTypeId: student.id, quantity: 1 },
      ],
      code: "SPRING",
    });
  });

  it("leaves out a code that is for nothing of it, which would be refused", () => {
    const only = itemsOfChoice(types, new Map([[standard.id, 1]]));
    const order = orderOf(only, code);
    expect(order).toMatchObject({ discountCode: null, discountAmount: 0, totalAmount: 2_500 });
    expect(requestOf(order)).toEqual({ items: [{ ticketTypeId: standard.id, quantity: 1 }] });
    expect(codeNotAppliedWords(code, types)).toBe("It is for “Student”: choose some to use it.");
  });

  it("asks for a number where there is one kind", () => {
    const order = orderOf([{ ticketTypeId: null, name: null, unitPrice: 700, quantity: 3 }], undefined);
    expect(requestOf(order)).toEqual({ ticketQuantity: 3 });
    expect(order.totalAmount).toBe(2_100);
  });
});

describe("words for kinds and codes", () => {
  it.each([
    [{}, "5 left"],
    [{ isClosed: true }, "Not on sale"],
    [{ salesFrom: new Date("2027-03-02T08:00:00Z") }, "On sale from Tue 2 Mar 2027, 17:00 Tokyo time"],
    [{ salesUntil: now }, "Sales are over"],
    [{ available: 0 }, "Sold out"],
    [{ available: 0, waitingCount: 1 }, "Sold out, 1 person waits"],
  ])("of %o are %s", (change, words) => {
    expect(saleWords({ ...TYPE, ...change }, "Asia/Tokyo", now)).toBe(words);
  });

  it("say the limits of a booking", () => {
    expect(limitWords(standard)).toBeUndefined();
    expect(limitWords(student)).toBe("at most 2 per booking");
    expect(limitWords(group)).toBe("at least 4 per booking");
    expect(limitWords({ minPerBooking: 2, maxPerBooking: 4 })).toBe("2 to 4 per booking");
  });

  it("say what a code takes off, for which kinds, and what it opens", () => {
    const base = { code: "X", value: 20, ticketTypeIds: [], opens: [] };
    expect(codeWords({ ...base, kind: "percent" }, types, "EUR")).toBe("20 % off.");
    expect(
      codeWords({ ...base, kind: "amount", value: 500, ticketTypeIds: [student.id] }, types, "EUR"),
    ).toBe("EUR 5.00 off “Student”.");
    expect(codeWords({ ...base, kind: "unlock", opens: [group] }, types, "EUR")).toBe("Opens “Group”.");
  });

  it("name one price, or the lowest of several", () => {
    const base = { price: 1_000, currency: "EUR", hasTicketTypes: true };
    expect(eventPriceWords({ ...base, hasTicketTypes: false })).toBe("EUR 10.00");
    expect(eventPriceWords(base)).toBe("From EUR 10.00");
    expect(eventPriceWords({ ...base, ticketTypes: [{ price: 1_000 }, { price: 1_000 }] })).toBe("EUR 10.00");
    expect(eventPriceWords({ ...base, price: 0, ticketTypes: [{ price: 0 }] })).toBe("Free");
    expect(eventPriceWords({ ...base, price: 0 })).toBe("Free and up");
  });
});

it("shows an error beside what caused it", () => {
  const of = (id: string) => ({ ticketTypeId: id, available: 0, maxTickets: 2 });
  expect(errorPlace(refused("TICKET_TYPE_SOLD_OUT", of(student.id)), types)).toEqual({
    kind: "type",
    ticketTypeId: student.id,
  });
  expect(errorPlace(refused("TOO_MANY_TICKETS", of(group.id)), types)).toMatchObject({ kind: "type" });
  // A kind that is no longer shown, and what is about all of them.
  expect(errorPlace(refused("NOT_ON_SALE", of("d".repeat(24))), types)).toEqual({ kind: "form" });
  expect(errorPlace(refused("TOO_MANY_TICKETS", { maxTickets: 4 }), types)).toEqual({ kind: "form" });
  expect(errorPlace(refused("CODE_USED_UP"), types)).toEqual({ kind: "code" });
  expect(errorPlace(refused("EVENT_SOLD_OUT"), types)).toEqual({ kind: "form" });
});
