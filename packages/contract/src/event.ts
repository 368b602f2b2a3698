import { z } from "zod";
import { eventSort, mineWhen, sortOrder } from "./event-choices.js";
import { bookingId, capacityLogId, eventId, idempotencyKey, ticketTypeId, userId } from "./ids.js";
import { DEFAULT_TICKETS_PER_PERSON, MAX_PRICE, MAX_TICKETS_PER_BOOKING } from "./money.js";
import { currency, minorUnits } from "./money-fields.js";
import { changesInput, changesPage, page, pageInput } from "./page.js";
import { paymentMethod } from "./payment.js";
import { reason } from "./reason.js";
import { search } from "./search.js";
import { name, prose, searchText } from "./text.js";
import { ticketTypesInput, ticketTypeView } from "./ticket-type.js";
import { answeredInstant, calendarDay, instant } from "./time.js";
import { timeZone } from "./time-zone.js";

export const MAX_CAPACITY = 1_000_000;

const eventFields = {
  name: name(120),
  description: prose(1, 5_000),
  venue: name(200),
  dateTime: instant,
  timeZone,
  capacity: z.int().min(1).max(MAX_CAPACITY),
  price: z.int().min(0).max(MAX_PRICE),
  currency,
  category: name(40),
  cancellationCutoffHours: z
    .int()
    .min(0)
    .max(24 * 90),
  ticketTypes: ticketTypesInput,
  /** When bookings are taken; without them, from now until the event begins. */
  salesFrom: instant.nullable(),
  salesUntil: instant.nullable(),
  doorsAt: instant.nullable(),
  endsAt: instant.nullable(),
  /** The most tickets that one person may have. */
  maxTicketsPerPerson: z.int().min(1).max(MAX_TICKETS_PER_BOOKING),
  /** The payment methods it takes; empty for all that the server has. */
  paymentMethods: z
    .array(paymentMethod)
    .max(paymentMethod.options.length)
    .refine(
      (methods) => new Set(methods).size === methods.length,
      "Each way to pay may be in the list once.",
    ),
  /** Until when cash has to be paid; unpaid bookings are then released. Without it, cash is paid at the door. */
  cashDueAt: instant.nullable(),
  /** Whether each ticket has a name of its own. */
  asksForNames: z.boolean(),
  /** Until when attendees may change answers and names; without it, until the event begins. */
  answersEditableUntil: instant.nullable(),
  /** How many days after the event the answers to its questions are deleted; null keeps them. */
  answersKeptDays: z.int().min(1).max(3_650).nullable(),
};

export const createEventInput = z
  .strictObject({
    ...eventFields,
    idempotencyKey: idempotencyKey.optional(),
    /** Not needed where there are ticket types: then it is the lowest of their prices that are on sale. */
    price: eventFields.price.optional(),
    cancellationCutoffHours: eventFields.cancellationCutoffHours.default(24),
    ticketTypes: eventFields.ticketTypes.default([]),
    salesFrom: eventFields.salesFrom.default(null),
    salesUntil: eventFields.salesUntil.default(null),
    doorsAt: eventFields.doorsAt.default(null),
    endsAt: eventFields.endsAt.default(null),
    maxTicketsPerPerson: eventFields.maxTicketsPerPerson.default(DEFAULT_TICKETS_PER_PERSON),
    paymentMethods: eventFields.paymentMethods.default([]),
    cashDueAt: eventFields.cashDueAt.default(null),
    asksForNames: eventFields.asksForNames.default(false),
    answersEditableUntil: eventFields.answersEditableUntil.default(null),
    answersKeptDays: eventFields.answersKeptDays.default(null),
  })
  .refine(({ price, ticketTypes }) => price !== undefined || ticketTypes.length > 0, {
    path: ["price"],
    error: "An event needs a price, or ticket types with prices.",
  });
export type CreateEventInput = z.output<typeof createEventInput>;
/** The same before defaults are filled in. */
export type CreateEventRequest = z.input<typeof createEventInput>;

/**
 * Fields that are left out keep their value; null unsets one. The currency is missing because it never changes (domain
 * rules, Event). `ticketTypes` is the whole list: kinds that are left out are removed, which those that were sold
 * cannot be. The price of an event with ticket types is kept by the system, whatever the input says.
 */
export const updateEventInput = z.strictObject({
  id: eventId,
  idempotencyKey: idempotencyKey.optional(),
  /**
   * The `updatedAt` of the version the caller edited. If a field in the input has since been changed to another
   * value, nothing is changed (`EVENT_CHANGED`). Fields not in the input, and bookings, cause no conflict.
   */
  expectedUpdatedAt: instant.optional(),
  ...z.strictObject(eventFields).omit({ currency: true }).partial().shape,
});
export type UpdateEventInput = z.output<typeof updateEventInput>;

/** The fields of an event that its organizer may change. */
export type EditedEvent = Required<Omit<UpdateEventInput, "id" | "idempotencyKey" | "expectedUpdatedAt">>;
export type EditableEventField = keyof EditedEvent;

export const setActiveInput = z.strictObject({ id: eventId, isActive: z.boolean() });
export const eventIdInput = z.strictObject({ id: eventId });
/** The same, named `eventId` for inputs that may be combined with other ids. */
export const ofEventInput = z.strictObject({ eventId });

export const cancelEventInput = z.strictObject({
  id: eventId,
  /** Mailed to everyone with a booking. */
  reason: reason.default("The organizer cancelled this event."),
  idempotencyKey: idempotencyKey.optional(),
});
export type CancelEventInput = z.output<typeof cancelEventInput>;

export const duplicateEventInput = z.strictObject({
  id: eventId,
  /** When the copy begins; by default at the same local time whole weeks after the original, in the future. */
  dateTime: instant.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type DuplicateEventInput = z.output<typeof duplicateEventInput>;

const eventFilters = {
  /**
   * Words that must all match: a prefix of a word of the name, venue or category, or a whole word of the
   * description. Case, accents, hyphens and apostrophes are ignored. In scripts without spaces any part matches.
   * A query with other signs, such as "C++", must also occur literally.
   */
  search: search.optional(),
  /**
   * Compared in normalized form, so the limit is above that of a stored category: it may be in NFD or have
   * invisible characters.
   */
  category: searchText(160).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /**
   * First and last calendar day, each in the event's own time zone. They do not include events that have begun;
   * `from` does.
   */
  fromDay: calendarDay.optional(),
  toDay: calendarDay.optional(),
};

/** Input of the public list: active events that have not begun, unless `from` names an earlier moment. */
export const listEventsInput = pageInput.extend({
  ...eventFilters,
  /**
   * `price` sorts by currency code and then by price, free events first, because amounts of different currencies
   * are never compared (domain rules, Money and time). `desc` reverses the whole order.
   */
  sort: eventSort.default("date"),
  order: sortOrder.default("asc"),
});
export type ListEventsInput = z.output<typeof listEventsInput>;

export const countEventsInput = z.strictObject(eventFilters);
export type EventFilters = z.output<typeof countEventsInput>;

/** The count stops here, which bounds its cost. */
export const MAX_EVENT_COUNT = 1_000;

/** The number of matching events; `isExact` is false when there are more than {@link MAX_EVENT_COUNT}. */
export const eventCount = z.object({ count: z.int(), isExact: z.boolean() });
export type EventCount = z.output<typeof eventCount>;

export const mineEventsInput = changesInput.extend({
  search: search.optional(),
  when: mineWhen.default("all"),
});
export type MineEventsInput = z.output<typeof mineEventsInput>;

export const eventView = z.object({
  id: eventId,
  name: z.string(),
  description: z.string(),
  venue: z.string(),
  dateTime: answeredInstant,
  timeZone: z.string(),
  capacity: z.int(),
  availableTickets: z.int(),
  price: minorUnits,
  currency: z.string(),
  category: z.string(),
  organizerId: userId,
  organizerName: z.string(),
  isActive: z.boolean(),
  cancellationCutoffHours: z.int(),
  cancelledAt: answeredInstant.nullable(),
  cancellationReason: z.string().nullable(),
  /** People on the waiting list. While there are any, returned tickets are offered to them first. */
  waitingCount: z.int(),
  /** Whether it has ticket types: then `price` is the lowest one on sale. */
  hasTicketTypes: z.boolean().default(false),
  salesFrom: answeredInstant.nullable().default(null),
  salesUntil: answeredInstant.nullable().default(null),
  doorsAt: answeredInstant.nullable().default(null),
  endsAt: answeredInstant.nullable().default(null),
  maxTicketsPerPerson: z.int().default(DEFAULT_TICKETS_PER_PERSON),
  /** Empty for all that the server has. */
  paymentMethods: z.array(paymentMethod).default([]),
  cashDueAt: answeredInstant.nullable().default(null),
  asksForNames: z.boolean().default(false),
  answersEditableUntil: answeredInstant.nullable().default(null),
  answersKeptDays: z.int().nullable().default(null),
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type EventView = z.output<typeof eventView>;

/**
 * An event with its ticket types, in their order; none where there is one kind, at the event's own price. Hidden ones are
 * only in answers to those who run the event.
 */
export const eventDetails = eventView.extend({ ticketTypes: z.array(ticketTypeView).default([]) });
export type EventDetails = z.output<typeof eventDetails>;
export const eventPage = page(eventView);
export const myEventPage = changesPage(eventView);

/**
 * How many people are mailed when an event changes its name, place or time: those with a booking, and those on
 * the waiting list.
 */
export const eventReach = z.object({ booked: z.int(), waiting: z.int() });
export type EventReach = z.output<typeof eventReach>;

/**
 * An updated event, and how many people the change is mailed to: none if nothing changed that attendees plan by.
 */
export const updatedEventView = eventDetails.extend({
  mailed: eventReach.default({ booked: 0, waiting: 0 }),
});

export const categoryCount = z.object({ category: z.string(), count: z.int() });
export type CategoryCount = z.output<typeof categoryCount>;

export const capacityOperation = z.enum(["reserve", "release"]);
export type CapacityOperation = z.infer<typeof capacityOperation>;

export const capacityLogInput = pageInput.extend({ eventId });

export const capacityLogView = z.object({
  id: capacityLogId,
  eventId,
  operation: capacityOperation,
  quantity: z.int().min(1),
  timestamp: answeredInstant,
  /** Null for a change of the capacity itself. */
  bookingId: bookingId.nullable(),
  /** The name on the booking; null where there is none. */
  attendeeName: z.string().nullable(),
  /** The quantity by kind; empty where the event has one kind. */
  items: z.array(z.object({ ticketTypeId, name: z.string(), quantity: z.int().min(1) })).default([]),
});
export type CapacityLogView = z.output<typeof capacityLogView>;
export const capacityLogPage = page(capacityLogView);
