import { fromWallTime, toWallTime } from "@foyer/contract/wall-time";
import { describe, expect, it } from "vitest";
import { clockWithZone, dayIn, sameClock, whenIn, zonePlace } from "../src/shared/times";

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

  it("speaks of zones by their place", () => {
    expect(zonePlace("America/Argentina/Buenos_Aires")).toBe("Buenos Aires time");
    expect(zonePlace("Etc/UTC")).toBe("UTC");
  });
});

describe("wall time", () => {
  it("goes to a moment and back in any zone", () => {
    for (const zone of ["Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Apia", "UTC"]) {
      for (const wall of ["2027-01-15T19:30", "2027-07-15T00:05", "2028-02-29T23:59"]) {
        const moment = fromWallTime(wall, zone);
        expect(moment && toWallTime(moment, zone)).toBe(wall);
      }
    }
    expect(fromWallTime("2027-03-12T19:30", "Europe/Berlin")).toEqual(evening);
  });

  it("moves a skipped time past the change to summer time", () => {
    const skipped = fromWallTime("2027-03-28T02:30", "Europe/Berlin");
    expect(skipped && toWallTime(skipped, "Europe/Berlin")).toBe("2027-03-28T03:30");
  });

  it("is right on the morning after a change", () => {
    expect(fromWallTime("2027-03-28T10:00", "Europe/Berlin")).toEqual(new Date("2027-03-28T08:00:00Z"));
    expect(fromWallTime("2027-10-31T10:00", "Europe/Berlin")).toEqual(new Date("2027-10-31T09:00:00Z"));
  });

  it("refuses what is not a date", () => {
    for (const text of ["", "tomorrow", "2027-13-40T99:99", "2027-03-12"]) {
      expect(fromWallTime(text, "UTC")).toBeUndefined();
    }
  });
});
