import { toDecimal } from "@foyer/contract/money";
import type { EventDetailsAnswer } from "@foyer/domain/events/find-event";

/** How an event stands for whoever finds its page. */
export type EventState = "on sale" | "not yet" | "sold out" | "closed" | "cancelled" | "over";

type OfferState = Exclude<EventState, "cancelled" | "over">;
type TypeAnswer = EventDetailsAnswer["ticketTypes"][number];

export function stateOf(event: EventDetailsAnswer, now: Date): EventState {
  const { cancelledAt, dateTime, isActive, ticketTypes } = event;
  if (cancelledAt !== null) return "cancelled";
  if (dateTime <= now) return "over";
  if (!isActive) return "closed";
  const sales = salesWindow(event, now);
  if (sales !== "on sale") return sales;
  if (ticketTypes.length === 0) {
    // While there is a waiting list, open sale is closed.
    return event.availableTickets === 0 || event.waitingCount > 0 ? "sold out" : "on sale";
  }
  const states = ticketTypes.map((type) => stateOfType(type, now));
  const order = ["on sale", "sold out", "not yet"] as const;
  return order.find((state) => states.includes(state)) ?? "closed";
}

function stateOfType(type: TypeAnswer, now: Date): OfferState {
  if (type.isClosed) return "closed";
  const sales = salesWindow(type, now);
  if (sales !== "on sale") return sales;
  return type.available === 0 ? "sold out" : "on sale";
}

function salesWindow(
  {
    salesFrom = null,
    salesUntil = null,
  }: { readonly salesFrom?: Date | null | undefined; readonly salesUntil?: Date | null | undefined },
  now: Date,
): "on sale" | "not yet" | "closed" {
  if (salesFrom !== null && now < salesFrom) return "not yet";
  return salesUntil !== null && now >= salesUntil ? "closed" : "on sale";
}

const AVAILABILITY: Readonly<Record<OfferState, string>> = {
  "on sale": "InStock",
  "not yet": "PreOrder",
  "sold out": "SoldOut",
  closed: "OutOfStock",
};

interface OfferedEvent {
  readonly url: string;
  readonly state: OfferState;
  readonly now: Date;
}

/** What is to be had, as schema.org offers: one for each kind of tickets that is shown, or one for the event. */
export function offersOf(event: EventDetailsAnswer, { url, state, now }: OfferedEvent) {
  const { ticketTypes, currency, createdAt, dateTime, salesFrom, salesUntil } = event;
  const offer = (
    price: number,
    availability: OfferState,
    sales: { readonly from: Date; readonly until: Date },
  ) => ({
    "@type": "Offer",
    url,
    price: toDecimal(price, currency),
    priceCurrency: currency,
    availability: `https://schema.org/${AVAILABILITY[availability]}`,
    validFrom: sales.from.toISOString(),
    validThrough: sales.until.toISOString(),
  });
  const [from, until] = [salesFrom ?? createdAt, salesUntil ?? dateTime];
  if (ticketTypes.length === 0) return offer(event.price, state, { from, until });
  return ticketTypes.map((type) => ({
    ...offer(type.price, state === "on sale" ? stateOfType(type, now) : state, {
      from: latest(from, type.salesFrom),
      until: earliest(until, type.salesUntil),
    }),
    name: type.name,
  }));
}

function latest(one: Date, other: Date | null): Date {
  return other !== null && other > one ? other : one;
}

function earliest(one: Date, other: Date | null): Date {
  return other !== null && other < one ? other : one;
}
