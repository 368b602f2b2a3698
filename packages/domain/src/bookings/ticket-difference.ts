import { DomainError } from "../domain-error.js";
import type { PricedItem } from "../ticket-types/order-tickets.js";
import type { TicketType, TypeQuantity } from "../ticket-types/ticket-type.js";
import type { BookedTicket } from "./booked-tickets.js";

/** So many tickets of a kind; null is the one kind of an event without ticket types. */
export type KindQuantity = Pick<PricedItem, "ticketTypeId" | "quantity">;

/** What has to go and to come, by kind, for a booking to have the tickets that are wanted. */
export interface TicketDifference {
  readonly returned: readonly KindQuantity[];
  readonly added: readonly KindQuantity[];
}

/** Sums tickets by kind. */
export function sumByKind(items: readonly KindQuantity[]): Map<string | null, number> {
  const sums = new Map<string | null, number>();
  for (const { ticketTypeId, quantity } of items) {
    sums.set(ticketTypeId, (sums.get(ticketTypeId) ?? 0) + quantity);
  }
  return sums;
}

/** The tickets of ticket types among some. */
export function ofTypes(items: readonly KindQuantity[]): TypeQuantity[] {
  return items.flatMap(({ ticketTypeId, quantity }) =>
    ticketTypeId === null ? [] : [{ ticketTypeId, quantity }],
  );
}

/** What is more, and what is less, of each kind. */
export function differenceBetween(
  before: readonly KindQuantity[],
  after: readonly KindQuantity[],
): TicketDifference {
  const had = sumByKind(before);
  const has = sumByKind(after);
  const changes = [...new Set([...had.keys(), ...has.keys()])].map((ticketTypeId) => ({
    ticketTypeId,
    quantity: (has.get(ticketTypeId) ?? 0) - (had.get(ticketTypeId) ?? 0),
  }));
  return {
    returned: changes
      .filter(({ quantity }) => quantity < 0)
      .map(({ ticketTypeId, quantity }) => ({ ticketTypeId, quantity: -quantity })),
    added: changes.filter(({ quantity }) => quantity > 0),
  };
}

/** The tickets that a booking is to have: by kind, or so many of the one kind that it has. */
export interface WantedChange {
  readonly items?: readonly KindQuantity[] | undefined;
  readonly ticketQuantity?: number | undefined;
}

/**
 * The whole list of tickets that is asked for, by kind.
 *
 * @throws DomainError INVALID_INPUT (kinds not named, more of none where the event has some)
 */
export function wantedByKind(
  has: readonly KindQuantity[],
  { items, ticketQuantity }: WantedChange,
  ticketTypes: readonly TicketType[],
): readonly KindQuantity[] {
  const kinds = [...sumByKind(has).keys()];
  const [only] = kinds;
  if (items === undefined && (only === undefined || kinds.length > 1)) {
    throw new DomainError("INVALID_INPUT", "Say how many tickets of which kind.", { field: "items" });
  }
  const all = items ?? [{ ticketTypeId: only ?? null, quantity: ticketQuantity ?? 0 }];
  const more = differenceBetween(has, all).added;
  requireStillSold(more, { ticketTypes, field: items === undefined ? "ticketQuantity" : "items" });
  return all;
}

/**
 * Rejects more tickets of no kind where the event has ticket types: what was booked before it had some is kept, or given back,
 * and not sold any more.
 *
 * @throws DomainError INVALID_INPUT with the field
 */
export function requireStillSold(
  added: readonly Pick<KindQuantity, "ticketTypeId">[],
  { ticketTypes, field }: { readonly ticketTypes: readonly TicketType[]; readonly field: string },
): void {
  if (ticketTypes.length === 0 || added.every(({ ticketTypeId }) => ticketTypeId !== null)) return;
  const message =
    "These tickets were booked before the event had several kinds, so the booking cannot have more of them. Take others.";
  throw new DomainError("INVALID_INPUT", message, { field });
}

/** Items without tickets that are given back: of a kind booked at several prices, those booked last go first. */
export function withoutReturned<Item extends PricedItem>(
  items: readonly Item[],
  returned: readonly KindQuantity[],
): Item[] {
  const left = sumByKind(returned);
  const kept: Item[] = [];
  for (const item of [...items].reverse()) {
    const going = Math.min(item.quantity, left.get(item.ticketTypeId) ?? 0);
    left.set(item.ticketTypeId, (left.get(item.ticketTypeId) ?? 0) - going);
    if (going < item.quantity) kept.unshift({ ...item, quantity: item.quantity - going });
  }
  return kept;
}

/** Items with more of them; tickets of one kind at one price are one item. */
export function withAdded(items: readonly PricedItem[], added: readonly PricedItem[]): PricedItem[] {
  const all = [...items];
  for (const item of added) {
    const index = all.findIndex(
      ({ ticketTypeId, unitPrice }) => ticketTypeId === item.ticketTypeId && unitPrice === item.unitPrice,
    );
    const same = all[index];
    if (same === undefined) all.push(item);
    else all[index] = { ...same, quantity: same.quantity + item.quantity };
  }
  return all;
}

/**
 * The numbers of the tickets that are given back: those that are named, or of each kind the highest that were not admitted.
 * Tickets that nobody is named on go first, and those that were passed on last: others count on them.
 *
 * @throws DomainError ALREADY_CHECKED_IN, INVALID_INPUT (ticketNumbers: others than the change gives back)
 */
export function numbersToReturn(
  tickets: readonly BookedTicket[],
  returned: readonly KindQuantity[],
  {
    admitted,
    named,
  }: { readonly admitted: ReadonlySet<number>; readonly named?: readonly number[] | undefined },
): number[] {
  if (named !== undefined) {
    const chosen = tickets.filter(({ number }) => named.includes(number));
    const counted = sumByKind(chosen.map(({ ticketTypeId }) => ({ ticketTypeId, quantity: 1 })));
    const wanted = sumByKind(returned);
    const isSame = [...new Set([...counted.keys(), ...wanted.keys()])].every(
      (kind) => counted.get(kind) === wanted.get(kind),
    );
    if (chosen.length < named.length || !isSame) {
      const message = "These are not the tickets that the change gives back: name as many of each kind.";
      throw new DomainError("INVALID_INPUT", message, { field: "ticketNumbers" });
    }
    if (chosen.some(({ number }) => admitted.has(number))) throw alreadyUsed();
    return chosen.map(({ number }) => number);
  }
  return returned.flatMap(({ ticketTypeId, quantity }) => {
    const unused = tickets.filter((one) => one.ticketTypeId === ticketTypeId && !admitted.has(one.number));
    if (unused.length < quantity) throw alreadyUsed();
    const goingFirst = unused.toSorted(
      (one, other) => countedOn(one) - countedOn(other) || other.number - one.number,
    );
    return goingFirst
      .slice(0, quantity)
      .map(({ number }) => number)
      .sort((one, other) => one - other);
  });
}

/** How much somebody counts on a ticket: one that was passed on is in other hands, one with a name is meant for somebody. */
function countedOn({ holderEmail, holderName }: BookedTicket): number {
  if (holderEmail !== null) return 2;
  return holderName === null ? 0 : 1;
}

/** The error for tickets that were admitted, and so cannot be given back. */
export function alreadyUsed(): DomainError {
  return new DomainError("ALREADY_CHECKED_IN", "Tickets that have been used cannot be given back.");
}
