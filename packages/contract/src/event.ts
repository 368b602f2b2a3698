import { z } from "zod";
import { eventSort, mineWhen, sortOrder } from "./event-choices.js";
import { bookingId, capacityLogId, eventId, idempotencyKey, userId } from "./ids.js";
import { MAX_PRICE } from "./money.js";
import { currency, minorUnits } from "./money-fields.js";
import { page, pageInput } from "./page.js";
import { search } from "./search.js";
import { line, name, prose, searchText } from "./text.js";
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
};

export const createEventInput = z.strictObject({
  ...eventFields,
  idempotencyKey: idempotencyKey.optional(),
  cancellationCutoffHours: eventFields.cancellationCutoffHours.default(24),
});
export type CreateEventInput = z.output<typeof createEventInput>;

/** What is not named stays as it is. The currency is fixed with the first booking's amount, so it is not here. */
export const updateEventInput = z.strictObject({
  id: eventId,
  idempotencyKey: idempotencyKey.optional(),
  /**
   * The `updatedAt` of the event that the caller was shown. When a field that is sent has been changed since to
   * something else, nothing is changed (`EVENT_CHANGED`); fields that are not sent, and bookings, are no conflict.
   */
  expectedUpdatedAt: instant.optional(),
  ...z.strictObject(eventFields).omit({ currency: true }).partial().shape,
});
export type UpdateEventInput = z.output<typeof updateEventInput>;

/** What of an event its organizer may change. */
export type EditedEvent = Required<Omit<UpdateEventInput, "id" | "idempotencyKey" | "expectedUpdatedAt">>;
export type EditableEventField = keyof EditedEvent;

export const setActiveInput = z.strictObject({ id: eventId, isActive: z.boolean() });
export const eventIdInput = z.strictObject({ id: eventId });
/** The same under the name that it has beside other ids. */
export const ofEventInput = z.strictObject({ eventId });

export const cancelEventInput = z.strictObject({
  id: eventId,
  /** Told to everybody who booked. */
  reason: line(1, 500).default("The organizer cancelled this event."),
  idempotencyKey: idempotencyKey.optional(),
});
export type CancelEventInput = z.output<typeof cancelEventInput>;

export const duplicateEventInput = z.strictObject({
  id: eventId,
  /** When the copy begins; left out, whole weeks after the original, in the future. */
  dateTime: instant.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type DuplicateEventInput = z.output<typeof duplicateEventInput>;

const eventFilters = {
  /**
   * Words that must each be found: in the name, the venue or the category by their beginnings, in the description as
   * they are; in any case, with accents or without, whatever hyphen or apostrophe connects them. Text in scripts
   * without spaces is found by any part of it. What is typed with other signs in it, such as "C++", must also stand
   * there literally.
   */
  search: search.optional(),
  /** Compared in one form of writing, so it may be longer than what is stored: in NFD, or with invisible characters. */
  category: searchText(160).optional(),
  from: instant.optional(),
  to: instant.optional(),
  /**
   * The first and the last day, by each event's own calendar: what its date says where it takes place. They do not
   * bring back what has begun; `from` does.
   */
  fromDay: calendarDay.optional(),
  toDay: calendarDay.optional(),
};

/** The public list: active events that have not begun, unless `from` asks for earlier ones. */
export const listEventsInput = pageInput.extend({
  ...eventFilters,
  /**
   * `price` goes currency by currency, in the order of their codes, and by the price within each, free events first:
   * amounts of different currencies are never compared. `desc` is the whole of it the other way about.
   */
  sort: eventSort.default("date"),
  order: sortOrder.default("asc"),
});
export type ListEventsInput = z.output<typeof listEventsInput>;

export const countEventsInput = z.strictObject(eventFilters);
export type EventFilters = z.output<typeof countEventsInput>;

/** Counting stops here, so that it costs the same however many events there are. */
export const MAX_EVENT_COUNT = 1_000;

/** How many events match; `isExact` is false when there are more than {@link MAX_EVENT_COUNT}. */
export const eventCount = z.object({ count: z.int(), isExact: z.boolean() });
export type EventCount = z.output<typeof eventCount>;

export const mineEventsInput = pageInput.extend({
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
  /** People on the waiting list. While there are any, returned tickets go to them first. */
  waitingCount: z.int(),
  createdAt: answeredInstant,
  updatedAt: answeredInstant,
});
export type EventView = z.output<typeof eventView>;
export const eventPage = page(eventView);

/** How many people are mailed when an event changes its name, place or time: with a booking, and waiting for tickets. */
export const eventReach = z.object({ booked: z.int(), waiting: z.int() });
export type EventReach = z.output<typeof eventReach>;

/** An event after an update, and whom the update is mailed to: nobody where it changed nothing that people plan by. */
export const updatedEventView = eventView.extend({ mailed: eventReach.default({ booked: 0, waiting: 0 }) });

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
  /** Null where the organizer changed the capacity itself. */
  bookingId: bookingId.nullable(),
  /** Who the booking is for; null where there is none. */
  attendeeName: z.string().nullable(),
});
export type CapacityLogView = z.output<typeof capacityLogView>;
export const capacityLogPage = page(capacityLogView);
