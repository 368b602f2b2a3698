import type { EventView } from "@foyer/contract/event";
import { counted } from "../shared/counted";
import { soldTickets } from "./sold-words";

type Sales = Pick<EventView, "isActive" | "capacity" | "availableTickets" | "waitingCount"> & {
  hasTicketTypes?: boolean;
  /** Whether it has begun: then only those who run it sell. */
  hasBegun?: boolean;
};

/** Whether an event is on sale, and the number of available tickets. */
export function salesWords({
  isActive,
  availableTickets,
  waitingCount,
  hasTicketTypes = false,
  hasBegun = false,
}: Sales): string {
  const left = counted(availableTickets, "ticket");
  if (!isActive) {
    if (availableTickets === 0) return "Sales are closed, and no tickets are left.";
    return hasBegun
      ? `Sales are closed. Opened, ${left} can be sold by you to latecomers.`
      : `Sales are closed. ${left} would go on sale.`;
  }
  if (hasBegun) {
    return availableTickets === 0
      ? "Sold out. Tickets that come back can be sold again."
      : `The event has begun. ${left} can be sold by you to latecomers, at the door or by hand.`;
  }
  if (waitingCount > 0) {
    const wait = counted(waitingCount, "person waits", "people wait");
    // Each kind has a list of its own, and the others stay on sale.
    if (hasTicketTypes && availableTickets > 0) {
      return `Sales are open. ${left} of all kinds ${availableTickets === 1 ? "is" : "are"} left, and ${wait} for a kind that is sold out.`;
    }
    return availableTickets === 0
      ? `Sold out. ${wait} for what comes back.`
      : `${wait}: the ${left} left ${availableTickets === 1 ? "is" : "are"} offered to the waiting list first.`;
  }
  return availableTickets === 0
    ? "Sold out. Tickets that come back go on sale again."
    : `Sales are open. ${left} can be booked.`;
}

/** The consequences of closing sales, in figures. */
export function closeSalesConsequence(event: Sales): string {
  const sold = soldTickets(event);
  const kept =
    sold === 0
      ? "Nobody has booked."
      : `The ${counted(sold, "ticket")} already booked ${sold === 1 ? "stays" : "stay"} valid.`;
  return `${offSale(event)} ${kept} You can open sales again.`;
}

function offSale({ availableTickets, hasBegun = false }: Sales): string {
  const left = counted(availableTickets, "ticket");
  // Public lists have only events that have not begun.
  if (hasBegun) {
    const are = availableTickets === 1 ? "is" : "are";
    return `Nobody can sell tickets any more, at the door or by hand: ${left} ${are} left.`;
  }
  return availableTickets === 0
    ? "The event leaves the public list."
    : `${left} can no longer be booked, and the event leaves the public list.`;
}
