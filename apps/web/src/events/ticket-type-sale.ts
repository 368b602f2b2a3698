import type { TicketTypeSale, TicketTypeView } from "@foyer/contract/ticket-type";
import { counted } from "../shared/counted";
import { whenIn } from "../shared/times";

/** Whether a kind of tickets can be booked now, or why not. */
export function saleOf(
  type: Pick<
    TicketTypeView,
    "isClosed" | "salesFrom" | "salesUntil" | "waitingCount" | "available" | "minPerBooking"
  >,
  now: Date,
): TicketTypeSale {
  if (type.isClosed) return "closed";
  if (type.salesFrom !== null && now < type.salesFrom) return "not_yet";
  if (type.salesUntil !== null && now >= type.salesUntil) return "over";
  // While there is a waiting list for it, open sale of it is closed.
  if (type.waitingCount > 0) return "waiting_list";
  return type.available < (type.minPerBooking ?? 1) ? "sold_out" : "on_sale";
}

/** The states of a kind that people wait for. */
export const WAITED_FOR: ReadonlySet<TicketTypeSale> = new Set(["sold_out", "waiting_list"]);

/** What is left of a kind, or why it cannot be booked. */
export function saleWords(type: TicketTypeView, timeZone: string, now: Date): string {
  switch (saleOf(type, now)) {
    case "on_sale":
      return `${type.available.toLocaleString("en")} left`;
    case "not_yet":
      return type.salesFrom === null ? "Not on sale yet" : `On sale from ${whenIn(type.salesFrom, timeZone)}`;
    case "over":
      return "Sales are over";
    case "closed":
      return "Not on sale";
    case "sold_out":
      return "Sold out";
    case "waiting_list":
      return `Sold out, ${counted(type.waitingCount, "person waits", "people wait")}`;
  }
}

type Limits = Pick<TicketTypeView, "minPerBooking" | "maxPerBooking">;

/** How many of a kind can be booked at once, where there are limits. @example "2 to 4 per booking" */
export function limitWords({ minPerBooking, maxPerBooking }: Limits): string | undefined {
  const least = minPerBooking !== null && minPerBooking > 1 ? minPerBooking : undefined;
  if (maxPerBooking === null) return least === undefined ? undefined : `at least ${least} per booking`;
  if (least === undefined) return `at most ${maxPerBooking} per booking`;
  return least === maxPerBooking ? `${least} per booking` : `${least} to ${maxPerBooking} per booking`;
}
