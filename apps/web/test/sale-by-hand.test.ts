import { TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { latecomersWords, noteOf, soldByHand, whyNoSale } from "../src/by-hand/sale-by-hand";
import { saleErrorWords } from "../src/by-hand/sale-error";
import { saleOf, saleWords } from "../src/events/ticket-type-sale";
import { lost, refused } from "./kit/api";
import { TYPE } from "./kit/ticket-type";

const now = new Date("2027-03-01T12:00:00Z");
const before = new Date("2027-02-01T12:00:00Z");
const later = new Date("2027-04-01T12:00:00Z");
const event = {
  cancelledAt: null,
  dateTime: later,
  endsAt: null,
  timeZone: "UTC",
  isActive: true,
  availableTickets: 8,
  waitingCount: 0,
};
const begun = { ...event, dateTime: now };

describe("a sale by those who run the event", () => {
  it("has kinds that open sale has not, and says why it has not", () => {
    const kinds = [
      { ...TYPE, isClosed: true },
      { ...TYPE, salesFrom: later, isHidden: true },
      { ...TYPE, salesUntil: before },
    ];
    expect(kinds.map((kind) => saleOf(soldByHand(kind, event, now), now))).toEqual([
      "on_sale",
      "on_sale",
      "on_sale",
    ]);
    expect(kinds.map((kind) => noteOf(kind, now))).toEqual([
      "closed",
      "hidden, not on open sale yet",
      "open sale is over",
    ]);
    expect(noteOf(TYPE, now)).toBeUndefined();
    // Who waits for a kind comes first all the same.
    const waitedFor = { ...TYPE, available: 0, waitingCount: 2, isClosed: true };
    expect(saleWords(soldByHand(waitedFor, event, now), "UTC", now)).toBe("Sold out, 2 people wait");
    expect(saleWords(soldByHand(waitedFor, begun, now), "UTC", now)).toBe("Sold out");
  });

  it("is none where the server would refuse it, and says why", () => {
    expect(whyNoSale(event, [], now)).toBeUndefined();
    expect(whyNoSale({ ...event, cancelledAt: before }, [], now)).toMatch(/cancelled/);
    expect(whyNoSale({ ...event, dateTime: before }, [], now)).toMatch(/is over/);
    expect(whyNoSale({ ...event, dateTime: before, endsAt: now }, [], now)).toMatch(/is over/);
    expect(whyNoSale({ ...event, isActive: false }, [], now)).toMatch(/closed/);
    expect(whyNoSale({ ...event, availableTickets: 0 }, [], now)).toMatch(/Sold out/);
    expect(whyNoSale({ ...event, waitingCount: 1 }, [], now)).toMatch(/^1 person waits/);
    // The others are on sale while people wait for one kind.
    expect(whyNoSale({ ...event, waitingCount: 1 }, [{ waitingCount: 1 }], now)).toBeUndefined();
  });

  it("goes on for latecomers until the event ends, and says until when", () => {
    expect(latecomersWords(event, now)).toBeUndefined();
    expect(latecomersWords(begun, now)).toMatch(/until Tue 2 Mar 2027, 00:00/);
    expect(latecomersWords({ ...begun, endsAt: later }, now)).toMatch(/until Thu 1 Apr 2027, 12:00/);
    // Nobody waits for an event that has begun.
    expect(whyNoSale({ ...begun, waitingCount: 1 }, [], now)).toBeUndefined();
    expect(whyNoSale({ ...begun, availableTickets: 0 }, [], now)).toMatch(/Sold out/);
  });

  it("says what failed to those who sell, and what may have been sold", () => {
    expect(saleErrorWords(refused("BOOKING_ALREADY_ACTIVE"))).toMatch(/for this address already/);
    expect(saleErrorWords(refused("BOOKING_ALREADY_ACTIVE"))).toMatch(/add tickets there/);
    expect(saleErrorWords(refused("BOOKING_ALREADY_ACTIVE"), true)).toMatch(/no tickets are added/);
    expect(saleErrorWords(TRPCClientError.from(lost()))).toMatch(/may be booked already/);
    expect(saleErrorWords(refused("TOO_MANY_TICKETS"))).toBeUndefined();
  });
});
