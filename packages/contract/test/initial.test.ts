import { initialOf } from "@foyer/contract/initial";
import { describe, expect, it } from "vitest";

describe("an initial", () => {
  it.each([
    ["Max", "M"],
    ["max", "M"],
    ["🎷 Max", "🎷"],
    ["👨‍👩‍👧‍👦 family", "👨‍👩‍👧‍👦"],
    ["👍🏽 yes", "👍🏽"],
    ["🇩🇪 Berlin", "🇩🇪"],
    [
      "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F} Cup",
      "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    ],
    ["❤️ love", "❤️"],
    ["1️⃣ first", "1️⃣"],
    ["e\u0301clair", "E\u0301"],
    ["éclair", "É"],
    ["नमस्ते", "न"],
    ["क्षमा", "क्ष"],
    ["กำแพง", "กำ"],
    ["한국", "한"],
    ["ערב", "ע"],
    ["ليلة", "ل"],
    ["夜の音楽", "夜"],
    ["𝒜rt", "𝒜"],
    ["ßen", "ß"],
    ["ﬁne", "ﬁ"],
    ["“Quoted” night", "Q"],
    ["\u200Fשלום", "ש"],
    ["#1 party", "1"],
  ])("of %s is %s, whole", (name, initial) => {
    expect(initialOf(name)).toBe(initial);
  });

  it("is missing where there is neither letter, figure nor picture", () => {
    for (const name of ["", "!!!", " - "]) expect(initialOf(name)).toBeUndefined();
  });

  it("is one grapheme, whatever the name begins with", () => {
    const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    for (let point = 0x20; point < 0x2_0000; point += 7) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const initial = initialOf(`${String.fromCodePoint(point)} Max`) ?? "";
      expect([...graphemes.segment(initial)]).toHaveLength(1);
      expect(initial).not.toMatch(/\p{Cs}/u);
    }
  });
});
