import { typedName } from "../outbox/typed-words.js";
import type { UnverifiedAddress } from "./unverified-addresses.js";

/** The parts of a booking that hold words of its organizer: the names of its kinds of tickets, and its code. */
interface WordedTickets {
  readonly items: readonly { readonly name: string; readonly quantity: number }[];
  readonly discount: { readonly code: string; readonly amount: number } | null;
  /** Tickets that are held in addition. */
  readonly addition: { readonly items: WordedTickets["items"] } | null;
}

/**
 * The tickets as they may be sent to an unverified address: beyond the organizer's limit, without the names of their kinds
 * and without the code.
 */
export function sendableTickets<Booking extends WordedTickets>(
  booking: Booking,
  { omitsOrganizerText }: Pick<UnverifiedAddress, "omitsOrganizerText">,
): Booking {
  if (!omitsOrganizerText) return booking;
  const { discount, addition } = booking;
  return {
    ...booking,
    items: [],
    discount: discount && { ...discount, code: "" },
    addition: addition && { ...addition, items: [] },
  };
}

/** The tickets with their organizer's words marked as user input. */
export function markedTickets<Booking extends WordedTickets>(booking: Booking): Booking {
  const { items, discount, addition } = booking;
  return {
    ...booking,
    items: items.map(markedItem),
    discount: discount && { ...discount, code: discount.code === "" ? "" : typedName(discount.code) },
    addition: addition && { ...addition, items: addition.items.map(markedItem) },
  };
}

function markedItem<Item extends WordedTickets["items"][number]>(item: Item): Item {
  return { ...item, name: typedName(item.name) };
}
