import type { BookingView } from "@foyer/contract/booking";
import type { TicketTypeId } from "@foyer/contract/ids";
import type { TicketTypeView } from "@foyer/contract/ticket-type";
import { saleOf } from "../../events/ticket-type-sale";

/** One kind of tickets in a change: what the booking has of it, and the fewest and the most that it can have. */
export interface KindChoice {
  /** Null for the one kind of an event without ticket types, or from before it had some. */
  readonly id: TicketTypeId | null;
  /** Null without a kind. */
  readonly name: string | null;
  readonly has: number;
  readonly min: number;
  readonly max: number;
  /** The fewest of it that are not none. */
  readonly least: number;
  /** Minor units of the booking's currency, for those that come; null if only some can go. */
  readonly price: number | null;
}

/** What an event has of tickets that can be added. */
export interface Stock {
  readonly ticketTypes: readonly TicketTypeView[];
  readonly availableTickets: number;
  readonly waitingCount: number;
  readonly price: number;
  readonly maxTicketsPerPerson: number;
}

type Booked = Pick<BookingView, "items" | "ticketQuantity" | "admittedTickets">;

interface BookedKind {
  readonly id: TicketTypeId | null;
  readonly name: string | null;
  readonly has: number;
  /** Of those that were booked last, in minor units. */
  readonly unitPrice: number;
}

function kindsOf({ items }: Pick<Booked, "items">): BookedKind[] {
  const kinds = new Map<TicketTypeId | null, BookedKind>();
  for (const { ticketTypeId: id, name, quantity, unitPrice } of items) {
    kinds.set(id, { id, name, has: (kinds.get(id)?.has ?? 0) + quantity, unitPrice });
  }
  return [...kinds.values()];
}

/** The kinds of which tickets can be given back. */
export function choicesToReturn(booking: Booked): KindChoice[] {
  const kinds = kindsOf(booking);
  const isOnlyOne = kinds.length === 1;
  return kinds.map(({ id, name, has }) => {
    return { id, name, has, min: isOnlyOne ? 1 : 0, max: has, least: 1, price: null };
  });
}

/**
 * The kinds that the booking has, and those that can be had, as the event orders them. There are no more of what was booked
 * before the event had several kinds.
 *
 * @param now null for those who run the event, for whom kinds need not be on sale
 */
export function choicesToAdd(booking: Booked, stock: Stock, now: Date | null): KindChoice[] {
  const kinds = kindsOf(booking);
  const room = Math.max(0, stock.maxTicketsPerPerson - booking.ticketQuantity);
  if (stock.ticketTypes.length === 0) {
    // While there is a waiting list, open sale is closed.
    const free = stock.waitingCount === 0 ? Math.min(room, stock.availableTickets) : 0;
    return kinds
      .filter(({ id }) => id === null)
      .map(({ id, name, has }) => {
        return { id, name, has, min: has, max: has + free, least: 1, price: stock.price };
      });
  }
  return stock.ticketTypes
    .map((type) => {
      const has = kinds.find((kind) => kind.id === type.id)?.has ?? 0;
      const { id, name, price, minPerBooking } = type;
      const max = has + Math.min(room, moreOf(type, has, now));
      return { id, name, has, min: has, max, least: minPerBooking ?? 1, price };
    })
    .filter(({ max }) => max > 0);
}

/**
 * The kinds of a booking that is held, and of its event: each can become more or fewer, and one can take the place of another.
 * What is held keeps its price. A kind that is not shown any more can only become fewer.
 */
export function choicesOfHold(booking: Booked, stock: Pick<Stock, "ticketTypes">, now: Date): KindChoice[] {
  const kinds = kindsOf(booking);
  const shown = stock.ticketTypes.map((type) => {
    const held = kinds.find((kind) => kind.id === type.id);
    const has = held?.has ?? 0;
    const { id, name, minPerBooking } = type;
    const least = minPerBooking ?? 1;
    const max = has + moreOf(type, has, now);
    return { id, name, has, min: 0, max, least, price: held?.unitPrice ?? type.price };
  });
  const others = kinds.filter((kind) => !shown.some(({ id }) => id === kind.id));
  return [
    ...shown.filter(({ max }) => max > 0),
    ...others.map(({ id, name, has, unitPrice }) => {
      return { id, name, has, min: 0, max: has, least: 1, price: unitPrice };
    }),
  ];
}

/** How many more of a kind there are for a booking that has some; none if they would be fewer than it has to have. */
function moreOf(type: TicketTypeView, has: number, now: Date | null): number {
  if (now !== null && saleOf(type, now) !== "on_sale") return 0;
  const { available, minPerBooking, maxPerBooking } = type;
  const more = Math.max(0, Math.min(available, (maxPerBooking ?? Number.POSITIVE_INFINITY) - has));
  return has + more < (minPerBooking ?? 1) ? 0 : more;
}

/** What is wanted of each choice; as many as the booking has where nothing was chosen. */
export type Wanted = ReadonlyMap<TicketTypeId | null, number>;

/** How many of a choice are wanted. */
export function wantedOf(wanted: Wanted, { id, has }: KindChoice): number {
  return wanted.get(id) ?? has;
}

/** The quantity after a step up or down: nothing lies between none of a kind and the fewest that a booking may have. */
export function afterStep({ least, min }: KindChoice, before: number, after: number): number {
  if (after >= least || after <= min) return after;
  return after > before ? least : min;
}

/** The most of a choice beside what is wanted of the others; no more than is wanted of it if that would be too few. */
export function mostOfChoice(
  choice: KindChoice,
  choices: readonly KindChoice[],
  { wanted, most }: { readonly wanted: Wanted; readonly most: number },
): number {
  const all = choices.reduce((sum, one) => sum + wantedOf(wanted, one), 0);
  const now = wantedOf(wanted, choice);
  const can = Math.min(choice.max, now + Math.max(0, most - all));
  return can < choice.least ? now : can;
}

/** The wanted tickets as `booking.changeItems` takes them: all that the booking is to have. */
export function toRequest(booking: Booked, choices: readonly KindChoice[], wanted: Wanted) {
  const [only, another] = choices;
  if (only !== undefined && only.id === null && another === undefined) {
    return { ticketQuantity: wantedOf(wanted, only) };
  }
  const listed = choices.flatMap((choice) => {
    const quantity = wantedOf(wanted, choice);
    return quantity === 0 ? [] : [{ ticketTypeId: choice.id, quantity }];
  });
  // Kinds that are not shown any more stay as they are.
  const others = kindsOf(booking).flatMap(({ id, has: quantity }) =>
    choices.some((choice) => choice.id === id) ? [] : [{ ticketTypeId: id, quantity }],
  );
  return { items: [...listed, ...others] };
}

/** Whether anything else than what the booking has is wanted. */
export function isAnyChange(choices: readonly KindChoice[], wanted: Wanted): boolean {
  return choices.some((choice) => wantedOf(wanted, choice) !== choice.has);
}

/** Whether any ticket would be left. */
export function isAnyLeft(choices: readonly KindChoice[], wanted: Wanted): boolean {
  return choices.some((choice) => wantedOf(wanted, choice) > 0);
}
