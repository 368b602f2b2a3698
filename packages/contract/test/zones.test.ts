import { timeZone } from "@foyer/contract/time-zone";
import {
  comesTwice,
  dayKey,
  knownZone,
  offsetWords,
  RENAMED_ZONES,
  usableZone,
  zoneOffset,
  zonePlace,
} from "@foyer/contract/zone";
import { canonicalZone, otherZoneNames, ZONE_NAMES } from "@foyer/contract/zone-names";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const EVERY_NAME = [
  ...ZONE_NAMES,
  ...ZONE_NAMES.flatMap(otherZoneNames),
  ...Intl.supportedValuesOf("timeZone"),
  ...RENAMED_ZONES.flat(),
];
const anyMoment = fc.date({ min: new Date("1900-01-01"), max: new Date("2200-01-01"), noInvalidDate: true });
const anyName = fc.oneof(
  fc.constantFrom(...EVERY_NAME),
  fc.constantFrom("Etc/Unknown", "Factory", "undefined", "", "+02:00", "Mars/Olympus", "America/New_Nowhere"),
  fc.constantFrom(...EVERY_NAME).map((name) => name.toUpperCase()),
  fc.string(),
  fc.string({ unit: "binary", maxLength: 80 }),
);

describe("canonical names of zones", () => {
  it.each([
    ["europe/berlin", "Europe/Berlin"],
    ["ASIA/CALCUTTA", "Asia/Kolkata"],
    ["Asia/Kolkata", "Asia/Kolkata"],
    ["Europe/Kiev", "Europe/Kyiv"],
    ["Asia/Katmandu", "Asia/Kathmandu"],
    ["Asia/Saigon", "Asia/Ho_Chi_Minh"],
    ["US/Eastern", "America/New_York"],
    ["America/Buenos_Aires", "America/Argentina/Buenos_Aires"],
    ["Etc/UTC", "UTC"],
    ["gmt", "UTC"],
    ["etc/gmt+5", "Etc/GMT+5"],
    // Zones of one clock stay apart where they are of different countries.
    ["Europe/Oslo", "Europe/Oslo"],
    ["Atlantic/Reykjavik", "Atlantic/Reykjavik"],
  ])("%s is stored as %s", (name, canonical) => {
    expect(timeZone.parse(name)).toBe(canonical);
  });

  it("are canonical themselves, and each other name is one of the same clock", () => {
    const moments = ["1985-01-15T12:00:00Z", "2005-07-15T12:00:00Z", "2027-01-15T12:00:00Z"];
    for (const name of ZONE_NAMES) {
      expect(canonicalZone(name)).toBe(name);
      for (const other of otherZoneNames(name)) {
        expect(canonicalZone(other.toLowerCase())).toBe(name);
        if (knownZone(other) === undefined) continue;
        for (const moment of moments.slice(2).map((text) => new Date(text))) {
          expect(zoneOffset(moment, other), other).toBe(zoneOffset(moment, name));
        }
      }
    }
  });

  it("hold every zone that this engine lists", () => {
    for (const name of Intl.supportedValuesOf("timeZone")) {
      expect(ZONE_NAMES).toContain(canonicalZone(name));
    }
  });

  it("are the same once they are canonical, whatever was typed", () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const parsed = timeZone.safeParse(name);
        if (!parsed.success) return;
        expect(timeZone.parse(parsed.data)).toBe(parsed.data);
        expect(timeZone.parse(name.toLowerCase())).toBe(parsed.data);
        expect(knownZone(parsed.data)).toBeDefined();
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("telling a time in a zone", () => {
  it("never throws, whatever the zone is called", () => {
    fc.assert(
      fc.property(anyName, anyMoment, (name, moment) => {
        const zone = usableZone(name);
        expect(() => new Intl.DateTimeFormat("en", { timeZone: zone }).format(moment)).not.toThrow();
        expect(Math.abs(zoneOffset(moment, name))).toBeLessThan(16 * 60);
        expect(zonePlace(name)).toMatch(/ time$|^UTC([+-]\d+)?$/);
        expect(offsetWords(moment, name)).toMatch(/^UTC[+-]\d{1,2}(:\d{2})?$/);
        expect(typeof comesTwice(moment, name)).toBe("boolean");
        expect(dayKey(moment, name)).toMatch(/^\d{4}-\d{2}-\d{2}$/);
      }),
      { numRuns: 2_000 },
    );
    for (const name of EVERY_NAME) expect(() => zonePlace(name)).not.toThrow();
  });

  it.each(["BST", "SST", "IST", "PST", "AET", "VST", "SystemV/PST8", "systemv/pst8pdt", "Berlin", "+02:00"])(
    "takes no name that is not IANA's, whatever the engine knows: %s",
    (name) => {
      expect(canonicalZone(name)).toBeUndefined();
    },
  );

  it.each(["EST", "CET", "PRC", "Japan", "GB", "Zulu", "UTC", "GMT", "EST5EDT", "Etc/GMT+5"])(
    "takes IANA's own short name %s",
    (name) => {
      expect(canonicalZone(name)).toBeDefined();
    },
  );

  it.each([
    ["Asia/Calcutta", "Kolkata time"],
    ["Europe/Kiev", "Kyiv time"],
    ["Asia/Saigon", "Ho Chi Minh time"],
    ["America/Argentina/Buenos_Aires", "Buenos Aires time"],
    ["Etc/GMT+5", "UTC-5"],
    ["Etc/GMT-14", "UTC+14"],
    ["Etc/GMT", "UTC"],
    ["UTC", "UTC"],
    ["Etc/Unknown", "UTC"],
    ["Mars/Olympus", "UTC"],
  ])("calls %s %s", (name, words) => {
    expect(zonePlace(name)).toBe(words);
  });

  it("falls back to UTC for a zone that this engine does not know", () => {
    const moment = new Date("2027-05-13T22:30:00Z");
    expect(usableZone("Mars/Olympus")).toBe("UTC");
    expect(zoneOffset(moment, "Mars/Olympus")).toBe(0);
    expect(dayKey(moment, "Mars/Olympus")).toBe("2027-05-13");
    expect(dayKey(moment, "Asia/Tokyo")).toBe("2027-05-14");
  });

  it("knows which times come twice", () => {
    const twice = ["2027-10-31T00:00:00Z", "2027-10-31T00:30:00Z", "2027-10-31T01:59:59Z"];
    for (const text of twice) expect(comesTwice(new Date(text), "Europe/Berlin"), text).toBe(true);
    const once = ["2027-10-30T23:59:59Z", "2027-10-31T02:00:00Z", "2027-03-28T01:00:00Z"];
    for (const text of once) expect(comesTwice(new Date(text), "Europe/Berlin"), text).toBe(false);
    // Half an hour only.
    expect(comesTwice(new Date("2027-04-03T14:45:00Z"), "Australia/Lord_Howe")).toBe(true);
    expect(comesTwice(new Date("2027-04-03T14:15:00Z"), "Australia/Lord_Howe")).toBe(false);
  });
});
