import { z } from "zod";
import { ticketQuantity } from "./booking.js";
import { bookingId, eventId, idempotencyKey, waitlistEntryId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { answeredInstant } from "./time.js";

export const joinWaitlistInput = z.strictObject({
  eventId,
  ticketQuantity,
  idempotencyKey: idempotencyKey.optional(),
});
export type JoinWaitlistInput = z.output<typeof joinWaitlistInput>;

export const leaveWaitlistInput = z.strictObject({ eventId, idempotencyKey: idempotencyKey.optional() });
export type LeaveWaitlistInput = z.output<typeof leaveWaitlistInput>;

/** Where a place on the list stands. The first two are on it; the others tell how it ended. */
export const waitlistState = z.enum(["waiting", "offered", "accepted", "declined", "expired", "closed"]);
export type WaitlistState = z.infer<typeof waitlistState>;

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
  }),
});
export type WaitlistEntryView = z.output<typeof waitlistEntryView>;
