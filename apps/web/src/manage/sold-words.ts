import type { EventView } from "@foyer/contract/event";

type Capacity = Pick<EventView, "capacity" | "availableTickets">;

export function soldTickets({ capacity, availableTickets }: Capacity): number {
  return capacity - availableTickets;
}

/** @example soldWords({ capacity: 120, availableTickets: 88 }) // "32 of 120" */
export function soldWords(event: Capacity): string {
  return `${soldTickets(event).toLocaleString("en")} of ${event.capacity.toLocaleString("en")}`;
}
