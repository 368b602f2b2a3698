import { eventId } from "@foyer/contract/ids";
import { line, prose } from "@foyer/contract/text";
import { instant } from "@foyer/contract/time";
import { timeZone } from "@foyer/contract/time-zone";
import { email } from "@foyer/contract/user";
import { describe, expect, it } from "vitest";

describe("a line of text", () => {
  const name = line(1, 10);
  it("is trimmed and folded before it is measured", () => {
    expect(name.parse("  a \n\t b  ")).toBe("a b");
    expect(name.safeParse("   ").success).toBe(false);
    expect(name.safeParse("a".repeat(11)).success).toBe(false);
    expect(name.safeParse("a\u0000b").success).toBe(false);
  });
});

describe("prose", () => {
  it("keeps its lines", () => {
    expect(prose(1, 100).parse(" one\r\n\r\ntwo ")).toBe("one\n\ntwo");
  });
});

describe("an instant", () => {
  it("is a Date, or a string with its offset", () => {
    const noon = new Date("2030-06-01T12:00:00Z");
    expect(instant.parse(noon)).toEqual(noon);
    expect(instant.parse("2030-06-01T14:00:00+02:00")).toEqual(noon);
  });
  it.each([
    "2030-06-01",
    "2030-06-01T12:00:00",
    "noon",
    "2400-01-01T00:00:00Z",
    0,
    null,
    new Date(Number.NaN),
  ])("is not %s", (value) => {
    expect(instant.safeParse(value).success).toBe(false);
  });
});

describe("a time zone", () => {
  it.each(["Europe/Berlin", "America/Argentina/Ushuaia", "UTC"])("is %s", (name) => {
    expect(timeZone.safeParse(name).success).toBe(true);
  });
  it.each(["Mars/Olympus", "+02:00", "", "Europe/Berlin; DROP"])("is not %s", (name) => {
    expect(timeZone.safeParse(name).success).toBe(false);
  });
});

describe("an email address", () => {
  it("is trimmed and lower-cased", () => {
    expect(email.parse("  Mara@Example.ORG ")).toBe("mara@example.org");
    expect(email.safeParse("mara").success).toBe(false);
  });
});

describe("an id", () => {
  it("is a lower-cased ObjectId", () => {
    expect(eventId.parse("ABCDEF0123456789ABCDEF01")).toBe("abcdef0123456789abcdef01");
    expect(eventId.safeParse("abc").success).toBe(false);
  });
});
