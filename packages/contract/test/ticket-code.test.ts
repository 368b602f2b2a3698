import { readTicketCode, writeTicketCode } from "@foyer/contract/ticket";
import { looksMistyped, type TicketClaim, ticketClaims } from "@foyer/contract/ticket-code";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const letters = (alphabet: string, length: number) =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(""));
const anyClaim: fc.Arbitrary<TicketClaim> = fc.record({
  bookingId: letters("0123456789abcdef", 24),
  number: fc.integer({ min: 1, max: 99 }),
  signature: letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 26),
});

/** Checks that each of the texts that a code becomes is read as what it was. */
function holds(changed: (code: string) => string): void {
  fc.assert(
    fc.property(anyClaim, (claim) => {
      expect(ticketClaims(changed(writeTicketCode(claim)))).toEqual([claim]);
      expect(readTicketCode(changed(writeTicketCode(claim)))).toEqual(claim);
    }),
    { numRuns: 60 },
  );
}

describe("a code is read", () => {
  it.each<[string, (code: string) => string]>([
    ["as it is", (code) => code],
    ["in lower case", (code) => code.toLowerCase()],
    ["with spaces in groups of four", (code) => code.replace(/(.{4})/g, "$1 ")],
    ["with spaces around its dashes", (code) => code.replaceAll("-", " - ")],
    ["with en dashes", (code) => code.replaceAll("-", "–")],
    ["with em dashes", (code) => code.replaceAll("-", "—")],
    ["with hyphens that do not break", (code) => code.replaceAll("-", "‑")],
    ["with minus signs", (code) => code.replaceAll("-", "−")],
    ["with what a Japanese input method types for dashes", (code) => code.replaceAll("-", "ー")],
    ["with dots", (code) => code.replaceAll("-", ".")],
    ["with middle dots", (code) => code.replaceAll("-", "·")],
    ["with two dashes each", (code) => code.replaceAll("-", "--")],
    ["in the lower case of Turkish", (code) => code.toLocaleLowerCase("tr")],
    [
      "with letters for the figures of its number",
      (code) => code.replace(/-1-/, "-l-").replace(/-1(\d)-/, "-I$1-"),
    ],
    [
      "in full width",
      (code) => code.replace(/[!-~]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0)),
    ],
    ["with CR and LF", (code) => `${code}\r\n`],
    ["with TAB", (code) => `\t${code}\t`],
    ["with zero-width spaces", (code) => code.replace(/(.{9})/g, "$1\u200b")],
    ["with control characters of scanners", (code) => `\u0002${code}\u0003`],
    ["within an address", (code) => `https://tickets.example.org/t/${code}?from=mail#top`],
    [
      "within an address that escapes dashes",
      (code) => `https://t.example/?code=${code.replaceAll("-", "%2D")}`,
    ],
    ["with a symbology identifier before it", (code) => `]Q3${code}`],
    ["after words", (code) => `Ticket: ${code}.`],
    ["twice", (code) => `${code}\n${code}`],
  ])("%s", (_, changed) => holds(changed));

  it("without dashes, if it may be one only; else the signature tells", () => {
    fc.assert(
      fc.property(anyClaim, (claim) => {
        const claims = ticketClaims(writeTicketCode(claim).replaceAll("-", ""));
        expect(claims).toContainEqual(claim);
        expect(claims.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("with the figures and letters confused that people confuse", () => {
    const claim = { bookingId: "10ab".repeat(6), number: 1, signature: `${"OIB".repeat(8)}OI` };
    expect(ticketClaims(`F0YER-${"lOab".repeat(6)}-I-${"018".repeat(8)}01`)).toEqual([claim]);
  });
});

/** What an American keyboard's keys print elsewhere: only those that differ, lower case and capitals apart. */
const ELSEWHERE: Record<string, Record<string, string>> = {
  German: { y: "z", z: "y", Y: "Z", Z: "Y", "-": "ß" },
  Swiss: { y: "z", z: "y", Y: "Z", Z: "Y", "-": "'" },
  Hungarian: { y: "z", z: "y", Y: "Z", Z: "Y", "-": "ü", "0": "ö" },
  Czech: {
    ...{ y: "z", z: "y", Y: "Z", Z: "Y", "-": "=" },
    ...{ "1": "+", "2": "ě", "3": "š", "4": "č", "5": "ř", "6": "ž", "7": "ý", "8": "á", "9": "í", "0": "é" },
  },
  French: {
    ...{ a: "q", q: "a", z: "w", w: "z", m: ",", A: "Q", Q: "A", Z: "W", W: "Z", M: "?", "-": ")" },
    ...{ "1": "&", "2": "é", "3": '"', "4": "'", "5": "(", "6": "-", "7": "è", "8": "_", "9": "ç", "0": "à" },
  },
  Belgian: {
    ...{ a: "q", q: "a", z: "w", w: "z", m: ",", A: "Q", Q: "A", Z: "W", W: "Z", M: "?", "-": ")" },
    ...{ "1": "&", "2": "é", "3": '"', "4": "'", "5": "(", "6": "§", "7": "è", "8": "!", "9": "ç", "0": "à" },
  },
  Italian: { "-": "'" },
  Spanish: { "-": "'" },
  Swedish: { "-": "+" },
  Danish: { "-": "+" },
  Turkish: { i: "ı", "-": "*" },
  Russian: Object.fromEntries(
    [..."qwertyuiopasdfghjklzxcvbnm"].flatMap((letter, index) => {
      const printed = "йцукенгшщзфывапролдячсмить"[index] ?? "";
      return [
        [letter, printed],
        [letter.toUpperCase(), printed.toUpperCase()],
      ];
    }),
  ),
};

/** What other scanners' keys print on an American keyboard. */
const ON_AMERICAN: Record<string, Record<string, string>> = {
  German: { y: "z", z: "y", Y: "Z", Z: "Y", "-": "/" },
  Spanish: { "-": "/" },
  French: {
    ...{ a: "q", q: "a", z: "w", w: "z", m: ";", A: "Q", Q: "A", Z: "W", W: "Z", M: ":", "-": "6" },
    ...{ "1": "!", "2": "@", "3": "#", "4": "$", "5": "%", "6": "^", "7": "&", "8": "*", "9": "(", "0": ")" },
  },
};

const through = (keys: Record<string, string>) => (code: string) =>
  [...code].map((letter) => keys[letter] ?? letter).join("");

describe("a code that a scanner types through another keyboard is read", () => {
  const typed = [
    ...Object.entries(ELSEWHERE).map(([name, keys]) => [`American on a ${name} keyboard`, keys] as const),
    ...Object.entries(ON_AMERICAN).map(([name, keys]) => [`${name} on an American keyboard`, keys] as const),
  ];
  it.each(typed)("%s, in capitals, in small letters, and within an address", (_, keys) => {
    holds(through(keys));
    holds((code) => through(keys)(code.toLowerCase()));
    holds((code) => through(keys)(`https://t.example/${code}`));
  });

  it("the one of the issue", () => {
    const code = "FOYER-68F0A1B2C3D4E5F60718293A-2-ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    expect(through(ELSEWHERE.German ?? {})(code)).toMatch(/^FOZERß/);
  });
});

describe("what is no code", () => {
  it.each(["", " ", "FOYER", "FOYER-1-2-3", "4006381333931", "https://t.example/", "a".repeat(24)])(
    "%j",
    (text) => {
      expect(ticketClaims(text)).toEqual([]);
      expect(looksMistyped(text)).toBe(false);
    },
  );

  it("never is one by chance, and costs little however long it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 600 }), (text) => {
        expect(ticketClaims(text)).toEqual([]);
      }),
    );
    const startedAt = performance.now();
    ticketClaims("FOYER-".repeat(100_000));
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  it("looks mistyped if it is as long as one", () => {
    expect(looksMistyped("ФФ".repeat(30))).toBe(true);
    expect(looksMistyped("many words of a sentence that somebody has typed into the field for codes")).toBe(
      false,
    );
  });
});
