import type { EventView } from "@foyer/contract/event";
import { counted } from "../shared/counted";

type Event = Pick<EventView, "isActive" | "availableTickets" | "waitingCount">;

/**
 * How to get more tickets with an existing booking: there is one booking per user and event, and cancelled
 * tickets go back on sale.
 */
export function moreTicketsWords(event: Event, mayCancel: boolean): string {
  if (!event.isActive) return "The organizer has closed sales, so there are no more tickets to be had.";
  if (event.availableTickets === 0 || event.waitingCount > 0) {
    return "There are no more tickets. Keep yours: once cancelled, they go to others first.";
  }
  const left = `${counted(event.availableTickets, "more ticket")} ${event.availableTickets === 1 ? "is" : "are"} left.`;
  return mayCancel
    ? `${left} To have another number, cancel this booking and book again.`
    : `${left} Somebody with another account can book them; this booking can no longer be changed.`;
}
