import { soldByHandUntil } from "@foyer/contract/door-sales";
import type { EventView } from "@foyer/contract/event";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { saleOf } from "../events/ticket-type-sale";
import { counted } from "../shared/counted";
import { whenIn } from "../shared/times";

/** The name of somebody who buys at the door and gives none. */
export const WALK_IN = "Walk-in";

type Times = Pick<EventView, "dateTime" | "endsAt">;

/** A kind as those who run the event sell it: while there are tickets, whenever open sale of it is. */
export function soldByHand(type: TicketTypeView, { dateTime }: Times, now: Date): TicketTypeView {
  const byHand = { ...type, salesFrom: null, salesUntil: null, isClosed: false };
  // Waiting ended when the event began.
  return dateTime <= now ? { ...byHand, waitingCount: 0 } : byHand;
}

/** Until when latecomers are sold tickets; undefined before the event begins. */
export function latecomersWords(event: Times & Pick<EventView, "timeZone">, now: Date): string | undefined {
  if (event.dateTime > now) return undefined;
  return `The event has begun. You can sell until ${whenIn(soldByHandUntil(event), event.timeZone)}.`;
}

/** Why attendees cannot book a kind themselves; undefined if they can. @example "Hidden, not on open sale yet" */
export function noteOf(type: TicketTypeView, now: Date): string | undefined {
  const sale = saleOf(type, now);
  const notes = [
    type.isHidden && "hidden",
    sale === "closed" && "closed",
    sale === "not_yet" && "not on open sale yet",
    sale === "over" && "open sale is over",
  ].filter((note) => note !== false);
  return notes.length === 0 ? undefined : notes.join(", ");
}

type Sellable = Times & Pick<EventView, "cancelledAt" | "isActive" | "availableTickets" | "waitingCount">;

/**
 * Why those who run an event cannot sell its tickets now; undefined if they can. Unlike open sale, it does not depend on the
 * times of sale.
 */
export function whyNoSale(
  event: Sellable,
  types: readonly Pick<TicketTypeView, "waitingCount">[],
  now: Date,
): string | undefined {
  if (event.cancelledAt !== null) return "This event was cancelled. It takes no bookings.";
  if (soldByHandUntil(event) <= now) return "This event is over. It takes no more bookings.";
  if (!event.isActive) return "Sales are closed. Open them on the event’s overview to sell tickets yourself.";
  // Those who wait for a kind come first for that kind alone.
  const waiting = types.reduce((rest, type) => rest - type.waitingCount, event.waitingCount);
  if (waiting > 0 && event.dateTime > now) {
    const people = counted(waiting, "person waits", "people wait");
    return `${people} for tickets: what comes back is offered to them first, under “Waiting list”.`;
  }
  if (event.availableTickets === 0) {
    if (event.dateTime <= now) return "Sold out. Tickets that come back can be sold again.";
    return "Sold out. Raise the event’s capacity, or wait for tickets that come back.";
  }
  return undefined;
}
