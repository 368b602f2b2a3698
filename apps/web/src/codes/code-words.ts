import type { DiscountCodeView, DiscountKind } from "@foyer/contract/discount-code";
import { formatMoney } from "@foyer/contract/money";
import { whenIn } from "../shared/times";

/** What a code does, as a choice. */
export const CODE_KINDS: Readonly<Record<DiscountKind, { readonly name: string; readonly hint: string }>> = {
  percent: { name: "Percent off", hint: "Of the tickets it applies to." },
  amount: { name: "An amount off", hint: "Once per booking." },
  unlock: { name: "Only opens hidden kinds", hint: "It takes nothing off." },
};

/** @example discountWords(code, "EUR") // "20 % off" */
export function discountWords(
  { kind, value }: Pick<DiscountCodeView, "kind" | "value">,
  currency: string,
): string {
  switch (kind) {
    case "percent":
      return `${value} % off`;
    case "amount":
      return `${formatMoney(value, currency)} off each booking`;
    case "unlock":
      return "Opens hidden kinds";
  }
}

/** @example usesWords(code) // "12 of 100" */
export function usesWords({ uses, maxUses }: Pick<DiscountCodeView, "uses" | "maxUses">): string {
  const used = uses.toLocaleString("en");
  return maxUses === null ? used : `${used} of ${maxUses.toLocaleString("en")}`;
}

/** Whether a code works now, or why not. */
export function codeState(code: DiscountCodeView, timeZone: string, now: Date): string {
  if (!code.isActive) return "Switched off";
  if (code.validFrom !== null && now < code.validFrom) return `From ${whenIn(code.validFrom, timeZone)}`;
  if (code.validUntil !== null && now >= code.validUntil) return `Ended ${whenIn(code.validUntil, timeZone)}`;
  if (code.maxUses !== null && code.uses >= code.maxUses) return "Used up";
  return code.validUntil === null ? "Works" : `Until ${whenIn(code.validUntil, timeZone)}`;
}

/** The address of the event's page with the code filled in. */
export function codeAddress(origin: string, eventId: string, code: string): string {
  return `${origin}/events/${eventId}?${new URLSearchParams({ code })}`;
}
