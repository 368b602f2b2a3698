import { plainLetters, plainSigns } from "./fold-letters.js";

/** Counts changes of {@link foldText} and of what is stored by it: stored keys of another version are made again. */
export const FOLD_VERSION = 1;

/**
 * Accents: of Latin, Greek and Cyrillic letters; vowel points of Hebrew and Arabic, which are mostly left out. Not the
 * two marks of Japanese, nor the vowels of India and Southeast Asia, which are letters in all but name.
 */
const ACCENTS =
  /(?![\u3099\u309a])(?=\p{M})[\p{sc=Zinh}\p{scx=Latn}\p{scx=Grek}\p{scx=Cyrl}\p{scx=Hebr}\p{scx=Arab}]/gu;
/** What nobody sees: joiners, direction marks, variation selectors, Arabic's stretching of words. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u0640]/gu;
const KATAKANA = /[\u30a1-\u30f6]/g;
const KATAKANA_TO_HIRAGANA = 0x60;
/** All of ASCII but the backtick, which is typed as an apostrophe. */
const PLAIN_ASCII = /^[\s\x20-\x5f\x61-\x7e]*$/;

/**
 * A text as it is compared, sorted and searched: in lower case, without accents, with plain letters in place of
 * those that many keyboards lack ("Łódź" is "lodz", "Straße" is "strasse"), with one apostrophe, hyphen and quotation
 * mark, half and full width alike, Katakana as Hiragana, all digits as 0 to 9. Scripts are not turned into others,
 * because what only sounds alike is not the same. Folding what is folded changes nothing.
 */
export function foldText(text: string): string {
  if (PLAIN_ASCII.test(text)) return text.toLowerCase().replace(/\s/g, " ");
  return (
    replaceEach(text.normalize("NFC"), plainSigns)
      .normalize("NFKD")
      .replace(INVISIBLE, "")
      .toLowerCase()
      // Lower case may bring marks with it: İ has one more than I.
      .normalize("NFKD")
      .replace(ACCENTS, "")
      .replace(/\P{ASCII}/gu, (letter) => plainLetters.get(letter) ?? plainSigns.get(letter) ?? letter)
      .replace(/(?![0-9])\p{Nd}/gu, plainDigit)
      .normalize("NFC")
      .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - KATAKANA_TO_HIRAGANA))
      .replace(/\s/g, " ")
  );
}

const UMLAUTS: ReadonlyMap<string, string> = new Map([
  ["ä", "ae"],
  ["ö", "oe"],
  ["ü", "ue"],
  ["å", "aa"],
  ["ø", "oe"],
]);

/** The other way of writing a text without its umlauts, unfolded: "Mueller" for "Müller", "Koebenhavn" for "København". */
export function spellOutUmlauts(text: string): string {
  return replaceEach(text.normalize("NFC").toLowerCase(), UMLAUTS);
}

function replaceEach(text: string, table: ReadonlyMap<string, string>): string {
  return text.replace(/[`\u0080-\uffff]/g, (sign) => table.get(sign) ?? sign);
}

/** Decimal digits stand in the code in runs of ten, from 0 to 9, one run after the other. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}
