import { isolated } from "@foyer/contract/characters";
import type { CheckedDiscountCode } from "@foyer/contract/discount-code";
import { formatMoney } from "@foyer/contract/money";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { listWords } from "../shared/list-words";

type Named = Pick<TicketTypeView, "id" | "name">;

/**
 * What a code is good for.
 *
 * @param types all kinds that can be seen, those included that it opens
 * @example "20 % off “Standard”"
 */
export function codeWords(
  { kind, value, ticketTypeIds, opens }: CheckedDiscountCode,
  types: readonly Named[],
  currency: string,
): string {
  const reduced = types.filter(({ id }) => ticketTypeIds.includes(id));
  const opened = opens.length === 0 ? "" : `opens ${names(opens)}`;
  const off =
    kind === "percent" ? `${value} % off` : kind === "amount" ? `${formatMoney(value, currency)} off` : "";
  const discount = reduced.length === 0 || off === "" ? off : `${off} ${names(reduced)}`;
  const words = [discount, opened].filter((part) => part !== "").join(", and ");
  return words === "" ? "This code is valid." : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** For a code that applies to nothing that is chosen. */
export function codeNotAppliedWords(
  { ticketTypeIds }: Pick<CheckedDiscountCode, "ticketTypeIds">,
  types: readonly Named[],
): string {
  const reduced = types.filter(({ id }) => ticketTypeIds.includes(id));
  return reduced.length === 0
    ? "It is not for the tickets of this event that are on sale."
    : `It is for ${names(reduced)}: choose some to use it.`;
}

function names(types: readonly Named[]): string {
  return listWords(types.map(({ name }) => `“${isolated(name)}”`));
}
