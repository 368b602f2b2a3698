import { describe, expect, it } from "vitest";
import { availabilityOf, availabilityWords } from "../src/events/availability";

const now = new Date("2027-03-01T12:00:00Z");
const open = {
  dateTime: new Date("2027-03-12T18:30:00Z"),
  isActive: true,
  availableTickets: 58,
  cancelledAt: null,
  waitingCount: 0,
};

describe("availability", () => {
  it.each([
    [{}, "58 tickets left"],
    [{ availableTickets: 1 }, "1 ticket left"],
    [{ availableTickets: 12_000 }, "12,000 tickets left"],
    [{ availableTickets: 0 }, "Sold out"],
    [{ isActive: false }, "Closed"],
    [{ dateTime: now }, "Over"],
    [{ dateTime: now, isActive: false, availableTickets: 0 }, "Over"],
    [{ isActive: false, availableTickets: 0 }, "Closed"],
    [{ availableTickets: 3, waitingCount: 2 }, "Sold out"],
    [{ cancelledAt: now, isActive: false }, "Cancelled"],
  ])("of %o is %s", (change, words) => {
    expect(availabilityWords(availabilityOf({ ...open, ...change }, now))).toBe(words);
  });

  it("is scarce at ten or fewer", () => {
    expect(availabilityOf({ ...open, availableTickets: 10 }, now)).toMatchObject({ isScarce: true });
    expect(availabilityOf({ ...open, availableTickets: 11 }, now)).toMatchObject({ isScarce: false });
  });
});
