import { describe, expect, it } from "vitest";
import { availabilityOf, availabilityWords } from "../src/events/availability";
import { TYPE } from "./kit/ticket-type";

const now = new Date("2027-03-01T12:00:00Z");
const open = {
  dateTime: new Date("2027-03-12T18:30:00Z"),
  endsAt: null,
  timeZone: "Europe/Berlin",
  hasTicketTypes: false,
  salesFrom: null,
  salesUntil: null,
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
    [{ dateTime: now, endsAt: new Date("2027-03-01T12:00:01Z") }, "Has begun"],
    [{ dateTime: new Date("2027-02-28T12:00:00Z"), endsAt: now }, "Over"],
    [{ isActive: false, availableTickets: 0 }, "Closed"],
    [{ availableTickets: 3, waitingCount: 2 }, "Sold out"],
    [{ salesFrom: new Date("2027-03-02T23:30:00Z") }, "On sale from Wed 3 Mar 2027"],
    [{ salesFrom: now, salesUntil: new Date("2027-03-02T00:00:00Z") }, "58 tickets left"],
    [{ salesUntil: now }, "Sales are over"],
    [{ salesUntil: now, isActive: false }, "Closed"],
    [{ cancelledAt: now, isActive: false }, "Cancelled"],
  ])("of %o is %s", (change, words) => {
    expect(availabilityWords(availabilityOf({ ...open, ...change }, now))).toBe(words);
  });

  describe("of an event with kinds", () => {
    const later = new Date("2027-03-05T12:00:00Z");
    it.each([
      ["what its kinds on sale have together", [{ available: 3 }, { available: 4 }], "7 tickets left"],
      ["never more than the event has", [{ available: 58 }, { available: 58 }], "58 tickets left"],
      [
        "what one has while others wait for another",
        [{ available: 0, waitingCount: 2 }, {}],
        "5 tickets left",
      ],
      ["sold out once all are", [{ available: 0 }, { available: 0, waitingCount: 1 }], "Sold out"],
      ["not on sale yet", [{ isClosed: true }, { salesFrom: later }], "On sale from Fri 5 Mar 2027"],
      ["over", [{ isClosed: true }, { salesUntil: now }], "Sales are over"],
    ])("is %s", (_, changes, words) => {
      const ticketTypes = changes.map((change) => ({ ...TYPE, ...change }));
      const event = { ...open, hasTicketTypes: true, ticketTypes };
      expect(availabilityWords(availabilityOf(event, now))).toBe(words);
    });

    it("is what the event has where its kinds are not known, as in lists", () => {
      const event = { ...open, hasTicketTypes: true, waitingCount: 2 };
      expect(availabilityWords(availabilityOf(event, now))).toBe("58 tickets left");
      expect(availabilityWords(availabilityOf({ ...event, availableTickets: 0 }, now))).toBe("Sold out");
    });
  });

  it("is scarce at ten or fewer", () => {
    expect(availabilityOf({ ...open, availableTickets: 10 }, now)).toMatchObject({ isScarce: true });
    expect(availabilityOf({ ...open, availableTickets: 11 }, now)).toMatchObject({ isScarce: false });
  });
});
