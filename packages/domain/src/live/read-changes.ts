import { type EventId, ticketTypeId, type UserId } from "@foyer/contract/ids";
import type { BookingChange, EventAvailability, TicketTypeAvailability } from "@foyer/contract/live";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { date, oid, runCommand } from "@foyer/db/raw-commands";
import { rawModel } from "@foyer/db/raw-model";
import { z } from "zod";
import { type TicketType, toTicketTypeView } from "../ticket-types/ticket-type.js";

/** What is looked at. */
export interface Watched {
  /** Events whose availability is read. */
  readonly eventIds: readonly EventId[];
  /** Users whose bookings are read. */
  readonly userIds: readonly UserId[];
  /** Events whose bookings are read. */
  readonly activityOf: readonly EventId[];
}

/** A changed booking and whose it is. */
export interface ChangedBooking extends BookingChange {
  readonly userId: UserId;
  /** Whether it was made without signing in. */
  readonly isGuests: boolean;
}

/** The state of what is watched. */
export interface Changes {
  /** Of all watched events. */
  readonly availability: readonly EventAvailability[];
  /** Of watched users and events, changed since, in no order. */
  readonly bookings: readonly ChangedBooking[];
  /** False if more bookings of the watched events had changed than are read at once. */
  readonly isActivityComplete: boolean;
}

/**
 * Bookings of watched events read at once. A hot event changes more of them in a second than anybody wants to be told
 * one by one.
 */
const MAX_ACTIVITY = 2_000;

/** Bookings of watched users read at once: several for each of the streams that a process has at most. */
const MAX_OF_USERS = 20_000;

/** All that is read, so that a change of anything else needs no answer. */
export const READ_COLLECTIONS = ["Event", "Booking"] as const;

const bookingColumns = {
  id: true,
  eventId: true,
  userId: true,
  status: true,
  paymentStatus: true,
  ticketQuantity: true,
  totalAmount: true,
  currency: true,
  admittedTickets: true,
  holdExpiresAt: true,
  guest: true,
  updatedAt: true,
} as const;
const eventColumns = {
  id: true,
  capacity: true,
  availableTickets: true,
  waitingCount: true,
  isActive: true,
  cancelledAt: true,
  price: true,
  ticketTypes: true,
} as const;
const changedBookings = rawModel("Booking", bookingColumns);
const watchedEvents = rawModel("Event", eventColumns);

const answered = z.object({
  cursor: z.object({ firstBatch: z.array(z.looseObject({ source: z.enum(["event", "user", "activity"]) })) }),
});
const edited = z.array(z.object({ editedAt: z.number().nullish() }));

/**
 * Reads what is watched with one command, whose cost follows what is watched and not what is stored: events by id,
 * bookings by user, and by event and time of change.
 *
 * @param since only bookings changed after it
 */
export async function readChanges(
  client: Pick<Transaction, "$runCommandRaw">,
  { eventIds, userIds, activityOf }: Watched,
  since: Date,
): Promise<Changes> {
  const bookings = [
    ...bookingsOf("user", { userId: { $in: userIds.map(oid) } }, { since, limit: MAX_OF_USERS }),
    ...bookingsOf("activity", { eventId: { $in: activityOf.map(oid) } }, { since, limit: MAX_ACTIVITY }),
  ];
  const answer = await runCommand(client, {
    aggregate: "Event",
    pipeline: [
      { $match: { _id: { $in: eventIds.map(oid) } } },
      { $project: { ...projected(eventColumns), editedAt: LAST_EDIT, source: "event" } },
      ...bookings,
    ],
    // One answer holds all: the limits of bookings and of streams are far below what a message of MongoDB takes.
    cursor: { batchSize: eventIds.length + MAX_OF_USERS + MAX_ACTIVITY + 1 },
  });
  const rows = answered.parse(answer).cursor.firstBatch;
  const from = (name: (typeof rows)[number]["source"]) => rows.filter(({ source }) => source === name);
  const events = from("event");
  const edits = edited.parse(events);
  const changed = (source: "user" | "activity"): ChangedBooking[] =>
    changedBookings
      .decode(from(source))
      .map(({ guest, ...booking }) => ({ ...booking, isGuests: guest !== null }));
  const activity = changed("activity");
  return {
    availability: watchedEvents.decode(events).map(({ id, price, ticketTypes, ...event }, index) => ({
      eventId: id,
      ...event,
      editedAt: toDate(edits[index]?.editedAt),
      ...(ticketTypes.length > 0 && { price, ticketTypes: shownTypes(ticketTypes, event.availableTickets) }),
    })),
    bookings: [...changed("user"), ...activity],
    isActivityComplete: activity.length < MAX_ACTIVITY,
  };
}

/** The availability of the kinds that everybody may see. */
function shownTypes(types: readonly TicketType[], availableTickets: number): TicketTypeAvailability[] {
  return types
    .filter(({ isHidden }) => !isHidden)
    .map((type) => {
      const { available, waitingCount } = toTicketTypeView(type, availableTickets);
      return { id: ticketTypeId.parse(type.id), available, waitingCount };
    });
}

function toDate(time: number | null | undefined): Date | null {
  return typeof time === "number" ? new Date(time) : null;
}

/** The latest of the times in `fieldsChangedAt`; null for an event that was never edited. */
const LAST_EDIT = {
  $max: {
    $map: { input: { $objectToArray: { $ifNull: ["$fieldsChangedAt", {}] } }, as: "field", in: "$$field.v" },
  },
};

/** The stage that adds changed bookings to the answer. Without anybody watched it adds none. */
function bookingsOf(
  source: "user" | "activity",
  filter: Readonly<Record<string, { readonly $in: readonly Prisma.InputJsonObject[] }>>,
  { since, limit }: { readonly since: Date; readonly limit: number },
) {
  if (Object.values(filter).every(({ $in }) => $in.length === 0)) return [];
  const pipeline = [
    { $match: { ...filter, updatedAt: { $gt: date(since) } } },
    { $limit: limit },
    { $project: { ...projected(bookingColumns), source } },
  ];
  return [{ $unionWith: { coll: "Booking", pipeline } }];
}

function projected(columns: object): Readonly<Record<string, 1>> {
  const { id: _id, ...others } = { id: true, ...columns };
  return { _id: 1, ...Object.fromEntries(Object.keys(others).map((name) => [name, 1 as const])) };
}
