import type { TypeQuantity } from "./ticket-type.js";

/** What is asked for: so many tickets, or so many of each kind. */
export interface WantedTickets {
  readonly ticketQuantity?: number | undefined;
  readonly items?: readonly TypeQuantity[] | undefined;
}

/** How many tickets there are of some items. */
export function countTickets(items: readonly Pick<TypeQuantity, "quantity">[]): number {
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}

/** Tickets that are known by kind, as they would be asked for; a null kind is that of an event without ticket types. */
export function asWanted(
  items: readonly { readonly ticketTypeId: string | null; readonly quantity: number }[],
): WantedTickets {
  const ofTypes = items.flatMap(({ ticketTypeId, quantity }) =>
    ticketTypeId === null ? [] : [{ ticketTypeId, quantity }],
  );
  if (ofTypes.length > 0) return { items: ofTypes };
  return { ticketQuantity: countTickets(items) };
}

/** How many tickets are asked for. */
export function quantityOf({ ticketQuantity, items }: WantedTickets): number {
  if (ticketQuantity !== undefined) return ticketQuantity;
  return countTickets(items ?? []);
}
