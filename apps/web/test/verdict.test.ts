import { describe, expect, it } from "vitest";
import type { Outcome, Scan } from "../src/door/scan";
import { dueWords, refusalWords, verdictOf } from "../src/door/verdict";

const NOW = new Date("2027-03-12T19:02:00Z");
const ZONE = "Europe/Berlin";
const ADMISSION = {
  bookingId: "b",
  attendeeName: "Ann Li",
  ticketNumber: 1,
  ticketQuantity: 2,
  amountDue: 5_000,
  currency: "EUR",
};

function scanOf(outcome: Outcome, secondsAgo = 0): Scan {
  return {
    scanId: "one",
    code: "FOYER-…",
    ticket: { bookingId: "b", number: 1 },
    scannedAt: NOW.getTime() - secondsAgo * 1_000,
    outcome,
    undo: null,
    failures: 0,
    needsSorting: false,
  };
}

describe("the verdict on a scan", () => {
  const at = { link: "sending", now: NOW, timeZone: ZONE } as const;

  it("admits, with the ticket's number and what is due", () => {
    const verdict = verdictOf(scanOf({ kind: "admitted", admission: ADMISSION }), at);
    expect(verdict).toEqual({ tone: "admitted", title: "Admitted", lines: ["Ticket 1 of 2"] });
    expect(dueWords(ADMISSION)).toBe("Collect EUR 50.00");
    expect(dueWords({ ...ADMISSION, amountDue: 0 })).toBeUndefined();
  });

  it("waits for the server a moment before it speaks of the network", () => {
    const held = { kind: "held", isGenuine: true } as const;
    expect(verdictOf(scanOf(held), at).lines).toEqual(["Checking…"]);
    const later = ["Will be checked when the network is back."];
    expect(verdictOf(scanOf(held, 4), at).lines).toEqual(later);
    expect(verdictOf(scanOf(held), { ...at, link: "broken" })).toEqual({
      tone: "held",
      title: "Genuine",
      lines: later,
    });
  });

  it("does not call genuine what it cannot judge", () => {
    const held = { kind: "held", isGenuine: false } as const;
    expect(verdictOf(scanOf(held), { ...at, link: "broken" })).toMatchObject({ title: "Not known yet" });
  });

  it("says what was taken back", () => {
    const scan = {
      ...scanOf({ kind: "admitted", admission: ADMISSION }),
      undo: { scanId: "u", isSent: true },
    };
    expect(verdictOf(scan, at)).toMatchObject({ tone: "idle", title: "Taken back" });
  });
});

describe("the words for a refusal", () => {
  it("tell who let it in and when, with the day where it was another", () => {
    const used = { reason: "ALREADY_CHECKED_IN", admittedBy: "Mina Holt" } as const;
    const today = new Date("2027-03-12T18:40:00Z").getTime();
    expect(refusalWords({ ...used, admittedAt: today }, NOW, ZONE)).toBe(
      "Used already at 19:40. Let in by Mina Holt.",
    );
    const before = new Date("2027-03-11T18:40:00Z").getTime();
    expect(refusalWords({ ...used, admittedAt: before }, NOW, ZONE)).toBe(
      "Used already Thu 11 Mar 2027 at 19:40. Let in by Mina Holt.",
    );
    expect(refusalWords({ reason: "ALREADY_CHECKED_IN", admittedAt: today }, NOW, ZONE)).toBe(
      "Scanned on this device already at 19:40.",
    );
  });

  it("say that nobody is admitted to a cancelled event", () => {
    expect(refusalWords({ reason: "EVENT_CANCELLED" }, NOW, ZONE)).toBe(
      "This event was cancelled, so its tickets are void. Do not admit.",
    );
  });

  it("name the other event", () => {
    const refusal = { reason: "TICKET_OF_ANOTHER_EVENT", eventName: "Fado" } as const;
    expect(refusalWords(refusal, NOW, ZONE)).toBe("This is a ticket for “Fado”. Send its holder there.");
  });
});
