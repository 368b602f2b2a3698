import { z } from "zod";
import { ticketTypeId } from "./ids.js";
import { MAX_PRICE, MAX_TICKETS_PER_BOOKING } from "./money.js";
import { minorUnits } from "./money-fields.js";
import { name, prose } from "./text.js";
import { answeredInstant, instant } from "./time.js";

/** The maximum number of ticket types of an event. */
export const MAX_TICKET_TYPES = 30;

const perBooking = z.int().min(1).max(MAX_TICKETS_PER_BOOKING);

/** A kind of tickets as its organizer writes it. Optional fields that are left out are unset. */
export const ticketTypeInput = z.strictObject({
  /** Of a kind that exists; without one it is a new kind. */
  id: ticketTypeId.optional(),
  name: name(80),
  description: prose(0, 500).nullish(),
  /** Minor units of the event's currency; 0 is free. */
  price: z.int().min(0).max(MAX_PRICE),
  /** How many of the event's tickets may be of this kind; without one, as many as its capacity has. */
  quota: z.int().min(0).max(1_000_000).nullish(),
  salesFrom: instant.nullish(),
  salesUntil: instant.nullish(),
  minPerBooking: perBooking.nullish(),
  maxPerBooking: perBooking.nullish(),
  /** Only shown and sold to those with a code that opens it. */
  isHidden: z.boolean().default(false),
  /** No longer sold. A kind that was sold is closed, and cannot be removed. */
  isClosed: z.boolean().default(false),
});
export type TicketTypeInput = z.output<typeof ticketTypeInput>;

/** The kinds of an event, in the order in which they are shown; none for an event with one kind, at its own price. */
export const ticketTypesInput = z
  .array(ticketTypeInput)
  .max(MAX_TICKET_TYPES)
  .superRefine((types, { addIssue }) => {
    for (const [index, type] of types.entries()) {
      const complain = (field: string, message: string) =>
        addIssue({ code: "custom", path: [index, field], message });
      if (type.salesFrom != null && type.salesUntil != null && type.salesUntil <= type.salesFrom)
        complain("salesUntil", "Sales have to end after they begin.");
      if ((type.minPerBooking ?? 1) > (type.maxPerBooking ?? MAX_TICKETS_PER_BOOKING))
        complain("maxPerBooking", "The most tickets cannot be fewer than the least.");
      const sameName = types.findIndex((other) => other.name.toLowerCase() === type.name.toLowerCase());
      if (sameName < index) complain("name", "Another kind has this name.");
      const sameId = types.findIndex((other) => type.id !== undefined && other.id === type.id);
      if (sameId !== -1 && sameId < index) complain("id", "This kind is in the list twice.");
    }
  });

/** Whether a kind can be booked now, or why not. */
export const ticketTypeSale = z.enum(["on_sale", "not_yet", "over", "closed", "sold_out", "waiting_list"]);
export type TicketTypeSale = z.output<typeof ticketTypeSale>;

export const ticketTypeView = z.object({
  id: ticketTypeId,
  name: z.string(),
  description: z.string().nullable(),
  price: minorUnits,
  quota: z.int().nullable(),
  salesFrom: answeredInstant.nullable(),
  salesUntil: answeredInstant.nullable(),
  minPerBooking: z.int().nullable(),
  maxPerBooking: z.int().nullable(),
  isHidden: z.boolean(),
  isClosed: z.boolean(),
  /** How many could be booked, by its quota and the event's capacity; 0 while others wait for it. */
  available: z.int().min(0),
  /** People on the waiting list for this kind. */
  waitingCount: z.int().min(0),
});
export type TicketTypeView = z.output<typeof ticketTypeView>;

/** A kind with what its organizer sees. */
export const ticketTypeFigures = ticketTypeView.extend({
  /** Tickets of this kind in active bookings. */
  taken: z.int().min(0),
});
export type TicketTypeFigures = z.output<typeof ticketTypeFigures>;
