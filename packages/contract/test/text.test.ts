import { isolated, isVisible } from "@foyer/contract/characters";
import { createEventInput, updateEventInput } from "@foyer/contract/event";
import { line, name, prose } from "@foyer/contract/text";
import { registerInput, updateProfileInput } from "@foyer/contract/user";
import { describe, expect, it } from "vitest";

const isName = (text: string) => name(200).safeParse(text).success;

/** Every code point that can stand in a string. */
function* codePoints(): Generator<string> {
  for (let point = 0; point <= 0x10_ffff; point++) {
    if (point < 0xd800 || point > 0xdfff) yield String.fromCodePoint(point);
  }
}

describe("a name", () => {
  it("has something that can be seen: no code point that leaves no mark is one, however often it stands there", () => {
    const leavesNoMark = /^[\p{C}\p{M}\p{Z}\p{White_Space}\p{Default_Ignorable_Code_Point}]$/u;
    const blanks = new Set(["\u2800", "\u{1D159}", "\u{13441}", "\u{13442}", "\uFFFC"]);
    const wrong: string[] = [];
    for (const character of codePoints()) {
      const shouldShow = !leavesNoMark.test(character) && !blanks.has(character);
      if (isVisible(character) !== shouldShow) wrong.push(character);
    }
    expect(wrong).toEqual([]);
  });

  it.each([
    ["Braille blank", "\u2800"],
    ["Hangul fillers", "\u3164\u115F\u1160\uFFA0"],
    ["zero width space", "\u200B"],
    ["soft hyphen", "\u00AD"],
    ["variation selector", "\uFE0F\u{E0100}"],
    ["Mongolian vowel separator", "\u180E"],
    ["tags", "\u{E0041}\u{E007F}"],
    ["combining marks alone", "\u0301\u20DD"],
    ["joiners", "\u200D\u200C\u2060\u034F"],
    [
      "white space of every kind",
      " \t\u00A0\u1680\u2000\u2003\u2007\u202F\u205F\u3000\u2028\u2029\u0085\uFEFF",
    ],
    ["private use", "\uE000\u{F0000}"],
    ["noncharacters", "\uFFFE\uFDD0\u{1FFFF}"],
    ["directional marks", "\u200E\u200F\u061C"],
    ["an empty text", ""],
  ])("is not %s, alone or mixed with blanks", (_, text) => {
    expect(isName(text)).toBe(false);
    expect(isName(`\u200B ${text}\u2800${text}`)).toBe(false);
    expect(prose(1, 200).safeParse(text).success).toBe(false);
    expect(line(1, 200).safeParse(text).success).toBe(false);
  });

  it("refuses what turns text around, at every place, in prose and reasons too", () => {
    for (const point of [0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]) {
      const control = String.fromCodePoint(point);
      for (const text of [`${control}Max`, `Max ${control}gpj.exe`, `Max${control}`]) {
        expect(isName(text)).toBe(false);
        expect(prose(1, 200).safeParse(text).success).toBe(false);
        expect(line(1, 200).safeParse(text).success).toBe(false);
      }
    }
  });

  it.each([
    ["family emoji", "👨‍👩‍👧‍👦"],
    ["heart with its selector", "❤️"],
    ["flag of England, made of tags", "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}"],
    ["keycap", "1️⃣"],
    ["Persian with a non-joiner", "می\u200Cخواهم"],
    ["Hindi with a joiner", "क्\u200Dष"],
    ["Hebrew with points", "שָׁלוֹם"],
    ["Arabic", "ليلة الموسيقى"],
    ["one letter", "X"],
    ["a sign", "?"],
    ["right-to-left mark within", "שלום!\u200F"],
    ["a domain's look", "Node.js Meetup"],
    ["a company", "Booking.com Summit"],
    ["a long sigh", "Awww. Cats"],
    ["three letters", "WWW: thirty years of the web"],
    ["colons and slashes", "AC/DC: live // Berlin"],
  ])("may be %s", (_, text) => {
    expect(name(200).parse(text)).toBe(text.normalize("NFC"));
  });

  it("is kept in NFC, trimmed of white space and blanks, with single spaces", () => {
    expect(name(100).parse("Zoe\u0308")).toBe("Zoë");
    expect(name(100).parse("\u3164\u200B  Max\u00A0\u2003Muster\u2800\uFEFF ")).toBe("Max Muster");
    expect(name(100).parse("Ma\u0085x")).toBe("Ma x");
    expect(prose(1, 100).parse("e\u0301t\u00E9\u2028zwei\u0085drei\r\nvier")).toBe("été\nzwei\ndrei\nvier");
  });

  it("is measured in NFC", () => {
    expect(name(5).parse("e\u0302\u0323".repeat(5))).toBe("ệ".repeat(5));
  });

  it.each([
    "Win at http://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "hTtP://x",
    "www.evil.example",
    "See WWW.evil.example now",
    "go-www.evil.example",
    "xwww.evil.example",
    "(www. evil)",
    "ｈｔｔｐ：／／ｅｖｉｌ",
    "ｗｗｗ．evil．com",
    "www。evil。com",
    "𝐡𝐭𝐭𝐩𝐬://x",
    "ⓦⓦⓦ.x",
    "ht\u200Btp://x",
    "http\u00AD://x",
    "http:\u2060//x",
    "http:/\u200D/x",
    "w\u200Cw\uFE0Fw\u034F.x",
    "w\u3164ww.x",
    "http:\\\\x",
    "http:\u2215\u2215x",
    "http\u2236//x",
    "ftp://x",
  ])("holds no web address: %s", (text) => {
    expect(isName(text)).toBe(false);
  });

  it("is the rule of people, events, venues and categories, wherever they are given", () => {
    const person = { email: "a@example.org", password: "long enough" };
    for (const wrong of ["\u2800", "\u202EMax", "http://x", "www.x.y"]) {
      expect(registerInput.safeParse({ ...person, name: wrong }).success).toBe(false);
      expect(updateProfileInput.safeParse({ name: wrong }).success).toBe(false);
      for (const field of ["name", "venue", "category"] as const) {
        expect(createEventInput.shape[field].safeParse(wrong).success).toBe(false);
        expect(updateEventInput.shape[field].safeParse(wrong).success).toBe(false);
      }
    }
  });

  it("is read in time that grows with its length alone", () => {
    for (const unit of [
      "\u200B",
      "\u200Bx",
      " x",
      "\u2800 ",
      "www",
      "http:/",
      "a\u0301",
      "-www",
      "\n\u200B",
    ]) {
      const text = unit.repeat(200_000);
      const begun = performance.now();
      name(1_000_000).safeParse(text);
      prose(1, 1_000_000).safeParse(text);
      expect(performance.now() - begun).toBeLessThan(20_000);
    }
  });
});

describe("what somebody typed, in a sentence", () => {
  it("has its own direction where it could turn something around", () => {
    expect(isolated("שלום")).toBe("\u2068שלום\u2069");
    expect(isolated("Opening ליל")).toBe("\u2068Opening ליל\u2069");
    expect(isolated("ليلة")).toBe("\u2068ليلة\u2069");
    expect(isolated("Max\u200F")).toBe("\u2068Max\u200F\u2069");
    expect(isolated("Max 🎷 Müller 東京")).toBe("Max 🎷 Müller 東京");
  });

  it("cannot end its isolation, nor turn anything around, even if it was stored before that was refused", () => {
    expect(isolated("Max\u202E\u2069\u2066")).toBe("Max");
    expect(isolated("של\u2069ום\u202E")).toBe("\u2068שלום\u2069");
  });

  it("is isolated for every letter of a script that is written from right to left", () => {
    const scripts =
      /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Hanifi_Rohingya}\p{Script=Phoenician}\p{Script=Mende_Kikakui}\p{Script=Cypriot}]/u;
    for (const character of codePoints()) {
      // Digits and marks of these scripts that stand elsewhere follow the letters that they belong to.
      if (!scripts.test(character) || !/\p{L}/u.test(character)) continue;
      expect(isolated(character)).toHaveLength(character.length + 2);
    }
  });
});
