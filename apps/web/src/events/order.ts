import type { BookingItem } from "@foyer/contract/booking";
import { type CheckedDiscountCode, discountOf } from "@foyer/contract/discount-code";
import type { EventDetails } from "@foyer/contract/event";
import type { TicketTypeId } from "@foyer/contract/ids";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import type { WayToPay } from "../payments/ways-to-pay";
import { saleOf } from "./ticket-type-sale";

/** How many tickets are chosen of each kind, by its id. */
export type Choice = ReadonlyMap<string, number>;

const CHOICE = /^[0-9a-f]{24}\.\d{1,3}(?:_[0-9a-f]{24}\.\d{1,3}){0,29}$/;

/** Where somebody chose none; without a choice, the only kind on sale is chosen. */
const NONE = "none";

/** A choice of kinds from the URL, or undefined. */
export function choiceOfKinds(value: unknown): string | undefined {
  return typeof value === "string" && (value === NONE || CHOICE.test(value)) ? value : undefined;
}

/** Reads what {@link writeChoice} wrote. */
export function readChoice(text: string): Choice {
  if (text === NONE) return new Map();
  return new Map(
    text.split("_").map((part) => {
      const [id = "", quantity] = part.split(".");
      return [id, Number(quantity)];
    }),
  );
}

/** A choice as the URL has it. */
export function writeChoice(choice: Choice): string {
  const chosen = [...choice].filter(([, quantity]) => quantity > 0);
  return chosen.length === 0 ? NONE : chosen.map(([id, quantity]) => `${id}.${quantity}`).join("_");
}

type Limits = Pick<EventDetails, "availableTickets" | "maxTicketsPerPerson">;

/**
 * The most tickets of a kind that can be chosen beside others; 0 if they are fewer than a booking has to have of it.
 *
 * @param others how many tickets of other kinds are chosen
 */
export function mostOf(type: TicketTypeView, others: number, event: Limits): number {
  const most = Math.min(
    type.available,
    type.maxPerBooking ?? type.available,
    event.availableTickets - others,
    event.maxTicketsPerPerson - others,
  );
  return most < (type.minPerBooking ?? 1) ? 0 : most;
}

/** The quantity after a step up or down: nothing lies between none of a kind and the fewest that a booking may have. */
export function stepped(type: TicketTypeView, before: number, after: number): number {
  const least = type.minPerBooking ?? 1;
  if (after >= least) return after;
  return after > before ? least : 0;
}

/** A choice cut to what can be booked now. Without one, the only kind on sale is chosen. */
export function bookable(
  types: readonly TicketTypeView[],
  choice: Choice | undefined,
  event: Limits,
  now: Date,
): Choice {
  const onSale = types.filter((type) => saleOf(type, now) === "on_sale");
  const [only, another] = onSale;
  const wanted = choice ?? new Map(only && !another ? [[only.id, only.minPerBooking ?? 1]] : []);
  const cut = new Map<string, number>();
  let others = 0;
  for (const type of onSale) {
    const asked = wanted.get(type.id) ?? 0;
    const most = mostOf(type, others, event);
    if (asked === 0 || most === 0) continue;
    const quantity = Math.min(Math.max(asked, type.minPerBooking ?? 1), most);
    cut.set(type.id, quantity);
    others += quantity;
  }
  return cut;
}

/** What is about to be booked, with its price. */
export interface Order {
  readonly items: readonly BookingItem[];
  readonly ticketQuantity: number;
  /** What the code takes off, in minor units. */
  readonly discountAmount: number;
  /** The code, as its organizer wrote it; null without one, or if it applies to nothing that is chosen. */
  readonly discountCode: string | null;
  /** In minor units. */
  readonly totalAmount: number;
}

/** The items of a choice. */
export function itemsOfChoice(types: readonly TicketTypeView[], choice: Choice): BookingItem[] {
  return types.flatMap(({ id, name, price }) => {
    const quantity = choice.get(id) ?? 0;
    return quantity === 0 ? [] : [{ ticketTypeId: id, name, unitPrice: price, quantity }];
  });
}

/** Sums up what is chosen. The server computes the same, and refuses if it comes to something else. */
export function orderOf(items: readonly BookingItem[], code: CheckedDiscountCode | undefined): Order {
  const applied = code !== undefined && appliesTo(code, items) ? code : undefined;
  const full = items.reduce((sum, { unitPrice, quantity }) => sum + unitPrice * quantity, 0);
  const discountAmount = applied === undefined ? 0 : discountOf(applied, items);
  return {
    items,
    ticketQuantity: items.reduce((sum, { quantity }) => sum + quantity, 0),
    discountAmount,
    discountCode: applied?.code ?? null,
    totalAmount: full - discountAmount,
  };
}

/** Whether a code is of any use for what is chosen: a booking with one that is not would be refused. */
function appliesTo(
  { ticketTypeIds }: Pick<CheckedDiscountCode, "ticketTypeIds">,
  items: readonly BookingItem[],
): boolean {
  if (ticketTypeIds.length === 0) return items.length > 0;
  return items.some(({ ticketTypeId }) => ticketTypeId !== null && ticketTypeIds.includes(ticketTypeId));
}

/** What of an order is sent. */
export function requestOf({ items, ticketQuantity, discountCode }: Order) {
  const named = items.flatMap(({ ticketTypeId, quantity }) =>
    ticketTypeId === null ? [] : [{ ticketTypeId, quantity }],
  );
  return {
    ...(named.length > 0 ? { items: named } : { ticketQuantity }),
    ...(discountCode !== null && { code: discountCode }),
  };
}

/** The parameters of an event page's URL that say what is to be booked. */
export type OrderSearch = {
  tickets?: number | undefined;
  pay?: WayToPay | undefined;
  kinds?: string | undefined;
  code?: string | undefined;
  wait?: TicketTypeId | undefined;
};

/** The address of an event's page with a choice, to come back to after signing in. */
export function orderAddress(eventId: string, { tickets, pay, kinds, code, wait }: OrderSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries({ tickets, pay, kinds, code, wait })) {
    if (value !== undefined) params.append(name, String(value));
  }
  const query = params.toString();
  return `/events/${eventId}${query === "" ? "" : `?${query}`}`;
}

/** The choice that books the same tickets again. */
export function sameTickets({
  items,
  ticketQuantity,
}: {
  readonly items: readonly BookingItem[];
  readonly ticketQuantity: number;
}): Pick<OrderSearch, "tickets" | "kinds"> {
  const byKind = new Map<string, number>();
  for (const { ticketTypeId, quantity } of items) {
    if (ticketTypeId !== null) byKind.set(ticketTypeId, quantity);
  }
  return byKind.size === 0 ? { tickets: ticketQuantity } : { kinds: writeChoice(byKind) };
}
