import type { EventState } from "@foyer/domain/events/bookability";
import type { TicketType } from "@foyer/domain/ticket-types/ticket-type";

/** What an event's state has that most events do not use: one kind of tickets, no limits of its own. */
export const PLAIN_SALE = {
  endsAt: null,
  ticketTypes: [],
  salesFrom: null,
  salesUntil: null,
  maxTicketsPerPerson: 20,
  paymentMethods: [],
  cashDueAt: null,
  hasRequiredQuestions: false,
  requiredTypeIds: [],
} as const satisfies Partial<EventState>;

/** A ticket type that nobody has booked yet. */
export function ticketType(id: string, overrides: Partial<TicketType> = {}): TicketType {
  return {
    id,
    name: `Kind ${id.slice(-2)}`,
    description: null,
    price: 1_000,
    quota: null,
    taken: 0,
    waitingCount: 0,
    carriedTaken: 0,
    salesFrom: null,
    salesUntil: null,
    minPerBooking: null,
    maxPerBooking: null,
    isHidden: false,
    isClosed: false,
    ...overrides,
  };
}
