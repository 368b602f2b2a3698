import type { EventDetails } from "@foyer/contract/event";
import { bookable, itemsOfChoice, type OrderSearch, orderOf, readChoice } from "./order";
import { useDiscountCode } from "./use-discount-code";

/**
 * What the URL of an event's page says is to be booked, as far as it can be booked now, and what it costs.
 *
 * @param left how many tickets of an event with one kind are left
 */
export function useOrder(event: EventDetails, search: OrderSearch, left: number, now: Date) {
  const discount = useDiscountCode(event.id, search.code);
  const shown = new Set(event.ticketTypes.map(({ id }) => id));
  const opened = (discount.checked?.opens ?? []).filter(({ id }) => !shown.has(id));
  const types = event.hasTicketTypes ? [...event.ticketTypes, ...opened] : [];
  const asked = search.kinds === undefined ? undefined : readChoice(search.kinds);
  const choice = bookable(types, asked, event, now);
  const max = Math.min(left, event.maxTicketsPerPerson);
  const quantity = Math.min(search.tickets ?? 1, max);
  const items = event.hasTicketTypes
    ? itemsOfChoice(types, choice)
    : [{ ticketTypeId: null, name: null, unitPrice: event.price, quantity }];
  return {
    discount,
    /** The kinds that are shown, those included that the code opens; none for an event with one kind. */
    types,
    choice,
    /** The quantity of an event with one kind, and the most it can be. */
    quantity,
    max,
    order: orderOf(items, discount.checked),
    /** Whether nothing of it ever costs anything, so that no way to pay is needed. */
    isFreeEvent: event.hasTicketTypes ? types.every(({ price }) => price === 0) : event.price === 0,
  };
}
