import { z } from "zod";
import { ticketQuantity } from "./booking.js";
import { typedCode } from "./discount-code.js";
import { bookingId, eventId, idempotencyKey, ticketTypeId, userId, waitlistEntryId } from "./ids.js";
import { minorUnits } from "./money-fields.js";
import { page, pageInput } from "./page.js";
import { answeredInstant, DAY_MS } from "./time.js";

export const joinWaitlistInput = z.strictObject({
  eventId,
  /** The kind to wait for, of an event with ticket types. */
  ticketTypeId: ticketTypeId.optional(),
  ticketQuantity,
  /** A code that opens the kind, if it is hidden. It takes nothing off an offer. */
  code: typedCode.optional(),
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

/** Why a place was closed: its holder left or was removed, or because of the event, the offer or the account. */
export const waitlistEnd = z.enum([
  "left",
  "event_cancelled",
  "event_began",
  "capacity_lowered",
  "offer_withdrawn",
  "account_disabled",
  "removed",
]);
export type WaitlistEnd = z.infer<typeof waitlistEnd>;

/** The states that are on the list: at most one such place per user and event. */
export const LISTED_STATES = ["waiting", "offered"] as const satisfies readonly WaitlistState[];

export const waitlistEntryView = z.object({
  id: waitlistEntryId,
  eventId,
  ticketQuantity: z.int().min(1),
  /** The kind that is waited for; null where the event has one. */
  ticketType: z.object({ id: ticketTypeId, name: z.string() }).nullable().default(null),
  state: waitlistState,
  /** 1 is next; null unless it is waiting. */
  position: z.int().min(1).nullable(),
  joinedAt: answeredInstant,
  /** When it was accepted, declined, expired or closed; null while on the list. */
  endedAt: answeredInstant.nullable().default(null),
  /** Why it was closed; null in any other state. */
  endedBecause: waitlistEnd.nullable().default(null),
  /**
   * The booking that holds its offered tickets, and when that ends. They are the addition to it if its holder had a booking
   * when it was their turn.
   */
  offer: z
    .object({ bookingId, isAddition: z.boolean().default(false), expiresAt: answeredInstant })
    .nullable(),
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

/** The waiting list of one event, or of one of its kinds of tickets, for those who run it. */
export const eventWaitlistInput = pageInput.extend({
  eventId,
  ticketTypeId: ticketTypeId.optional(),
  /** In the order of joining. */
  state: waitlistState.default("waiting"),
});
export type EventWaitlistInput = z.output<typeof eventWaitlistInput>;

/** A place as those who run the event see it. */
export const waitlistPlace = waitlistEntryView
  .pick({
    id: true,
    eventId: true,
    ticketQuantity: true,
    ticketType: true,
    state: true,
    joinedAt: true,
    endedAt: true,
    endedBecause: true,
    offer: true,
  })
  .extend({
    person: z.object({ id: userId, name: z.string(), email: z.string() }),
    /** Whether there are enough tickets for it now, so that it can be offered them by hand. */
    canBeOffered: z.boolean(),
  });
export type WaitlistPlace = z.output<typeof waitlistPlace>;
export const waitlistPlacePage = page(waitlistPlace);

/** Names a place, to offer tickets to it or to remove it. */
export const waitlistPlaceInput = z.strictObject({
  id: waitlistEntryId,
  idempotencyKey: idempotencyKey.optional(),
});
export type WaitlistPlaceInput = z.output<typeof waitlistPlaceInput>;
