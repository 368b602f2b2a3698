import { z } from "zod";
import { ticketQuantity } from "./booking.js";
import { bookingId, eventId, idempotencyKey, waitlistEntryId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { answeredInstant, DAY_MS } from "./time.js";

export const joinWaitlistInput = z.strictObject({
  eventId,
  ticketQuantity,
  /**
   * Required as `true` to raise the quantity of a place with others behind it, which moves it to the end. A lower
   * quantity keeps the place (domain rules, Waiting list).
   */
  mayLosePlace: z.boolean().optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type JoinWaitlistInput = z.output<typeof joinWaitlistInput>;

export const leaveWaitlistInput = z.strictObject({ eventId, idempotencyKey: idempotencyKey.optional() });
export type LeaveWaitlistInput = z.output<typeof leaveWaitlistInput>;

/** How long `waitlist.mine` lists a place after it ended. */
export const OUTCOME_SHOWN_MS = 30 * DAY_MS;

/** The state of a place. `waiting` and `offered` are on the list; the others are final. */
export const waitlistState = z.enum(["waiting", "offered", "accepted", "declined", "expired", "closed"]);
export type WaitlistState = z.infer<typeof waitlistState>;

/** Why a place was closed: its holder left, or because of the event, the offer or the account. */
export const waitlistEnd = z.enum([
  "left",
  "event_cancelled",
  "event_began",
  "capacity_lowered",
  "offer_withdrawn",
  "account_disabled",
]);
export type WaitlistEnd = z.infer<typeof waitlistEnd>;

/** The states that are on the list: at most one such place per user and event. */
export const LISTED_STATES = ["waiting", "offered"] as const satisfies readonly WaitlistState[];

export const waitlistEntryView = z.object({
  id: waitlistEntryId,
  eventId,
  ticketQuantity: z.int().min(1),
  state: waitlistState,
  /** 1 is next; null unless it is waiting. */
  position: z.int().min(1).nullable(),
  joinedAt: answeredInstant,
  /** When it was accepted, declined, expired or closed; null while on the list. */
  endedAt: answeredInstant.nullable().default(null),
  /** Why it was closed; null in any other state. */
  endedBecause: waitlistEnd.nullable().default(null),
  /** The booking that holds its offered tickets, and when that ends. */
  offer: z.object({ bookingId, expiresAt: answeredInstant }).nullable(),
  event: z.object({
    id: eventId,
    name: z.string(),
    venue: z.string(),
    dateTime: answeredInstant,
    timeZone: z.string(),
    category: z.string(),
    price: minorUnits,
    currency: z.string(),
    /** The organizer's reason, if the organizer cancelled it. */
    cancellationReason: z.string().nullable().default(null),
  }),
});
export type WaitlistEntryView = z.output<typeof waitlistEntryView>;
