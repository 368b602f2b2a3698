import { describe, expect, it } from "vitest";
import { cancelEventConsequence, progressWords } from "../src/manage/cancel-words";
import { refundWords } from "../src/manage/refund-words";
import { salesBars } from "../src/manage/sales-days";

describe("cancelling an event", () => {
  const stats = {
    bookings: { pending: 2, confirmed: 30, cancelled: 4 },
    revenue: 160_000,
    currency: "EUR",
    waitingPeople: 3,
    sold: 60,
    held: 4,
  };

  it("says in figures what it does", () => {
    expect(cancelEventConsequence(stats)).toEqual([
      "32 bookings will be cancelled and EUR 1,600.00 refunded.",
      "Everybody who booked (64 tickets) is told by mail, with your reason.",
      "The waiting list closes: 3 people on it will be told too.",
      "What was paid in cash you give back yourself: it is listed under Refunds.",
    ]);
  });

  it("says so when there is nothing to lose", () => {
    const nobody = { pending: 0, confirmed: 0, cancelled: 1 };
    expect(
      cancelEventConsequence({ ...stats, bookings: nobody, revenue: 0, waitingPeople: 0, sold: 0, held: 0 }),
    ).toEqual(["Nobody has booked, so nothing is refunded."]);
  });

  it("shows how far it is", () => {
    expect(progressWords({ state: "running", cancelledBookings: 18, remainingBookings: 14 })).toBe(
      "18 of 32 bookings cancelled",
    );
    expect(progressWords({ state: "done", cancelledBookings: 1, remainingBookings: 0 })).toBe(
      "1 booking cancelled",
    );
  });
});

describe("sales per day as bars", () => {
  const sale = (day: string, tickets: number) => ({ day, bookings: 1, tickets, amount: tickets * 100 });

  it("has the days without a sale too", () => {
    const bars = salesBars([sale("2027-02-27", 2), sale("2027-03-01", 3)]);
    expect(bars.map(({ day, tickets }) => [day, tickets])).toEqual([
      ["2027-02-27", 2],
      ["2027-02-28", 0],
      ["2027-03-01", 3],
    ]);
  });

  it("has weeks where days would be too many, and loses no ticket", () => {
    const bars = salesBars([sale("2027-01-01", 2), sale("2027-01-06", 1), sale("2027-12-31", 5)]);
    expect(bars).toHaveLength(53);
    expect(bars[0]).toMatchObject({ day: "2027-01-01", days: 7, tickets: 3, amount: 300 });
    expect(bars.at(-1)).toMatchObject({ tickets: 5 });
  });

  it("is empty without sales", () => {
    expect(salesBars([])).toEqual([]);
  });
});

describe("where a refund stands", () => {
  const refund = {
    state: "refund_due",
    method: "credit_card",
    failures: 0,
    problem: null,
    nextTryAt: null,
    refundedAt: null,
    isLate: false,
  } as const;

  it("says how often it failed, when it is tried again and what the provider said", () => {
    expect(refundWords(refund).state).toBe("On its way back");
    const failing = {
      ...refund,
      failures: 2,
      problem: "card_closed",
      nextTryAt: new Date("2027-03-12T18:30:00Z"),
    };
    expect(refundWords(failing)).toEqual({
      state: "Failed, tried again",
      more: ["Tried 2 times, next try Fri 12 Mar 2027, 19:30.", "The payment provider says: “card_closed”"],
    });
  });

  it("leaves cash to the organizer, and marks what came late", () => {
    expect(refundWords({ ...refund, method: "cash" }).state).toBe("To give back in cash");
    expect(refundWords({ ...refund, isLate: true }).more).toEqual(["Paid too late for this booking."]);
  });
});
