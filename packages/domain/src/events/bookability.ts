import { soldByHandUntil } from "@foyer/contract/door-sales";
import type { EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { oid } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { DomainError } from "../domain-error.js";
import {
  leftOf,
  type TicketType,
  type TicketTypeAnswer,
  type TypeQuantity,
  toTicketTypeView,
} from "../ticket-types/ticket-type.js";
import { quantityOf, type WantedTickets } from "../ticket-types/wanted-tickets.js";

const events = rawModel("Event", {
  id: true,
  isActive: true,
  cancelledAt: true,
  dateTime: true,
  endsAt: true,
  capacity: true,
  availableTickets: true,
  waitingCount: true,
  price: true,
  currency: true,
  cancellationCutoffHours: true,
  ticketTypes: true,
  salesFrom: true,
  salesUntil: true,
  maxTicketsPerPerson: true,
  paymentMethods: true,
  cashDueAt: true,
  hasRequiredQuestions: true,
  requiredTypeIds: true,
});

/** An event, as far as booking its tickets depends on it. */
export type EventState = Readonly<Omit<RowOf<typeof events>, "id" | "ticketTypes">> & {
  readonly ticketTypes: readonly TicketType[];
};

/** Whether an event takes bookings, or the error that says why not. */
export type Bookability =
  | { readonly kind: "open"; readonly state: EventState }
  /** It has begun and is not over: those who run it sell on, and everybody else gets the error. */
  | { readonly kind: "begun"; readonly state: EventState; readonly error: DomainError }
  | { readonly kind: "closed"; readonly error: DomainError };

/** Whether an event takes new bookings: open, not cancelled, not begun (domain rules, Event). */
export function acceptsBookings(
  event: { readonly isActive: boolean; readonly cancelledAt: Date | null; readonly dateTime: Date },
  now: Date,
): boolean {
  return event.isActive && event.cancelledAt === null && event.dateTime > now;
}

/** Whether an event's own sales have begun and are not over. Those of its kinds of tickets are their own. */
export function isWithinSales(
  { salesFrom, salesUntil }: { readonly salesFrom: Date | null; readonly salesUntil: Date | null },
  now: Date,
): boolean {
  return (salesFrom === null || salesFrom <= now) && (salesUntil === null || now < salesUntil);
}

/** Reads whether events take bookings. The errors are NOT_FOUND, EVENT_CANCELLED and EVENT_NOT_OPEN. */
export async function readBookability(
  tx: Pick<Transaction, "event">,
  eventIds: readonly EventId[],
  now: Date,
): Promise<ReadonlyMap<EventId, Bookability>> {
  const found = await events.find(tx.event, { _id: { $in: eventIds.map(oid) } });
  const states = new Map(found.map(({ id, ...state }) => [id, state]));
  return new Map(eventIds.map((id) => [id, toBookability(states.get(id), now)]));
}

/** Whether an event in such a state takes bookings; undefined is one that is not there. */
export function toBookability(state: EventState | undefined, now: Date): Bookability {
  const closed = (error: DomainError) => ({ kind: "closed", error }) as const;
  if (state === undefined) return closed(new DomainError("NOT_FOUND", "There is no such event."));
  if (state.cancelledAt !== null) return closed(eventCancelled());
  if (acceptsBookings(state, now)) return { kind: "open", state };
  const error = new DomainError("EVENT_NOT_OPEN", "This event takes no bookings.");
  if (!state.isActive || now >= soldByHandUntil(state)) return closed(error);
  return { kind: "begun", state: withoutWaiting(state), error };
}

/** The waiting list ended when the event began, even if the background job has not closed it yet. */
function withoutWaiting(state: EventState): EventState {
  const ticketTypes = state.ticketTypes.map((type) => ({ ...type, waitingCount: 0 }));
  return { ...state, waitingCount: 0, ticketTypes };
}

/** Why an event takes no booking by those who run it, or by anybody else; undefined if it does. */
export function refusalOfSale(bookability: Bookability, isByOrganizer: boolean): DomainError | undefined {
  if (bookability.kind === "open" || (bookability.kind === "begun" && isByOrganizer)) return undefined;
  return bookability.error;
}

/**
 * The state of an event on open sale.
 *
 * @throws DomainError NOT_FOUND, EVENT_CANCELLED, EVENT_NOT_OPEN
 */
export async function readBookableEvent(tx: Transaction, eventId: EventId, now: Date): Promise<EventState> {
  const bookability = (await readBookability(tx, [eventId], now)).get(eventId);
  if (bookability === undefined) throw new Error("Every event that is asked for is answered.");
  if (bookability.kind === "open") return bookability.state;
  throw bookability.error;
}

/** What public reads answer of an event's availability. */
export interface Availability {
  readonly availableTickets: number;
  readonly waitingCount: number;
  readonly price: number;
  /** Those that are shown to everybody. */
  readonly ticketTypes: TicketTypeAnswer[];
}

/** The availability in an event's state. */
export function toAvailability({
  availableTickets,
  waitingCount,
  price,
  ticketTypes,
}: Pick<EventState, "availableTickets" | "waitingCount" | "price" | "ticketTypes">): Availability {
  const shown = ticketTypes.filter(({ isHidden }) => !isHidden);
  const views = shown.map((type) => toTicketTypeView(type, availableTickets));
  return { availableTickets, waitingCount, price, ticketTypes: views };
}

/** What open sale depends on. */
export type SaleState = Pick<EventState, "availableTickets" | "waitingCount" | "ticketTypes">;

/**
 * The tickets asked for by kind, none where the event has one kind or it is not clear which one is meant. Without a name, the
 * only kind is meant, or the only one that is shown.
 */
export function wantedByType(
  { ticketTypes }: Pick<SaleState, "ticketTypes">,
  { ticketQuantity, items }: WantedTickets,
): readonly TypeQuantity[] {
  if (ticketTypes.length === 0) return [];
  if (items !== undefined) return items;
  const shown = ticketTypes.filter(({ isHidden }) => !isHidden);
  const [only, another] = ticketTypes.length === 1 ? ticketTypes : shown;
  return only !== undefined && another === undefined && ticketQuantity !== undefined
    ? [{ ticketTypeId: only.id, quantity: ticketQuantity }]
    : [];
}

/**
 * Whether open sale has the tickets: nothing is sold past a waiting list, which each kind has for itself. Kinds that the
 * event does not have are no matter of availability.
 */
export function hasTicketsFor(state: SaleState, wanted: WantedTickets): boolean {
  if (state.availableTickets < quantityOf(wanted) || waitingForAny(state) > 0) return false;
  return missingType(state, wanted) === undefined;
}

/** The places that come before all sales: those for no kind, because the event has one, or had when they were taken. */
function waitingForAny({ waitingCount, ticketTypes }: SaleState): number {
  return ticketTypes.reduce((rest, type) => rest - type.waitingCount, waitingCount);
}

/** A kind of which open sale has fewer tickets than asked for. */
function missingType(state: SaleState, wanted: WantedTickets): TicketType | undefined {
  for (const { ticketTypeId, quantity } of wantedByType(state, wanted)) {
    const type = state.ticketTypes.find(({ id }) => id === ticketTypeId);
    if (type === undefined) continue;
    if (type.waitingCount > 0 || leftOf(type, state.availableTickets) < quantity) return type;
  }
  return undefined;
}

/**
 * Why there are no tickets: none are left of the event or of a kind, too few, or the waiting list comes first.
 */
export function soldOutError(state: SaleState, wanted: WantedTickets): DomainError {
  const { availableTickets } = state;
  const waitingCount = waitingForAny(state);
  const type = missingType(state, wanted);
  if (type !== undefined && waitingCount === 0 && (type.waitingCount > 0 || availableTickets > 0)) {
    return typeSoldOutError(type, availableTickets);
  }
  if (waitingCount > 0) {
    const message = "This event is sold out, and others are waiting for tickets already.";
    return new DomainError("EVENT_SOLD_OUT", message, { availableTickets: 0, waitingCount });
  }
  return tooFewError(availableTickets, undefined);
}

/** Why tickets that nobody else comes before cannot be had: too few are left of the event, or of a kind. */
export function tooFewError(availableTickets: number, type: TicketType | undefined): DomainError {
  if (type !== undefined && availableTickets > 0) {
    return typeSoldOutError({ ...type, waitingCount: 0 }, availableTickets);
  }
  return new DomainError(
    "EVENT_SOLD_OUT",
    availableTickets === 0 ? "This event is sold out." : onlyLeft(availableTickets, "ticket"),
    { availableTickets },
  );
}

function typeSoldOutError(type: TicketType, availableTickets: number): DomainError {
  const { id: ticketTypeId, name, waitingCount } = type;
  if (waitingCount > 0) {
    const message = `"${name}" is sold out, and others are waiting for it already.`;
    return new DomainError("TICKET_TYPE_SOLD_OUT", message, { ticketTypeId, available: 0, waitingCount });
  }
  const available = leftOf(type, availableTickets);
  const message = available === 0 ? `"${name}" is sold out.` : onlyLeft(available, `ticket of "${name}"`);
  return new DomainError("TICKET_TYPE_SOLD_OUT", message, { ticketTypeId, available });
}

function onlyLeft(count: number, ticket: string): string {
  return `Only ${count} ${count === 1 ? `${ticket} is` : `${ticket.replace("ticket", "tickets")} are`} left.`;
}

/**
 * Rejects a change that a cancelled event does not allow. The caller has read the event in the transaction that
 * writes, so that nothing happens after `event.cancel` has answered, in any process (decision 0024).
 *
 * @throws DomainError EVENT_CANCELLED
 */
export function requireNotCancelled(event: { readonly cancelledAt: Date | null }): void {
  if (event.cancelledAt !== null) throw eventCancelled();
}

/** The error for changes to a cancelled event. */
export function eventCancelled(): DomainError {
  return new DomainError("EVENT_CANCELLED", "This event was cancelled.");
}
