import { nextWeekly, readWallTime, toWallTime } from "@foyer/contract/wall-time";
import { comesTwice } from "@foyer/contract/zone";
import { ZONE_NAMES } from "@foyer/contract/zone-names";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const utc = (text: string) => new Date(`${text}Z`);

describe("reading a wall time", () => {
  it("is the one moment at which a clock in the zone shows it", () => {
    expect(readWallTime("2027-03-12T19:30", "Europe/Berlin")).toEqual({
      kind: "once",
      moment: utc("2027-03-12T18:30"),
    });
    expect(readWallTime("2027-03-28T10:00", "Europe/Berlin")).toEqual({
      kind: "once",
      moment: utc("2027-03-28T08:00"),
    });
  });

  it("has both moments of an hour that comes twice, the earlier first", () => {
    expect(readWallTime("2027-10-31T02:30", "Europe/Berlin")).toEqual({
      kind: "twice",
      moments: [utc("2027-10-31T00:30"), utc("2027-10-31T01:30")],
    });
  });

  it("has the two nearest of what no clock shows", () => {
    expect(readWallTime("2027-03-28T02:30", "Europe/Berlin")).toEqual({
      kind: "never",
      nearest: [utc("2027-03-28T00:59"), utc("2027-03-28T01:00")],
    });
    // A whole day that Samoa left out.
    expect(readWallTime("2011-12-30T20:00", "Pacific/Apia")).toEqual({
      kind: "never",
      nearest: [utc("2011-12-30T09:59"), utc("2011-12-30T10:00")],
    });
    // Midnight that was left out, and half an hour.
    expect(readWallTime("2027-04-25T00:30", "Asia/Beirut").kind).not.toBe("unreadable");
    expect(readWallTime("2027-10-03T02:15", "Australia/Lord_Howe").kind).toBe("never");
  });

  it("is of UTC where this engine does not know the zone", () => {
    expect(readWallTime("2027-03-28T02:30", "Mars/Olympus")).toEqual({
      kind: "once",
      moment: utc("2027-03-28T02:30"),
    });
  });

  it.each(["", "tomorrow", "2027-13-40T99:99", "2027-03-12", "2027-02-30T10:00", "2027-01-01T24:00"])(
    "refuses %s",
    (text) => {
      expect(readWallTime(text, "UTC")).toEqual({ kind: "unreadable" });
    },
  );

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom("UTC", "Europe/Berlin", "Etc/Unknown"), (text, zone) => {
        expect(readWallTime(text, zone).kind).toBeTypeOf("string");
      }),
    );
  });

  it("finds every minute again in every zone, and says when another moment shows the same", () => {
    const minute = fc.integer({ min: Date.UTC(1975, 0) / 60_000, max: Date.UTC(2100, 0) / 60_000 });
    fc.assert(
      fc.property(minute, fc.constantFrom(...ZONE_NAMES), (minutes, zone) => {
        const moment = new Date(minutes * 60_000);
        const reading = readWallTime(toWallTime(moment, zone), zone);
        if (reading.kind === "twice") {
          expect(reading.moments.map(Number)).toContain(moment.getTime());
          expect(comesTwice(moment, zone)).toBe(true);
        } else {
          expect(reading).toEqual({ kind: "once", moment });
          expect(comesTwice(moment, zone)).toBe(false);
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it("agrees with itself around every change of the clocks", () => {
    const zones = [
      "Europe/Berlin",
      "America/New_York",
      "Australia/Lord_Howe",
      "Africa/Casablanca",
      "Asia/Gaza",
    ];
    const quarter = fc.integer({ min: 0, max: 366 * 96 });
    fc.assert(
      fc.property(quarter, fc.constantFrom(...zones), (quarters, zone) => {
        const wallTime = new Date(Date.UTC(2027, 0) + quarters * 900_000).toISOString().slice(0, 16);
        const reading = readWallTime(wallTime, zone);
        if (reading.kind === "once") expect(toWallTime(reading.moment, zone)).toBe(wallTime);
        if (reading.kind === "twice") {
          expect(reading.moments.map((moment) => toWallTime(moment, zone))).toEqual([wallTime, wallTime]);
        }
        if (reading.kind === "never") {
          const [before, after] = reading.nearest.map((moment) => toWallTime(moment, zone));
          expect(before && before < wallTime).toBe(true);
          expect(after && after > wallTime).toBe(true);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});

describe("what is held weekly", () => {
  it("keeps its clock across changes, to the second", () => {
    const first = utc("2027-03-24T19:00:15");
    expect(nextWeekly(first, "Europe/Berlin", utc("2027-03-01T12:00"))).toEqual({
      wallTime: "2027-03-31T20:00",
      reading: { kind: "once", moment: utc("2027-03-31T18:00:15") },
    });
  });

  it("lies ahead when the first is long over", () => {
    const next = nextWeekly(utc("2027-03-03T19:00"), "Europe/Berlin", utc("2027-05-12T12:00"));
    expect(next.wallTime).toBe("2027-05-12T20:00");
  });

  it("does not choose between two hours, nor shift one that is left out", () => {
    const twice = nextWeekly(utc("2027-10-24T00:30"), "Europe/Berlin", utc("2027-10-01T12:00"));
    expect(twice).toMatchObject({ wallTime: "2027-10-31T02:30", reading: { kind: "twice" } });
    const never = nextWeekly(utc("2027-03-21T01:30"), "Europe/Berlin", utc("2027-03-01T12:00"));
    expect(never).toMatchObject({ wallTime: "2027-03-28T02:30", reading: { kind: "never" } });
  });
});
