import type { TicketTypeInput } from "@foyer/contract/ticket-type";
import { DomainError } from "../domain-error.js";
import { lowestPrice, nextSalesChange, type TicketType } from "./ticket-type.js";

/**
 * The ticket types of a new event. Ids in the input are those of another event that is copied: the copies get their own.
 *
 * @param newId makes an ObjectId in hexadecimal
 */
export function newTicketTypes(inputs: readonly TicketTypeInput[], newId: () => string): TicketType[] {
  return inputs.map((input) => ({ ...written(input), id: newId(), ...UNUSED }));
}

const UNUSED = { taken: 0, waitingCount: 0, carriedTaken: 0 } as const;

/**
 * An event's ticket types after its organizer changed them: those of the input, in its order. Counters stay as they are.
 *
 * @throws DomainError TICKET_TYPE_IN_USE (removed while it has tickets or people wait, or was ever sold),
 *   CAPACITY_BELOW_RESERVED (a quota below what is taken), INVALID_INPUT (an id that the event does not have)
 */
export function changeTicketTypes(
  before: readonly TicketType[],
  inputs: readonly TicketTypeInput[],
  { newId, wasSold }: { readonly newId: () => string; readonly wasSold: (id: string) => boolean },
): TicketType[] {
  const known = new Map(before.map((type) => [type.id, type]));
  for (const type of before) {
    if (inputs.some(({ id }) => id === type.id)) continue;
    if (type.taken > 0 || type.waitingCount > 0 || wasSold(type.id)) throw inUse(type);
  }
  return inputs.map((input, index) => {
    if (input.id === undefined) return { ...written(input), id: newId(), ...UNUSED };
    const type = known.get(input.id);
    if (type === undefined) {
      const message = "This event has no such kind of tickets. Leave the id out for a new one.";
      throw new DomainError("INVALID_INPUT", message, { field: `ticketTypes.${index}.id` });
    }
    if (input.quota != null && input.quota < type.taken) {
      const message = `The quota of "${type.name}" cannot be lower than the number of its tickets reserved, ${type.taken}.`;
      throw new DomainError("CAPACITY_BELOW_RESERVED", message, { field: `ticketTypes.${index}.quota` });
    }
    const { id, taken, waitingCount, carriedTaken } = type;
    return { ...written(input), id, taken, waitingCount, carriedTaken };
  });
}

/**
 * Rejects kinds that nobody could book, because a booking needs more tickets of them than one person may have.
 *
 * @throws DomainError INVALID_INPUT with the kind
 */
export function requireBookable(
  types: readonly Pick<TicketType, "name" | "minPerBooking" | "isClosed">[],
  maxTicketsPerPerson: number,
): void {
  for (const [index, { name, minPerBooking, isClosed }] of types.entries()) {
    if (isClosed || (minPerBooking ?? 1) <= maxTicketsPerPerson) continue;
    const message = `"${name}" is booked from ${minPerBooking} tickets on, and one person may have ${maxTicketsPerPerson} at most.`;
    throw new DomainError("INVALID_INPUT", message, { field: `ticketTypes.${index}.minPerBooking` });
  }
}

/** The fields that an organizer writes. */
function written(input: TicketTypeInput) {
  return {
    name: input.name,
    description: input.description == null || input.description === "" ? null : input.description,
    price: input.price,
    quota: input.quota ?? null,
    salesFrom: input.salesFrom ?? null,
    salesUntil: input.salesUntil ?? null,
    minPerBooking: input.minPerBooking ?? null,
    maxPerBooking: input.maxPerBooking ?? null,
    isHidden: input.isHidden,
    isClosed: input.isClosed,
  };
}

function inUse({ id, name }: TicketType): DomainError {
  const message = `"${name}" was sold, so it cannot be removed. Close it instead.`;
  return new DomainError("TICKET_TYPE_IN_USE", message, { ticketTypeId: id, field: "ticketTypes" });
}

/** A kind as its organizer would write it. */
export function toTicketTypeInput({
  taken: _taken,
  waitingCount: _waiting,
  carriedTaken: _carried,
  id: _id,
  ...type
}: TicketType): TicketTypeInput {
  return type;
}

/** An event's price and when it is due to be computed anew: its own, or the lowest of its ticket types. */
export function priceFields(
  types: readonly TicketType[],
  event: { readonly price: number | undefined; readonly availableTickets: number },
  now: Date,
): { readonly price: number; readonly priceDueAt: Date | undefined } {
  const { price, availableTickets } = event;
  if (types.length > 0) {
    return { price: lowestPrice(types, availableTickets, now), priceDueAt: nextSalesChange(types, now) };
  }
  if (price === undefined) {
    throw new DomainError("INVALID_INPUT", "An event needs a price.", { field: "price" });
  }
  return { price, priceDueAt: undefined };
}
