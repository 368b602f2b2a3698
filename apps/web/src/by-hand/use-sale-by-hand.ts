import type { EventDetails, EventView } from "@foyer/contract/event";
import type { TicketTypeFigures } from "@foyer/contract/ticket-type";
import { useState } from "react";
import { bookable, type Choice, itemsOfChoice, orderOf } from "../events/order";
import { useDiscountCode } from "../events/use-discount-code";
import { noteOf, soldByHand } from "./sale-by-hand";

/** What somebody who runs an event chooses for somebody else, as far as there are tickets, and what it costs. */
export type SaleByHand = ReturnType<typeof useSaleByHand>;

/**
 * Not in the URL, as attendees' choices are: nobody comes back to it, and it is about somebody else.
 *
 * @param kinds all kinds of the event, hidden ones included; none where it has one
 */
export function useSaleByHand(event: EventView, kinds: readonly TicketTypeFigures[], now: Date) {
  const [chosen, choose] = useState<Choice>();
  const [wanted, setQuantity] = useState(1);
  const [code, setCode] = useState<string>();
  const discount = useDiscountCode(event.id, code);
  const types = kinds.map((type) => soldByHand(type, event, now));
  const choice = bookable(types, chosen, event, now);
  const max = Math.min(event.availableTickets, event.maxTicketsPerPerson);
  const quantity = Math.min(wanted, max);
  const items =
    types.length > 0
      ? itemsOfChoice(types, choice)
      : [{ ticketTypeId: null, name: null, unitPrice: event.price, quantity }];
  const details: EventDetails = { ...event, ticketTypes: types };
  return {
    event: details,
    types,
    /** What attendees do not see or cannot book of the kinds, by their ids. */
    notes: new Map(
      kinds.flatMap((type) => {
        const note = noteOf(type, now);
        return note === undefined ? [] : [[type.id, note] as const];
      }),
    ),
    choice,
    choose,
    /** The quantity of an event with one kind, and the most it can be. */
    quantity,
    max,
    setQuantity,
    code,
    setCode,
    discount,
    order: orderOf(items, discount.checked),
  };
}
