import { otherZoneNames, ZONE_NAMES } from "@foyer/contract/zone-names";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clockIn, clockWithZone, dayIn, sameClock, whenHere, whenIn } from "../src/shared/times";

const evening = new Date("2027-03-12T18:30:00Z");

describe("times", () => {
  it("leaves the zone out where the reader's clock shows the same time", () => {
    expect(whenIn(evening, "Europe/Berlin", "Europe/Berlin")).toBe("Fri 12 Mar 2027, 19:30");
    expect(whenIn(evening, "Europe/Berlin", "Europe/Paris")).toBe("Fri 12 Mar 2027, 19:30");
  });

  it("names the zone where it is not the reader's", () => {
    expect(clockWithZone(evening, "America/New_York", "Europe/Berlin")).toBe("13:30 New York time");
    expect(clockWithZone(evening, "UTC", "Europe/Berlin")).toBe("18:30 UTC");
  });

  it("takes the day in the event's zone, not the reader's", () => {
    expect(dayIn(evening, "Asia/Tokyo")).toBe("Sat 13 Mar 2027");
    expect(dayIn(evening, "Europe/Berlin", "long")).toBe("Friday 12 March 2027");
  });

  it("knows that two zones may agree in one season only", () => {
    expect(sameClock(new Date("2027-01-01T00:00:00Z"), "Africa/Lagos", "Europe/Berlin")).toBe(true);
    expect(sameClock(new Date("2027-07-01T00:00:00Z"), "Africa/Lagos", "Europe/Berlin")).toBe(false);
  });

  it("names the offset in the hour that comes twice", () => {
    const [first, second] = [new Date("2027-10-31T00:30:00Z"), new Date("2027-10-31T01:30:00Z")];
    expect(clockIn(first, "Europe/Berlin")).toBe("02:30 (UTC+2)");
    expect(whenIn(second, "Europe/Berlin", "Europe/Berlin")).toBe("Sun 31 Oct 2027, 02:30 (UTC+1)");
    expect(whenIn(second, "Europe/Berlin", "Asia/Tokyo")).toBe("Sun 31 Oct 2027, 02:30 Berlin time (UTC+1)");
  });

  it("shows UTC and says so where this browser does not know the event's zone", () => {
    expect(whenIn(evening, "Mars/Olympus", "Europe/London")).toBe("Fri 12 Mar 2027, 18:30 UTC");
    expect(clockIn(evening, "Mars/Olympus")).toBe("18:30 UTC");
  });

  it.each(["Etc/Unknown", "", "undefined", "Mars/Olympus"])("shows UTC to a reader in %o", (zone) => {
    expect(sameClock(evening, "Europe/London", zone)).toBe(false);
    expect(whenIn(evening, "Europe/London", zone)).toBe("Fri 12 Mar 2027, 18:30 London time");
    expect(whenIn(evening, zone, zone)).toBe("Fri 12 Mar 2027, 18:30 UTC");
  });

  it("never throws, whatever the browser says of its zone", () => {
    const real = Intl.DateTimeFormat.prototype.resolvedOptions;
    const answers: unknown[] = ["Etc/Unknown", undefined, "Nowhere/At_All"];
    try {
      for (const timeZone of answers) {
        Intl.DateTimeFormat.prototype.resolvedOptions = function () {
          return { ...real.call(this), timeZone: timeZone as string };
        };
        expect(whenHere(evening)).toBe("Fri 12 Mar 2027, 18:30 UTC");
        expect(whenIn(evening, "Asia/Tokyo")).toBe("Sat 13 Mar 2027, 03:30 Tokyo time");
      }
    } finally {
      Intl.DateTimeFormat.prototype.resolvedOptions = real;
    }
  });

  it("formats in every zone there is, and in none", () => {
    const names = [
      ...Intl.supportedValuesOf("timeZone"),
      ...ZONE_NAMES,
      ...ZONE_NAMES.flatMap(otherZoneNames),
    ];
    fc.assert(
      fc.property(
        fc.oneof(fc.constantFrom(...names), fc.string()),
        fc.constantFrom(...names),
        (zone, reader) => {
          expect(whenIn(evening, zone, reader)).toMatch(/ 2027, \d{2}:\d{2}/);
          expect(whenIn(evening, reader, zone)).toMatch(/ 2027, \d{2}:\d{2}/);
          expect(dayIn(evening, zone, "long")).toMatch(/March 2027$/);
        },
      ),
    );
  });
});
