import type { EventView } from "@foyer/contract/event";
import { counted } from "../shared/counted";

type Event = Pick<EventView, "isActive" | "availableTickets" | "waitingCount" | "hasTicketTypes">;

/** How to get more tickets with an existing booking, of which there is one per user and event. */
export function moreTicketsWords(event: Event): string {
  if (!event.isActive) return "The organizer has closed sales, so there are no more tickets to be had.";
  // Where there are kinds, each has a waiting list of its own.
  if (event.availableTickets === 0 || (event.waitingCount > 0 && !event.hasTicketTypes)) {
    return "There are no more tickets. Keep yours: once cancelled, they go to others first.";
  }
  return event.availableTickets === 1
    ? "1 more ticket is left. Open the booking to add it."
    : `${counted(event.availableTickets, "more ticket")} are left. Open the booking to add some.`;
}
