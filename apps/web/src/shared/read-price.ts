import { fractionDigits } from "@foyer/contract/currencies";
import { MAX_PRICE, toDecimal } from "@foyer/contract/money";
import { type Figures, hasOtherSign, isGrouped, plainText, splitFigures, withoutSign } from "./price-figures";

/** What somebody typed as a price. Amounts are in minor units of the currency it was read in. */
export type PriceReading =
  | { readonly kind: "amount"; readonly amount: number }
  /**
   * A sign may stand between thousands or before decimals: what it is with thousands, and what it is with decimals, as
   * many as the currency has.
   */
  | { readonly kind: "ambiguous"; readonly readings: readonly [number, number] }
  | { readonly kind: "too-many-decimals" }
  | { readonly kind: "too-much" }
  | { readonly kind: "other-currency" }
  | { readonly kind: "not-a-price" };

const LONGEST = 40;

/**
 * Reads a price in whatever way people write figures: digits of any script; a point or a comma before the decimals;
 * spaces, apostrophes, points and commas between thousands; the currency's own sign. What can be read in two ways is
 * not decided here: `1,250` is one thousand and more to some, and one and a quarter to others.
 *
 * @param meant what this text stands for where that is known: the form showed it, or its author was asked
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
  // Nobody means decimals where there are none, nor thousands that would be too much.
  if (thousands === undefined || thousands.kind !== "amount") return decimals;
  if (digits === 0) return thousands;
  const rounded = Math.round(Number(`${whole}.${fraction}`) * 10 ** digits);
  return {
    kind: "ambiguous",
    readings: [thousands.amount, decimals.kind === "amount" ? decimals.amount : rounded],
  };
}

/** What stands behind the last sign, where that can be the one before decimals. */
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
