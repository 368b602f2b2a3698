import { fractionDigits } from "@foyer/contract/currencies";
import { MAX_PRICE, toDecimal } from "@foyer/contract/money";
import { type Figures, hasOtherSign, isGrouped, plainText, splitFigures, withoutSign } from "./price-figures";

/** The result of reading a price. Amounts are in minor units of the given currency. */
export type PriceReading =
  | { readonly kind: "amount"; readonly amount: number }
  /** The separator may be for thousands or decimals: the amounts by either reading. */
  | { readonly kind: "ambiguous"; readonly readings: readonly [number, number] }
  | { readonly kind: "too-many-decimals" }
  | { readonly kind: "too-much" }
  | { readonly kind: "other-currency" }
  | { readonly kind: "not-a-price" };

const LONGEST = 40;

/**
 * Reads a price as users write it: digits of any script; a point or comma as decimal separator; spaces,
 * apostrophes, points and commas as thousands separators; the currency's own symbol. Ambiguous input is reported
 * as such: `1,250` may be 1250 or 1.25.
 *
 * @param meant the amount this text is known to mean: the form displayed it, or the user was asked
 */
export function readPrice(typed: string, currency: string, meant?: number): PriceReading {
  if (meant !== undefined && typed.trim() === toDecimal(meant, currency))
    return { kind: "amount", amount: meant };
  if (typed.length > LONGEST) return { kind: "not-a-price" };
  const text = withoutSign(plainText(typed), currency);
  if (hasOtherSign(text)) return { kind: "other-currency" };
  const figures = splitFigures(text);
  return figures === undefined ? { kind: "not-a-price" } : readFigures(figures, fractionDigits(currency));
}

function readFigures(figures: Figures, digits: number): PriceReading {
  const { runs, signs } = figures;
  if (signs.length === 0) return toReading(runs.join(""), "", digits);
  const thousands = isGrouped(figures) ? toReading(runs.join(""), "", digits) : undefined;
  const fraction = fractionOf(figures);
  if (fraction === undefined) return thousands ?? { kind: "not-a-price" };
  const whole = runs.slice(0, -1).join("");
  const decimals = toReading(whole, fraction, digits);
  // Not ambiguous if the currency has no decimals, or the larger amount is above the maximum.
  if (thousands === undefined || thousands.kind !== "amount") return decimals;
  if (digits === 0) return thousands;
  const rounded = Math.round(Number(`${whole}.${fraction}`) * 10 ** digits);
  return {
    kind: "ambiguous",
    readings: [thousands.amount, decimals.kind === "amount" ? decimals.amount : rounded],
  };
}

/** The digits after the last separator, if that can be a decimal separator. */
function fractionOf({ runs, signs }: Figures): string | undefined {
  const last = signs.at(-1);
  const before = { runs: runs.slice(0, -1), signs: signs.slice(0, -1) };
  if (last === undefined || last === "'" || last === " " || before.signs.includes(last)) return undefined;
  return before.signs.length === 0 || isGrouped(before) ? runs.at(-1) : undefined;
}

function toReading(whole: string, fraction: string, digits: number): PriceReading {
  const kept = fraction.slice(0, digits);
  if (/[1-9]/.test(fraction.slice(digits))) return { kind: "too-many-decimals" };
  const amount = Number(`${whole}${kept.padEnd(digits, "0")}`);
  return amount > MAX_PRICE ? { kind: "too-much" } : { kind: "amount", amount };
}
