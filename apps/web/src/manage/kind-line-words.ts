import { counted } from "../shared/counted";
import { priceWords } from "../shared/price-input";
import { readPrice } from "../shared/read-price";
import { whenIn } from "../shared/times";
import { readOptionalTime } from "./optional-time";
import type { KnownKind, TypedKind } from "./typed-kinds";

type Shown = {
  /** The same as it is stored. */
  existing: KnownKind | undefined;
  timeZone: string;
  currency: string;
  now: Date;
};

/** What the line of a kind says beside its name, as typed: price, how many there are or are reserved, and its state. */
export function kindLineWords(kind: TypedKind, shown: Shown): { figures: string[]; states: string[] } {
  const amount = amountWords(kind, shown);
  return {
    figures: [typedPriceWords(kind, shown), ...(amount === undefined ? [] : [amount])],
    states: [...(kind.isHidden ? ["hidden"] : []), ...saleStates(kind, shown)],
  };
}

function typedPriceWords({ price, priceMeant }: TypedKind, { existing, currency }: Shown): string {
  if (price.trim() === "") return "No price yet";
  const reading = readPrice(price, currency, priceMeant === "" ? existing?.price : priceMeant);
  return reading.kind === "amount" ? priceWords(reading.amount, currency) : `${currency} ${price.trim()}`;
}

/** Undefined for a new kind without a quota: there is nothing to say of it yet. */
function amountWords({ quota }: TypedKind, { existing }: Shown): string | undefined {
  if (existing === undefined) return quota === "" ? undefined : counted(Number(quota), "ticket");
  const taken = existing.taken.toLocaleString("en");
  return quota === "" ? `${taken} reserved` : `${taken} of ${Number(quota).toLocaleString("en")} reserved`;
}

function saleStates(kind: TypedKind, { existing, timeZone, now }: Shown): string[] {
  if (kind.isClosed) return ["closed"];
  const from = momentOf(kind.salesFrom, timeZone);
  const until = momentOf(kind.salesUntil, timeZone);
  if (until !== null && until <= now) return ["sales are over"];
  const isSoldOut = kind.quota !== "" && existing !== undefined && existing.taken >= Number(kind.quota);
  return [
    ...(from !== null && from > now ? [`on sale from ${whenIn(from, timeZone)}`] : []),
    ...(until === null ? [] : [`on sale until ${whenIn(until, timeZone)}`]),
    ...(isSoldOut ? ["sold out"] : []),
  ];
}

function momentOf(typed: TypedKind["salesFrom"], timeZone: string): Date | null {
  const read = readOptionalTime(typed, timeZone);
  return read.ok ? read.moment : null;
}
