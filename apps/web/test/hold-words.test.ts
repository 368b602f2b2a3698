import { describe, expect, it } from "vitest";
import { giveBackConsequence, giveBackLabel, heldWords, payLinkLabel } from "../src/bookings/held-words";
import {
  countdownAnnouncement,
  countdownWords,
  isCountedDown,
  secondsUntil,
  untilWords,
} from "../src/shared/hold-words";

const now = new Date("2027-03-01T12:00:00Z");
const later = (ms: number) => new Date(now.getTime() + ms);

describe("a countdown", () => {
  it.each([
    [900_000, 900],
    [899_001, 900],
    [1, 1],
    [0, 0],
    [-5_000, 0],
  ])("with %d ms left has %d seconds", (ms, seconds) => {
    expect(secondsUntil(later(ms), now)).toBe(seconds);
  });

  it.each([
    [872, "14:32"],
    [60, "1:00"],
    [59, "0:59"],
    [0, "0:00"],
    [3_599, "59:59"],
    [43_200, "12:00:00"],
  ])("of %d seconds reads %s", (seconds, words) => {
    expect(countdownWords(seconds)).toBe(words);
  });

  it("counts seconds only in the last hour", () => {
    expect(isCountedDown(3_600)).toBe(false);
    expect(isCountedDown(3_599)).toBe(true);
  });

  it("is said aloud three times only", () => {
    const said = new Set(Array.from({ length: 901 }, (_, seconds) => countdownAnnouncement(seconds)));
    expect([...said].sort()).toEqual([
      "",
      "1 minute left to pay.",
      "5 minutes left to pay.",
      "The time to pay has run out.",
    ]);
    expect(countdownAnnouncement(301)).toBe("");
    expect(countdownAnnouncement(300)).toMatch(/^5/);
    expect(countdownAnnouncement(60)).toMatch(/^1/);
  });
});

describe("until when something is held", () => {
  it.each([
    [15 * 60_000, "13:15"],
    [24 * 3_600_000, "Tue 13:00"],
    [8 * 24 * 3_600_000, "Tue 9 Mar 2027, 13:00"],
  ])("%d ms from now reads %s", (ms, words) => {
    expect(untilWords(later(ms), now, "Europe/Berlin")).toBe(words);
  });
});

describe("words for held tickets", () => {
  const held = {
    bookingId: "b",
    eventId: "e",
    ticketQuantity: 2,
    totalAmount: 5_000,
    currency: "EUR",
    until: later(60_000),
    isOffer: false,
  };
  const offer = { ...held, isOffer: true };

  it("say how many, until when and what to do", () => {
    expect(heldWords(held, now)).toBe("2 tickets are held for you until 13:01.");
    expect(heldWords({ ...held, ticketQuantity: 1 }, now)).toMatch(/^1 ticket is held/);
    expect(payLinkLabel(held)).toBe("Pay EUR 50.00 now");
    expect(payLinkLabel(offer)).toBe("Pay for 2 tickets");
    expect(payLinkLabel({ ...offer, totalAmount: 0 })).toBe("Take 2 tickets");
  });

  it("say what letting go of them does", () => {
    expect(giveBackLabel(held)).toBe("Give the tickets back");
    expect(giveBackLabel({ ...offer, ticketQuantity: 1 })).toBe("Decline the ticket");
    expect(giveBackConsequence(held)).toBe("2 tickets go back on sale. Nothing was paid.");
    expect(giveBackConsequence(offer)).toMatch(/^2 tickets go to whoever is next in line/);
  });
});
