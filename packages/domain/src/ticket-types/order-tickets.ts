import { MAX_BOOKING_PRICE } from "@foyer/contract/money";
import { DomainError } from "../domain-error.js";
import { salesOf, type TicketType } from "./ticket-type.js";
import { countTickets, quantityOf, type WantedTickets } from "./wanted-tickets.js";

/** Tickets of one kind with the name and the price they are booked at. */
export interface PricedItem {
  /** Null where the event has one kind. */
  readonly ticketTypeId: string | null;
  readonly name: string | null;
  /** Minor units of the event's currency. */
  readonly unitPrice: number;
  readonly quantity: number;
}

/** What an order is checked against. */
export interface OrderedEvent {
  readonly ticketTypes: readonly TicketType[];
  /** The price of its one kind, where it has no ticket types; in minor units. */
  readonly price: number;
  readonly salesFrom: Date | null;
  readonly salesUntil: Date | null;
  readonly maxTicketsPerPerson: number;
}

/** Who orders, as far as the rules of an order depend on it. */
export interface OrderTerms {
  readonly now: Date;
  /** Whether a code opens a hidden kind. */
  readonly opens: (type: TicketType) => boolean;
  /** Whether sales need not be open, as for those who run the event. */
  readonly ignoresSales?: boolean;
  /** Tickets that the person has already: the limits count them. */
  readonly has?: readonly Pick<PricedItem, "ticketTypeId" | "quantity">[];
}

/**
 * The tickets of an order with their prices, if the event's and the kinds' own limits allow it. Whether there are enough is
 * not checked here.
 *
 * @throws DomainError NOT_ON_SALE, TOO_MANY_TICKETS, INVALID_INPUT (kinds not named, too few of a kind)
 */
export function orderTickets(
  event: OrderedEvent,
  wanted: WantedTickets,
  { now, opens, ignoresSales = false, has = [] }: OrderTerms,
): readonly PricedItem[] {
  if (!ignoresSales) requireOnSale(event, now);
  // A hidden kind without a code that opens it does not exist for whoever asks.
  const offered = event.ticketTypes.filter((type) => !type.isHidden || opens(type));
  const items = priced(event, offered, wanted, (type, ticketTypeId, quantity) => {
    if (type === undefined) {
      throw new DomainError("NOT_ON_SALE", "These tickets are not on sale.", { ticketTypeId });
    }
    if (!ignoresSales) requireTypeOnSale(type, now);
    return { ticketTypeId, name: type.name, unitPrice: type.price, quantity };
  });
  const owned = countTickets(has);
  if (quantityOf(wanted) + owned > event.maxTicketsPerPerson) throw tooManyTickets(event.maxTicketsPerPerson);
  for (const item of items) {
    const type = event.ticketTypes.find(({ id }) => id === item.ticketTypeId);
    // Of one kind there may be some at each of several prices.
    const before = countTickets(has.filter(({ ticketTypeId }) => ticketTypeId === item.ticketTypeId));
    if (type !== undefined) requireWithinType(type, item.quantity + before);
  }
  const price = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  if (price > MAX_BOOKING_PRICE) throw tooManyTickets(fewerThan(items));
  return items;
}

/**
 * How many more tickets of a kind may come to those that somebody has, at most so many, by the limits of an order.
 *
 * @param has the tickets that the person has already
 * @returns 0 if none may
 */
export function mostMore(
  { ticketTypes, maxTicketsPerPerson }: Pick<OrderedEvent, "ticketTypes" | "maxTicketsPerPerson">,
  { ticketTypeId, unitPrice, quantity }: Pick<PricedItem, "ticketTypeId" | "unitPrice" | "quantity">,
  has: readonly PricedItem[],
): number {
  const ofKind = countTickets(has.filter((item) => item.ticketTypeId === ticketTypeId));
  const type = ticketTypes.find(({ id }) => id === ticketTypeId);
  const price = has.reduce((all, item) => all + item.unitPrice * item.quantity, 0);
  const most = Math.min(
    quantity,
    maxTicketsPerPerson - countTickets(has),
    (type?.maxPerBooking ?? maxTicketsPerPerson) - ofKind,
    unitPrice === 0 ? quantity : Math.floor((MAX_BOOKING_PRICE - price) / unitPrice),
  );
  return most > 0 && most + ofKind >= (type?.minPerBooking ?? 1) ? most : 0;
}

function fewerThan(items: readonly PricedItem[]): number {
  const dearest = Math.max(...items.map(({ unitPrice }) => unitPrice));
  return Math.floor(MAX_BOOKING_PRICE / dearest);
}

function requireOnSale({ salesFrom, salesUntil }: OrderedEvent, now: Date): void {
  if (salesFrom !== null && now < salesFrom) {
    throw new DomainError("NOT_ON_SALE", "Sales of this event have not begun.", { salesFrom });
  }
  if (salesUntil !== null && now >= salesUntil) {
    throw new DomainError("NOT_ON_SALE", "Sales of this event are over.", { salesUntil });
  }
}

/** @param offered the kinds that there are for whoever asks */
function priced(
  { ticketTypes, price }: OrderedEvent,
  offered: readonly TicketType[],
  { ticketQuantity, items }: WantedTickets,
  toItem: (type: TicketType | undefined, ticketTypeId: string, quantity: number) => PricedItem,
): readonly PricedItem[] {
  if (ticketTypes.length === 0) {
    if (ticketQuantity === undefined) throw typesUnclear("This event has one kind of tickets.");
    return [{ ticketTypeId: null, name: null, unitPrice: price, quantity: ticketQuantity }];
  }
  if (ticketQuantity !== undefined) {
    const [only, another] = offered;
    if (only === undefined) throw new DomainError("NOT_ON_SALE", "These tickets are not on sale.");
    if (another !== undefined) throw typesUnclear("Say how many tickets of which kind.");
    return [toItem(only, only.id, ticketQuantity)];
  }
  return (items ?? []).map(({ ticketTypeId, quantity }) =>
    toItem(
      offered.find(({ id }) => id === ticketTypeId),
      ticketTypeId,
      quantity,
    ),
  );
}

function typesUnclear(message: string): DomainError {
  return new DomainError("INVALID_INPUT", message, { field: "items" });
}

/** @throws DomainError NOT_ON_SALE */
function requireTypeOnSale(type: TicketType, now: Date): void {
  const { id: ticketTypeId, name, salesFrom, salesUntil } = type;
  switch (salesOf(type, now)) {
    case "on_sale":
      return;
    case "closed":
      throw new DomainError("NOT_ON_SALE", `"${name}" is not on sale.`, { ticketTypeId });
    case "not_yet":
      throw new DomainError("NOT_ON_SALE", `Sales of "${name}" have not begun.`, {
        ticketTypeId,
        ...(salesFrom !== null && { salesFrom }),
      });
    case "over":
      throw new DomainError("NOT_ON_SALE", `Sales of "${name}" are over.`, {
        ticketTypeId,
        ...(salesUntil !== null && { salesUntil }),
      });
  }
}

/** @throws DomainError TOO_MANY_TICKETS, INVALID_INPUT */
function requireWithinType({ id, name, minPerBooking, maxPerBooking }: TicketType, quantity: number): void {
  if (maxPerBooking !== null && quantity > maxPerBooking) {
    const message = `At most ${maxPerBooking} of "${name}" can be booked at once.`;
    throw new DomainError("TOO_MANY_TICKETS", message, { maxTickets: maxPerBooking, ticketTypeId: id });
  }
  requireLeast({ name, minPerBooking }, quantity);
}

/**
 * Rejects fewer tickets of a kind than a booking has to have.
 *
 * @throws DomainError INVALID_INPUT
 */
export function requireLeast(
  { name, minPerBooking }: Pick<TicketType, "name" | "minPerBooking">,
  quantity: number,
): void {
  if (minPerBooking === null || quantity >= minPerBooking) return;
  const message = `"${name}" can be booked from ${minPerBooking} tickets on.`;
  throw new DomainError("INVALID_INPUT", message, { field: "items" });
}

/** The error for more tickets than one person may have. */
export function tooManyTickets(maxTickets: number): DomainError {
  const message = `At most ${maxTickets} ${maxTickets === 1 ? "ticket" : "tickets"} can be booked by one person.`;
  return new DomainError("TOO_MANY_TICKETS", message, { maxTickets, field: "ticketQuantity" });
}
