import type { BookingView } from "@foyer/contract/booking";
import type { EventDetails } from "@foyer/contract/event";
import type { TicketTypeView } from "@foyer/contract/ticket-type";

type WaitedFor = Pick<EventDetails, "capacity" | "maxTicketsPerPerson" | "waitingCount">;

/**
 * How many tickets somebody may wait for, and how many people do: of a kind, or of an event with one.
 *
 * @param has the tickets that they have already, which the limits count
 */
export function waitLimits(
  event: WaitedFor,
  type: TicketTypeView | undefined,
  has: BookingView["items"] = [],
) {
  const owned = sum(has);
  const ofKind = sum(has.filter(({ ticketTypeId }) => ticketTypeId === (type?.id ?? null)));
  const max = Math.min(
    event.capacity,
    event.maxTicketsPerPerson - owned,
    type?.quota ?? event.capacity,
    (type?.maxPerBooking ?? event.capacity) - ofKind,
  );
  return {
    min: Math.min(Math.max(1, (type?.minPerBooking ?? 1) - ofKind), max),
    max,
    waitingCount: type?.waitingCount ?? event.waitingCount,
  };
}

function sum(items: BookingView["items"]): number {
  return items.reduce((all, { quantity }) => all + quantity, 0);
}
