import type { EventView } from "@foyer/contract/event";
import { counted } from "../shared/counted";

/** Whether an event can be booked, and if not, why. */
export type Availability =
  | { kind: "open"; left: number; isScarce: boolean }
  | { kind: "sold-out" }
  | { kind: "closed" }
  | { kind: "past" }
  | { kind: "cancelled" };

type Sellable = Pick<
  EventView,
  "dateTime" | "isActive" | "availableTickets" | "cancelledAt" | "waitingCount"
>;

const SCARCE = 10;

export function availabilityOf(event: Sellable, now: Date): Availability {
  if (event.cancelledAt !== null) return { kind: "cancelled" };
  if (event.dateTime <= now) return { kind: "past" };
  if (!event.isActive) return { kind: "closed" };
  // While there is a waiting list, open sale is closed.
  if (event.availableTickets === 0 || event.waitingCount > 0) return { kind: "sold-out" };
  return { kind: "open", left: event.availableTickets, isScarce: event.availableTickets <= SCARCE };
}

export function availabilityWords(availability: Availability): string {
  switch (availability.kind) {
    case "open":
      return `${counted(availability.left, "ticket")} left`;
    case "sold-out":
      return "Sold out";
    case "closed":
      return "Closed";
    case "past":
      return "Over";
    case "cancelled":
      return "Cancelled";
  }
}
