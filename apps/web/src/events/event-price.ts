import type { EventView } from "@foyer/contract/event";
import { formatMoney } from "@foyer/contract/money";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { priceWords } from "../shared/price-input";

type Priced = Pick<EventView, "price" | "currency" | "hasTicketTypes"> & {
  /** Where they are known: lists of events do not have them. */
  readonly ticketTypes?: readonly Pick<TicketTypeView, "price">[];
};

/** The price of a ticket, or the lowest one where there are several. @example "From EUR 25.00" */
export function eventPriceWords({ price, currency, hasTicketTypes, ticketTypes }: Priced): string {
  const isOnePrice =
    ticketTypes === undefined ? !hasTicketTypes : ticketTypes.every((type) => type.price === price);
  if (isOnePrice) return priceWords(price, currency);
  return price === 0 ? "Free and up" : `From ${formatMoney(price, currency)}`;
}
