import type { EventView } from "@foyer/contract/event";
import { counted } from "../shared/counted";
import { soldTickets } from "./sold-words";

type Sales = Pick<EventView, "isActive" | "capacity" | "availableTickets" | "waitingCount"> & {
  hasTicketTypes?: boolean;
};

/** Whether an event is on sale, and the number of available tickets. */
export function salesWords({
  isActive,
  availableTickets,
  waitingCount,
  hasTicketTypes = false,
}: Sales): string {
  const left = counted(availableTickets, "ticket");
  if (!isActive) {
    return availableTickets === 0
      ? "Sales are closed, and no tickets are left."
      : `Sales are closed. ${left} would go on sale.`;
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
  const { availableTickets } = event;
  const sold = soldTickets(event);
  const offSale =
    availableTickets === 0
      ? "The event leaves the public list."
      : `${counted(availableTickets, "ticket")} can no longer be booked, and the event leaves the public list.`;
  const kept =
    sold === 0
      ? "Nobody has booked."
      : `The ${counted(sold, "ticket")} already booked ${sold === 1 ? "stays" : "stay"} valid.`;
  return `${offSale} ${kept} You can open sales again.`;
}
