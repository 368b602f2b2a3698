import { z } from "zod";
import { bookingStatus } from "./booking.js";
import { bookingId, eventId, ticketTypeId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { paymentStatus } from "./payment.js";
import { answeredInstant } from "./time.js";

/** The most events of each kind that one stream follows. */
export const MAX_LIVE_EVENTS = 20;

/** The most bookings in one message of an event's activity. */
export const MAX_ACTIVITY_BOOKINGS = 100;

/**
 * The id of the last message received, to resume a stream without losing changes. Clients send it by themselves when
 * they reconnect.
 */
const lastEventId = z
  .string()
  .regex(/^\d{1,15}$/, "This is not the id of a message.")
  .nullish();

export const onAvailabilityInput = z.strictObject({ eventId, lastEventId });
export const onBookingChangeInput = z.strictObject({
  /** Only this booking of the caller's. */
  id: bookingId.optional(),
  lastEventId,
});
export const onActivityInput = z.strictObject({ eventId, lastEventId });

/** Several subjects in one stream, for apps that show much at once. */
export const liveTopicsInput = z.strictObject({
  /** Events whose availability is followed. */
  eventIds: z.array(eventId).max(MAX_LIVE_EVENTS).default([]),
  /** Whether the caller's own bookings are followed. */
  myBookings: z.boolean().default(false),
  /** Events whose activity is followed. Organizer or admin. */
  activityOf: z.array(eventId).max(MAX_LIVE_EVENTS).default([]),
  /**
   * Whether a stream that resumes no other begins with the bookings of the last seconds: for whoever read them just before, and
   * would not hear of what changed in between.
   */
  withRecent: z.boolean().default(false),
  lastEventId,
});
export type LiveTopicsInput = z.output<typeof liveTopicsInput>;

/** What of a kind of tickets changes while it sells. */
export const ticketTypeAvailability = z.object({
  id: ticketTypeId,
  /** How many could be booked, by its quota and the event's capacity; 0 while others wait for it. */
  available: z.int().min(0),
  /** People on the waiting list for this kind. */
  waitingCount: z.int().min(0),
});
export type TicketTypeAvailability = z.output<typeof ticketTypeAvailability>;

/** What of an event changes while it sells. */
export const eventAvailability = z.object({
  eventId,
  capacity: z.int(),
  availableTickets: z.int(),
  waitingCount: z.int(),
  isActive: z.boolean(),
  cancelledAt: answeredInstant.nullable(),
  /** When any of its other fields was last edited; null if never. If it changed, read the event again. */
  editedAt: answeredInstant.nullable(),
  /** The lowest price on sale, in minor units, which changes while kinds sell out; missing where there is one kind. */
  price: minorUnits.optional(),
  /** The kinds that are shown to everybody, in their order; missing where there is one kind. */
  ticketTypes: z.array(ticketTypeAvailability).optional(),
});
export type EventAvailability = z.output<typeof eventAvailability>;

/** What of a booking changes. `booking.byId` has the rest. */
export const bookingChange = z.object({
  id: bookingId,
  eventId,
  status: bookingStatus,
  paymentStatus,
  ticketQuantity: z.int(),
  totalAmount: minorUnits,
  currency: z.string(),
  admittedTickets: z.int(),
  holdExpiresAt: answeredInstant.nullable(),
  updatedAt: answeredInstant,
});
export type BookingChange = z.output<typeof bookingChange>;

/** Bookings of an event that were made or changed, in the order of their changes. */
export const eventActivity = z.object({
  eventId,
  bookings: z.array(bookingChange).max(MAX_ACTIVITY_BOOKINGS),
  /** False if there were more than fit into a message: then read the list. */
  isComplete: z.boolean(),
});
export type EventActivity = z.output<typeof eventActivity>;

/** A message of a stream of several subjects. */
export const liveUpdate = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("availability"), availability: eventAvailability }),
  z.object({ kind: z.literal("booking"), booking: bookingChange }),
  z.object({ kind: z.literal("activity"), activity: eventActivity }),
]);
export type LiveUpdate = z.output<typeof liveUpdate>;
