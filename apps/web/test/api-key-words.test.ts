import { DAY_MS } from "@foyer/contract/time";
import { describe, expect, it } from "vitest";
import { expiryOf, reachWords, usageWords } from "../src/accounts/api-key-words";

const now = new Date("2027-03-12T10:00:00Z");

describe("an API key in words", () => {
  it("says what it may do, and for how many events", () => {
    expect(reachWords({ scopes: ["read"], events: null })).toBe("Read · all events");
    const events = [{ id: "0".repeat(24), name: "One" }] as never[];
    expect(reachWords({ scopes: ["bookings", "check-in"], events })).toBe("Book, check in · 1 event");
  });

  it("says when it was used, and until when it is valid", () => {
    expect(usageWords({ lastUsedAt: null, expiresAt: null }, now)).toBe("Never used · Does not expire");
    const day = (moment: Date) => usageWords({ lastUsedAt: now, expiresAt: moment }, now);
    expect(day(new Date(now.getTime() + DAY_MS))).toMatch(
      /^Last used Fri 12 Mar 2027.* · Expires Sat 13 Mar/,
    );
    expect(day(now)).toMatch(/ · Expired Fri 12 Mar/);
  });

  it("ends after the time chosen, or not at all", () => {
    expect(expiryOf("unlimited", now)).toBeUndefined();
    expect(expiryOf("month", now)).toEqual(new Date("2027-04-11T10:00:00Z"));
  });
});
