import { isCurrency } from "@foyer/contract/currencies";
import { currencySigns } from "@foyer/contract/money";

/** Digits with the signs between them: one run more than signs. The first or the last run may be empty. */
export interface Figures {
  readonly runs: readonly string[];
  /** `.`, `,`, `'`, a space, or `d` for a sign that can only stand before decimals. */
  readonly signs: readonly string[];
}

/** Characters that stand for the same. What is typed may come from any keyboard, or from another program. */
const SAME_SIGNS: readonly (readonly [RegExp, string])[] = [
  // Marks of direction, and what holds words together: nothing is seen of them.
  [/[\u200b-\u200f\u061c\u2060\u2066-\u2069\ufeff\u00ad]/g, ""],
  [/\s/g, " "],
  [/[\u2018\u2019\u02bc\u00b4`\u2032\u066c]/g, "'"],
  [/[\u060c\u3001]/g, ","],
  [/\u3002/g, "."],
  [/[\u066b\u00b7]/g, "d"],
];

/** With plain digits and signs, whatever script and width they were typed in. */
export function plainText(typed: string): string {
  // A lone accent would become a space and a combining mark.
  let text = typed.replace(/\u00b4/g, "'").normalize("NFKC");
  for (const [same, sign] of SAME_SIGNS) text = text.replace(same, sign);
  return text.replace(/\p{Nd}/gu, toDigit).trim();
}

/** Every script's digits are ten in a row, the zero first. */
function toDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--;
  return String(code - zero);
}

/** The text without the currency's own code or sign at either end. */
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

/** Whether another currency's sign or code is left. */
export function hasOtherSign(text: string): boolean {
  const codes = text.match(/^[a-z]{3}\b|\b[a-z]{3}$/gi) ?? [];
  return /\p{Sc}/u.test(text) || codes.some((code) => isCurrency(code.toUpperCase()));
}

/** Nothing when it is anything but digits with a sign between them, before or behind. */
export function splitFigures(text: string): Figures | undefined {
  // "25,-" and "25.–" are 25.
  const plain = text.replace(/[.,][-\u2013\u2014]{1,2}$/, "");
  if (!/^(?:\d+(?:[.,' d]\d+)*[.,d]?|[.,d]\d+)$/.test(plain)) return undefined;
  const parts = plain.split(/([.,' d])/);
  return {
    runs: parts.filter((_, index) => index % 2 === 0),
    signs: parts.filter((_, index) => index % 2 === 1),
  };
}

/** Whether the signs can stand between thousands: by threes, or as in India by twos before the last three. */
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
