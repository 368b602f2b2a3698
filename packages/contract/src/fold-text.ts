import { plainLetters, plainSigns } from "./fold-letters.js";

/**
 * The version of {@link foldText} and of the keys stored with it. Raise it with every change: keys of other
 * versions are computed again at start.
 */
export const FOLD_VERSION = 1;

/**
 * Accents of Latin, Greek and Cyrillic letters, and the vowel points of Hebrew and Arabic, which are usually
 * omitted. Excluded are the two Japanese voicing marks and the vowel signs of Indic and Southeast Asian scripts,
 * which distinguish words.
 */
const ACCENTS =
  /(?![\u3099\u309a])(?=\p{M})[\p{sc=Zinh}\p{scx=Latn}\p{scx=Grek}\p{scx=Cyrl}\p{scx=Hebr}\p{scx=Arab}]/gu;
/** Characters that are not visible: joiners, direction marks, variation selectors, and Arabic tatweel. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}\u0640]/gu;
const KATAKANA = /[\u30a1-\u30f6]/g;
const KATAKANA_TO_HIRAGANA = 0x60;
/** ASCII except the backtick, which is folded as an apostrophe. */
const PLAIN_ASCII = /^[\s\x20-\x5f\x61-\x7e]*$/;

/**
 * The form in which texts are compared, sorted and searched: lower case, without accents, special letters
 * replaced by plain ones ("Łódź" is "lodz", "Straße" is "strasse"), one kind of apostrophe, hyphen and quotation
 * mark, no difference between half and full width, Katakana as Hiragana, all digits as 0 to 9. Nothing is
 * transliterated between scripts. Idempotent.
 */
export function foldText(text: string): string {
  if (PLAIN_ASCII.test(text)) return text.toLowerCase().replace(/\s/g, " ");
  return (
    replaceEach(text.normalize("NFC"), plainSigns)
      .normalize("NFKD")
      .replace(INVISIBLE, "")
      .toLowerCase()
      // Lower-casing may add marks: İ becomes i with a combining dot.
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

/** A text with its umlauts spelled out, not folded: "Mueller" for "Müller", "Koebenhavn" for "København". */
export function spellOutUmlauts(text: string): string {
  return replaceEach(text.normalize("NFC").toLowerCase(), UMLAUTS);
}

function replaceEach(text: string, table: ReadonlyMap<string, string>): string {
  return text.replace(/[`\u0080-\uffff]/g, (sign) => table.get(sign) ?? sign);
}

/** Unicode encodes the decimal digits of each script as a contiguous run from 0 to 9. */
function plainDigit(digit: string): string {
  const code = digit.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
  return String((code - first) % 10);
}
