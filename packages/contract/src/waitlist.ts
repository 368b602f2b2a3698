import { z } from "zod";
import { ticketQuantity } from "./booking.js";
import { bookingId, eventId, idempotencyKey, waitlistEntryId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { answeredInstant, DAY_MS } from "./time.js";

export const joinWaitlistInput = z.strictObject({
  eventId,
  ticketQuantity,
  /**
   * Who is on the list already keeps their place for fewer tickets. For more they go to its end, and only when this
   * says that they know.
   */
  mayLosePlace: z.boolean().optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export type JoinWaitlistInput = z.output<typeof joinWaitlistInput>;

export const leaveWaitlistInput = z.strictObject({ eventId, idempotencyKey: idempotencyKey.optional() });
export type LeaveWaitlistInput = z.output<typeof leaveWaitlistInput>;

/** For how long `waitlist.mine` shows what became of a place that ended. */
export const OUTCOME_SHOWN_MS = 30 * DAY_MS;

/** Where a place on the list stands. The first two are on it; the others tell how it ended. */
export const waitlistState = z.enum(["waiting", "offered", "accepted", "declined", "expired", "closed"]);
export type WaitlistState = z.infer<typeof waitlistState>;

/** Why a place was closed: `left` by its holder, or by what happened to the event, the offer or the account. */
export const waitlistEnd = z.enum([
  "left",
  "event_cancelled",
  "event_began",
  "capacity_lowered",
  "offer_withdrawn",
  "account_disabled",
]);
export type WaitlistEnd = z.infer<typeof waitlistEnd>;

/** The states in which a place counts: one of them per user and event. */
export const LISTED_STATES = ["waiting", "offered"] as const satisfies readonly WaitlistState[];

export const waitlistEntryView = z.object({
  id: waitlistEntryId,
  eventId,
  ticketQuantity: z.int().min(1),
  state: waitlistState,
  /** 1 is next; null when it is not waiting. */
  position: z.int().min(1).nullable(),
  joinedAt: answeredInstant,
  /** When it was accepted, declined, expired or closed; null while it is on the list. */
  endedAt: answeredInstant.nullable().default(null),
  /** Why it was closed; null in any other state. */
  endedBecause: waitlistEnd.nullable().default(null),
  /** The tickets that are held for it, and until when. */
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
    /** Why the organizer cancelled it, if they did. */
    cancellationReason: z.string().nullable().default(null),
  }),
});
export type WaitlistEntryView = z.output<typeof waitlistEntryView>;
