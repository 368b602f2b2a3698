import { categoryKey } from "@foyer/contract/category";
import { opaquePassword } from "@foyer/contract/password";
import { password, registerInput } from "@foyer/contract/user";
import { describe, expect, it } from "vitest";

describe("two categories", () => {
  it.each([
    ["Music", "MUSIC"],
    ["Music", "mu\u00ADsic"],
    ["Music", "Ｍｕｓｉｃ"],
    ["Music", "\u200BMusic\uFE0F"],
    ["Live music", "live \u3000 MUSIC"],
    ["Café", "CAFE\u0301"],
    ["Straßenfest", "STRASSENFEST"],
    ["ΜΟΥΣΙΚΟΣ", "μουσικος"],
    ["İstanbul", "istanbul"],
    ["ﬁlm", "Film"],
    ["موسيقى", "موسي\u200Cقى"],
  ])("are one: %s and %j", (one, other) => {
    expect(categoryKey(one)).toBe(categoryKey(other));
  });

  it.each([
    ["Café", "Cafe"],
    ["Music", "Musik"],
    ["Live music", "Livemusic"],
  ])("are two: %s and %s", (one, other) => {
    expect(categoryKey(one)).not.toBe(categoryKey(other));
  });

  it("stay one when they are folded again", () => {
    for (let point = 0; point <= 0x10_ffff; point += 19) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const key = categoryKey(`a${String.fromCodePoint(point)}b`);
      expect(categoryKey(key)).toBe(key);
    }
  });
});

describe("a password", () => {
  it("is the same in every composition and with every kind of space (RFC 8265, OpaqueString)", () => {
    expect(opaquePassword("Pa\u0308ssword")).toBe("Pässword");
    expect(opaquePassword("한글".normalize("NFD"))).toBe("한글");
    for (const space of ["\u00A0", "\u1680", "\u2003", "\u202F", "\u205F", "\u3000"]) {
      expect(opaquePassword(`correct${space}horse`)).toBe("correct horse");
    }
    // Case and width count.
    expect(opaquePassword("ＡＢＣ abc")).toBe("ＡＢＣ abc");
    expect(opaquePassword("ﬁ ſ ²")).toBe("ﬁ ſ ²");
  });

  it("is measured in that form", () => {
    expect(password.safeParse("e\u0301".repeat(7)).success).toBe(false);
    expect(password.parse("e\u0301".repeat(8))).toBe("é".repeat(8));
    expect(password.parse("e\u0301".repeat(128))).toBe("é".repeat(128));
    expect(password.safeParse("é".repeat(129)).success).toBe(false);
    const person = { email: "a@example.org", name: "A", password: "mo\u0308chte gern" };
    expect(registerInput.parse(person).password).toBe("möchte gern");
  });
});
