import type { TicketTypeSale, ticketTypeView } from "@foyer/contract/ticket-type";
import type { z } from "zod";

/** A kind of tickets, as an event's document has it. */
export interface TicketType {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  /** Minor units of the event's currency. */
  readonly price: number;
  readonly quota: number | null;
  /** Tickets of active bookings and of additions that are held. */
  readonly taken: number;
  readonly waitingCount: number;
  readonly carriedTaken: number;
  readonly salesFrom: Date | null;
  readonly salesUntil: Date | null;
  readonly minPerBooking: number | null;
  readonly maxPerBooking: number | null;
  readonly isHidden: boolean;
  readonly isClosed: boolean;
}

/** So many tickets of one kind. */
export interface TypeQuantity {
  readonly ticketTypeId: string;
  readonly quantity: number;
}

/** How many tickets of a kind there are left, whoever waits: by its quota and the event's capacity. */
export function leftOf(type: Pick<TicketType, "quota" | "taken">, availableTickets: number): number {
  return type.quota === null
    ? availableTickets
    : Math.max(0, Math.min(availableTickets, type.quota - type.taken));
}

/** Whether too few tickets of a kind are left for any booking of it, whoever waits. */
export function isTypeSoldOut(
  type: Pick<TicketType, "quota" | "taken" | "minPerBooking">,
  availableTickets: number,
): boolean {
  return leftOf(type, availableTickets) < (type.minPerBooking ?? 1);
}

/** Whether sales of a kind are open at a moment, or why not; tickets and waiting lists are not considered. */
export function salesOf(
  type: Pick<TicketType, "salesFrom" | "salesUntil" | "isClosed">,
  now: Date,
): Extract<TicketTypeSale, "on_sale" | "not_yet" | "over" | "closed"> {
  if (type.isClosed) return "closed";
  if (type.salesFrom !== null && now < type.salesFrom) return "not_yet";
  if (type.salesUntil !== null && now >= type.salesUntil) return "over";
  return "on_sale";
}

/**
 * The price of an event with ticket types: the lowest that is on sale. Where none is, the lowest of those shown, so that the
 * event keeps a price that somebody could have paid. That of a hidden kind is told only where all are hidden (domain rules,
 * Ticket types).
 */
export function lowestPrice(types: readonly TicketType[], availableTickets: number, now: Date): number {
  const shown = types.filter(({ isHidden }) => !isHidden);
  const open = shown.filter(({ isClosed }) => !isClosed);
  const onSale = open.filter((type) => salesOf(type, now) === "on_sale");
  const left = onSale.filter((type) => !isTypeSoldOut(type, availableTickets));
  const considered = [left, onSale, open, shown, types].find((some) => some.length > 0) ?? [];
  return Math.min(...considered.map(({ price }) => price));
}

/** When sales of a kind begin or end next, after which the lowest price may be another. */
export function nextSalesChange(types: readonly TicketType[], now: Date): Date | undefined {
  const moments = types
    .filter(({ isHidden, isClosed }) => !isHidden && !isClosed)
    .flatMap(({ salesFrom, salesUntil }) => [salesFrom, salesUntil])
    .filter((moment) => moment !== null && moment > now)
    .map((moment) => Number(moment));
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

/** A kind as input of the contract's `ticketTypeView`. */
export type TicketTypeAnswer = z.input<typeof ticketTypeView>;

/** Converts a kind to the contract's `ticketTypeView`. */
export function toTicketTypeView(
  { taken, carriedTaken: _, ...type }: TicketType,
  availableTickets: number,
): TicketTypeAnswer {
  const left = leftOf({ quota: type.quota, taken }, availableTickets);
  return { ...type, available: type.waitingCount > 0 ? 0 : left };
}

/** Sums quantities by kind. */
export function sumByType(items: readonly TypeQuantity[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { ticketTypeId, quantity } of items) {
    sums.set(ticketTypeId, (sums.get(ticketTypeId) ?? 0) + quantity);
  }
  return sums;
}

/** The kinds with some more taken of each; fewer where a quantity is negative. */
export function withTaken(
  types: readonly TicketType[],
  quantities: ReadonlyMap<string, number>,
): readonly TicketType[] {
  if (quantities.size === 0) return types;
  return types.map((type) => {
    const quantity = quantities.get(type.id);
    return quantity === undefined ? type : { ...type, taken: type.taken + quantity };
  });
}
