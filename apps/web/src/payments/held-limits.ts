import type { EventDetails } from "@foyer/contract/event";

type Limited = Pick<
  EventDetails,
  "availableTickets" | "waitingCount" | "maxTicketsPerPerson" | "hasTicketTypes" | "ticketTypes"
>;

/**
 * The fewest and the most tickets that a hold can become. A kind that is not shown any more can only become fewer.
 *
 * @param ticketTypeId null where the event has one kind
 */
export function heldLimits(event: Limited, ticketTypeId: string | null, held: number) {
  const type = event.ticketTypes.find(({ id }) => id === ticketTypeId);
  // While there is a waiting list, open sale is closed.
  const ofOneKind = event.waitingCount === 0 ? event.availableTickets : 0;
  const free = event.hasTicketTypes ? (type?.available ?? 0) : ofOneKind;
  const most = Math.min(
    event.maxTicketsPerPerson,
    type?.maxPerBooking ?? event.maxTicketsPerPerson,
    held + free,
  );
  return { min: type?.minPerBooking ?? 1, max: Math.max(held, most) };
}
