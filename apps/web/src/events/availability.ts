import type { EventView } from "@foyer/contract/event";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { counted } from "../shared/counted";
import { isOver } from "../shared/is-over";
import { dayIn } from "../shared/times";
import { saleOf } from "./ticket-type-sale";

/** Whether an event can be booked, and if not, why. */
export type Availability =
  | { kind: "open"; left: number; isScarce: boolean }
  | { kind: "sold-out" }
  /** Sales have not begun. */
  | { kind: "not-yet"; from: Date; timeZone: string }
  /** The time of sales is over. */
  | { kind: "ended" }
  | { kind: "closed" }
  /** It has begun, and its end is to come. */
  | { kind: "begun" }
  | { kind: "past" }
  | { kind: "cancelled" };

type Sellable = Pick<
  EventView,
  | "dateTime"
  | "endsAt"
  | "timeZone"
  | "isActive"
  | "availableTickets"
  | "cancelledAt"
  | "waitingCount"
  | "hasTicketTypes"
  | "salesFrom"
  | "salesUntil"
> & {
  /** Its kinds of tickets, where they are known: lists of events do not have them. */
  readonly ticketTypes?: readonly TicketTypeView[];
};

const SCARCE = 10;

export function availabilityOf(event: Sellable, now: Date): Availability {
  const { salesFrom, salesUntil, timeZone } = event;
  if (event.cancelledAt !== null) return { kind: "cancelled" };
  if (isOver(event, now)) return { kind: "past" };
  if (event.dateTime <= now) return { kind: "begun" };
  if (!event.isActive) return { kind: "closed" };
  if (salesFrom !== null && now < salesFrom) return { kind: "not-yet", from: salesFrom, timeZone };
  if (salesUntil !== null && now >= salesUntil) return { kind: "ended" };
  if (event.hasTicketTypes) return ofTypes(event, event.ticketTypes ?? [], now);
  // While there is a waiting list, open sale is closed.
  if (event.availableTickets === 0 || event.waitingCount > 0) return { kind: "sold-out" };
  return open(event.availableTickets);
}

/** Each kind has a waiting list of its own, so that the others stay on sale. */
function ofTypes(
  { availableTickets, timeZone }: Sellable,
  types: readonly TicketTypeView[],
  now: Date,
): Availability {
  if (availableTickets === 0) return { kind: "sold-out" };
  if (types.length === 0) return open(availableTickets);
  const sales = types.map((type) => ({ type, sale: saleOf(type, now) }));
  const left = sales.reduce((sum, { type, sale }) => sum + (sale === "on_sale" ? type.available : 0), 0);
  if (left > 0) return open(Math.min(left, availableTickets));
  if (sales.some(({ sale }) => sale === "sold_out" || sale === "waiting_list")) return { kind: "sold-out" };
  const starts = sales.flatMap(({ type, sale }) =>
    sale === "not_yet" && type.salesFrom !== null ? [type.salesFrom.getTime()] : [],
  );
  return starts.length === 0
    ? { kind: "ended" }
    : { kind: "not-yet", from: new Date(Math.min(...starts)), timeZone };
}

function open(left: number): Availability {
  return { kind: "open", left, isScarce: left <= SCARCE };
}

export function availabilityWords(availability: Availability): string {
  switch (availability.kind) {
    case "open":
      return `${counted(availability.left, "ticket")} left`;
    case "sold-out":
      return "Sold out";
    case "not-yet":
      return `On sale from ${dayIn(availability.from, availability.timeZone)}`;
    case "ended":
      return "Sales are over";
    case "closed":
      return "Closed";
    case "begun":
      return "Has begun";
    case "past":
      return "Over";
    case "cancelled":
      return "Cancelled";
  }
}
