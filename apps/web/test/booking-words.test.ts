import type { BookingStatus } from "@foyer/contract/booking";
import { describe, expect, it } from "vitest";
import {
  bookLabel,
  cancelConsequence,
  cancelDone,
  cancellableUntil,
  kindsWords,
  paymentWords,
  ticketsWords,
} from "../src/bookings/booking-words";
import { type BookingsShown, bookingsUnder } from "../src/bookings/bookings-shown";

const by = { paymentMethod: "credit_card", cashDueAt: null, refundedAmount: 0 } as const;
const two = { ticketQuantity: 2, totalAmount: 10_000, currency: "EUR", ...by };
const free = { ticketQuantity: 1, totalAmount: 0, currency: "EUR", ...by };

describe("words for a booking", () => {
  it("name what a button books and costs", () => {
    expect(bookLabel(two)).toBe("Book 2 tickets for EUR 100.00");
    expect(bookLabel(two, true)).toBe("Hold 2 tickets for EUR 100.00");
    expect(bookLabel(free)).toBe("Book 1 ticket for free");
    expect(ticketsWords(free)).toBe("1 ticket");
  });

  it("state what cancelling does, in figures", () => {
    expect(cancelConsequence({ ...two, status: "confirmed", paymentStatus: "pending" })).toBe(
      "2 tickets for EUR 100.00 go back on sale. Nothing was paid, so nothing is given back.",
    );
    const paid = { ...two, status: "confirmed", paymentStatus: "paid" } as const;
    expect(cancelConsequence(paid)).toBe(
      "2 tickets for EUR 100.00 go back on sale. EUR 100.00 goes back to the card it was paid with.",
    );
    // What was given back before does not come back again.
    expect(cancelConsequence({ ...paid, refundedAmount: 2_500 })).toContain(
      "EUR 75.00 goes back to the card",
    );
    expect(cancelConsequence({ ...paid, refundedAmount: 10_000 })).toContain(
      "What was paid was given back before.",
    );
    expect(paymentWords({ ...paid, refundedAmount: 2_500 })).toBe(
      "EUR 100.00 paid, EUR 25.00 of it given back",
    );
    // Cash that was promised is not given back before it is.
    expect(paymentWords({ ...paid, refundedAmount: 2_500, cashDueBack: 2_500 })).toBe(
      "EUR 100.00 paid, EUR 25.00 to be given back in cash",
    );
    const over = { ...paid, status: "cancelled", refundedAmount: 2_500 } as const;
    expect(paymentWords(over)).toBe("EUR 75.00 on its way back");
    expect(paymentWords({ ...over, paymentMethod: "cash" })).toMatch(/^EUR 75.00 to be given back in cash/);
    expect(paymentWords({ ...over, paymentMethod: "cash", cashDueBack: 10_000 })).toMatch(
      /^EUR 100.00 to be given back in cash/,
    );
    expect(cancelConsequence({ ...paid, paymentMethod: "paypal" })).toMatch(
      /EUR 100\.00 goes back to the PayPal account/,
    );
    expect(cancelConsequence({ ...paid, paymentMethod: "cash" })).toMatch(
      /The organizer gives EUR 100\.00 back in cash\.$/,
    );
    expect(cancelConsequence({ ...free, status: "confirmed", paymentStatus: "paid" })).toBe(
      "1 ticket goes back on sale.",
    );
  });

  it.each([
    ["confirmed", "pending", "EUR 100.00 to pay at the door, in cash"],
    ["confirmed", "paid", "EUR 100.00 paid"],
    ["pending", "pending", "EUR 100.00 not paid yet"],
    ["pending", "failed", "EUR 100.00 not paid: the payment did not go through"],
    ["cancelled", "pending", "Nothing was paid"],
    ["cancelled", "paid", "EUR 100.00 on its way back"],
    ["cancelled", "refunded", "EUR 100.00 given back"],
  ] as const)("say where the money of a %s, %s booking is", (status, paymentStatus, words) => {
    expect(paymentWords({ ...two, status, paymentStatus })).toBe(words);
  });

  it("say until when cash has to be paid, and name kinds", () => {
    const cashDueAt = new Date("2027-03-10T11:00:00Z");
    const due = { ...two, cashDueAt, status: "confirmed", paymentStatus: "pending" } as const;
    expect(paymentWords(due, "Asia/Tokyo")).toBe(
      "EUR 100.00 to pay in cash by Wed 10 Mar 2027, 20:00 Tokyo time",
    );
    const item = { ticketTypeId: null, name: null, unitPrice: 1, quantity: 2 };
    expect(kindsWords([item])).toBeUndefined();
    expect(
      kindsWords([
        { ...item, name: "Standard" },
        { ...item, name: "Student", quantity: 1 },
      ]),
    ).toBe("2 × Standard, 1 × Student");
    // Booked before the event had several kinds, and added to since.
    expect(kindsWords([item, { ...item, name: "Student", quantity: 1 }])).toBe("2 × ticket, 1 × Student");
  });

  it("know the last moment to cancel", () => {
    const dateTime = new Date("2027-03-12T18:30:00Z");
    expect(cancellableUntil({ dateTime, cancellationCutoffHours: 24 })).toEqual(
      new Date("2027-03-11T18:30:00Z"),
    );
  });
});

describe("what is said once a booking is cancelled", () => {
  const paid = { ...two, status: "confirmed", paymentStatus: "paid", refundedAmount: 2_500 } as const;

  it("tells how its money comes back, and by when", () => {
    expect(cancelDone(paid)).toBe(
      "Your booking is cancelled. EUR 75.00 is on its way back to your card. It can take some days to get there.",
    );
    expect(cancelDone({ ...paid, paymentMethod: "cash" })).toBe(
      "Your booking is cancelled. Collect EUR 75.00 from the organizer, in cash.",
    );
    expect(cancelDone({ ...paid, refundedAmount: 10_000 })).toMatch(/What was paid was given back before\.$/);
    expect(cancelDone({ ...paid, paymentStatus: "pending" })).toMatch(/Nothing was paid/);
    expect(cancelDone({ ...free, status: "confirmed", paymentStatus: "paid" })).toBe(
      "Your booking is cancelled.",
    );
  });

  it("tells those who run the event what they have to do", () => {
    expect(cancelDone({ ...paid, paymentMethod: "cash" }, "Ann")).toMatch(
      /^The booking of .?Ann.? is cancelled\. EUR 75\.00 stands under “Refunds” until/,
    );
    expect(cancelDone(paid, "Ann")).toMatch(/EUR 75\.00 is on its way back\.$/);
  });
});

describe("bookingsUnder", () => {
  const now = new Date("2027-03-01T12:00:00Z");
  const booking = (id: string, day: string, status: BookingStatus = "confirmed") => ({
    id,
    status,
    event: { dateTime: new Date(`2027-${day}T12:00:00Z`), endsAt: null },
  });
  const all = [
    booking("far", "06-01"),
    booking("over", "02-01"),
    booking("gone", "06-02", "cancelled"),
    booking("next", "03-02"),
    booking("held", "04-01", "pending"),
    booking("long over", "01-01"),
  ];

  it.each([
    ["upcoming", ["held", "next", "far"]],
    ["past", ["over", "long over"]],
    ["cancelled", ["gone"]],
  ] as const)("puts the right ones under %s, in order", (shown, ids) => {
    expect(bookingsUnder(shown, all, now).map(({ id }) => id)).toEqual(ids);
  });

  it("keeps an event that has begun under upcoming until its end, which comes before those to come", () => {
    const festival = booking("festival", "02-28");
    const until = (endsAt: Date) => [...all, { ...festival, event: { ...festival.event, endsAt } }];
    const ids = (shown: BookingsShown, endsAt: Date) =>
      bookingsUnder(shown, until(endsAt), now).map(({ id }) => id);
    expect(ids("upcoming", new Date(now.getTime() + 1))).toEqual(["held", "festival", "next", "far"]);
    expect(ids("past", new Date(now.getTime() + 1))).toEqual(["over", "long over"]);
    expect(ids("upcoming", now)).toEqual(["held", "next", "far"]);
    expect(ids("past", now)).toEqual(["festival", "over", "long over"]);
  });
});
