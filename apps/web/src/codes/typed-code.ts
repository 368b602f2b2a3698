import {
  type CreateDiscountCodeInput,
  createDiscountCodeInput,
  type DiscountCodeView,
  type DiscountKind,
} from "@foyer/contract/discount-code";
import { NO_TIME, readOptionalTime, type TypedTime, typedTime } from "../manage/optional-time";
import { fieldErrors } from "../shared/field-errors";
import { priceText, wrongPriceWords } from "../shared/price-input";
import { readPrice } from "../shared/read-price";

/** A discount code as typed. */
export type TypedCode = {
  code: string;
  kind: DiscountKind;
  percent: string | number;
  /** What `amount` takes off, in major units; its meaning in minor units if the text is ambiguous. */
  price: string;
  priceMeant: number | "";
  maxUses: string | number;
  maxUsesPerPerson: string | number;
  ticketTypeIds: string[];
  validFrom: TypedTime;
  validUntil: TypedTime;
};

export const NEW_CODE: TypedCode = {
  code: "",
  kind: "percent",
  percent: 10,
  price: "",
  priceMeant: "",
  maxUses: "",
  maxUsesPerPerson: "",
  ticketTypeIds: [],
  validFrom: NO_TIME,
  validUntil: NO_TIME,
};

type EventOfCode = { readonly id: string; readonly timeZone: string; readonly currency: string };

/** A code as the form shows it. */
export function formOfCode(code: DiscountCodeView, { timeZone, currency }: EventOfCode): TypedCode {
  return {
    code: code.code,
    kind: code.kind,
    percent: code.kind === "percent" ? code.value : NEW_CODE.percent,
    price: code.kind === "amount" ? priceText(code.value, currency) : "",
    priceMeant: code.kind === "amount" ? code.value : "",
    maxUses: code.maxUses ?? "",
    maxUsesPerPerson: code.maxUsesPerPerson ?? "",
    ticketTypeIds: [...code.ticketTypeIds],
    validFrom: typedTime(code.validFrom, timeZone),
    validUntil: typedTime(code.validUntil, timeZone),
  };
}

type ReadCode = { ok: true; fields: CreateDiscountCodeInput } | { ok: false; errors: Record<string, string> };

/** Converts what was typed to API input, or returns field errors. */
export function readCode(typed: TypedCode, event: EventOfCode, existing?: DiscountCodeView): ReadCode {
  const own: Record<string, string> = {};
  const momentOf = (name: "validFrom" | "validUntil"): Date | null => {
    const kept = existing && { moment: existing[name], timeZone: event.timeZone };
    const read = readOptionalTime(typed[name], event.timeZone, kept);
    if (read.ok) return read.moment;
    own[name] = read.words;
    return null;
  };
  const input = {
    eventId: event.id,
    code: typed.code,
    kind: typed.kind,
    value: readValue(typed, event.currency, own),
    maxUses: figureOf(typed.maxUses),
    maxUsesPerPerson: figureOf(typed.maxUsesPerPerson),
    ticketTypeIds: typed.ticketTypeIds,
    validFrom: momentOf("validFrom"),
    validUntil: momentOf("validUntil"),
  };
  if (input.validFrom !== null && input.validUntil !== null && input.validUntil <= input.validFrom) {
    own.validUntil = "The code has to end after it begins.";
  }
  const errors = { ...fieldErrors(createDiscountCodeInput, input), ...own };
  const parsed = createDiscountCodeInput.safeParse(input);
  return parsed.success && Object.keys(errors).length === 0
    ? { ok: true, fields: parsed.data }
    : { ok: false, errors };
}

function readValue(
  { kind, percent, price, priceMeant }: TypedCode,
  currency: string,
  errors: Record<string, string>,
): number | null {
  if (kind === "unlock") return null;
  if (kind === "percent") {
    const value = figureOf(percent);
    if (value === null || !(value >= 1 && value <= 100)) errors.value = "Enter 1 to 100 percent.";
    return value;
  }
  const read = readPrice(price, currency, priceMeant === "" ? undefined : priceMeant);
  const wrong = wrongPriceWords(read, currency, "other");
  if (wrong !== undefined) errors.value = wrong;
  else if (read.kind === "amount" && read.amount === 0) errors.value = "Enter more than nothing.";
  return read.kind === "amount" ? read.amount : null;
}

function figureOf(typed: string | number): number | null {
  if (typeof typed === "number") return typed;
  return typed.trim() === "" ? null : Number(typed);
}
