import { isCurrency } from "@foyer/contract/currencies";
import { currencySigns } from "@foyer/contract/money";

/**
 * Runs of digits and the separators between them: one more run than separators. The first or last run may be
 * empty.
 */
export interface Figures {
  readonly runs: readonly string[];
  /** `.`, `,`, `'`, a space, or `d` for a sign that can only be a decimal separator. */
  readonly signs: readonly string[];
}

/** Equivalent characters, from various keyboards and programs. */
const SAME_SIGNS: readonly (readonly [RegExp, string])[] = [
  // Invisible direction marks and joiners.
  [/[\u200b-\u200f\u061c\u2060\u2066-\u2069\ufeff\u00ad]/g, ""],
  [/\s/g, " "],
  [/[\u2018\u2019\u02bc\u00b4`\u2032\u066c]/g, "'"],
  [/[\u060c\u3001]/g, ","],
  [/\u3002/g, "."],
  [/[\u066b\u00b7]/g, "d"],
];

/** Replaces digits and signs of any script and width by ASCII ones. */
export function plainText(typed: string): string {
  // NFKC would turn a lone accent into a space and a combining mark.
  let text = typed.replace(/\u00b4/g, "'").normalize("NFKC");
  for (const [same, sign] of SAME_SIGNS) text = text.replace(same, sign);
  return text.replace(/\p{Nd}/gu, toDigit).trim();
}

/** Unicode encodes every script's digits as a run from 0 to 9. */
function toDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

/** Removes the currency's own code or symbol from either end. */
export function withoutSign(text: string, currency: string): string {
  const signs = currencySigns(currency)
    .map((sign) => sign.normalize("NFKC").toLowerCase())
    .sort((one, other) => other.length - one.length);
  const lower = text.toLowerCase();
  const before = signs.find((sign) => lower.startsWith(sign));
  const rest = before === undefined ? text : text.slice(before.length).trim();
  const after = signs.find((sign) => rest.toLowerCase().endsWith(sign));
  return after === undefined ? rest : rest.slice(0, -after.length).trim();
}

/** Whether another currency's symbol or code is left. */
export function hasOtherSign(text: string): boolean {
  const codes = text.match(/^[a-z]{3}\b|\b[a-z]{3}$/gi) ?? [];
  return /\p{Sc}/u.test(text) || codes.some((code) => isCurrency(code.toUpperCase()));
}

/** Undefined for anything but digits with single separators between, before or after them. */
export function splitFigures(text: string): Figures | undefined {
  // "25,-" and "25.–" mean 25.
  const plain = text.replace(/[.,][-\u2013\u2014]{1,2}$/, "");
  if (!/^(?:\d+(?:[.,' d]\d+)*[.,d]?|[.,d]\d+)$/.test(plain)) return undefined;
  const parts = plain.split(/([.,' d])/);
  return {
    runs: parts.filter((_, index) => index % 2 === 0),
    signs: parts.filter((_, index) => index % 2 === 1),
  };
}

/**
 * Whether the separators can be thousands separators: groups of three, or as in India of two before the last
 * three.
 */
export function isGrouped({ runs, signs }: Figures): boolean {
  const [sign] = signs;
  if (sign === undefined || sign === "d" || signs.some((other) => other !== sign)) return false;
  const shape = runs.map(({ length }) => length);
  const [first = 0, ...rest] = shape;
  if (runs[0]?.startsWith("0") || first === 0) return false;
  const isByThrees = first <= 3 && rest.every((length) => length === 3);
  const isIndian = first <= 2 && rest.at(-1) === 3 && rest.slice(0, -1).every((length) => length === 2);
  return isByThrees || isIndian;
}
