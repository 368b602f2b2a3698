import type { BookingId, EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, insertMany, type NewRow, newObjectId, oid, runCommand } from "@foyer/db/raw-commands";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { announceEventChange } from "../events/event-changes.js";
import { lowestPrice, sumByType, type TypeQuantity, withTaken } from "../ticket-types/ticket-type.js";

/**
 * The only code that changes `availableTickets`. Each function changes it and writes the log rows in the caller's
 * transaction, so the log always adds up (domain rules, Capacity and its log).
 *
 * Prisma's conditional updates are two steps (find, then write by id). This is safe because the transaction reads
 * from a snapshot: a concurrent change of the event causes a conflict, and the transaction is retried. Taking
 * tickets, the most frequent change, is a single raw command.
 */

/** Tickets taken or returned by bookings of one event. */
export interface TicketMove {
  readonly eventId: EventId;
  readonly at: Date;
  readonly bookings: readonly MovedTickets[];
}

/** The tickets of one booking in a {@link TicketMove}. */
export interface MovedTickets {
  readonly bookingId: BookingId;
  readonly quantity: number;
  /** The quantity by kind; empty where the event has one. */
  readonly items: readonly TypeQuantity[];
}

/** Writes the first log row of a new event: the release of its whole capacity. */
export async function openCapacity(
  tx: Transaction,
  event: { readonly eventId: EventId; readonly capacity: number; readonly at: Date },
): Promise<void> {
  await log(tx, {
    eventId: event.eventId,
    operation: "release",
    quantity: event.capacity,
    timestamp: event.at,
  });
}

/**
 * Takes tickets for bookings of one event: one update of the availability, one log row per booking. For callers
 * that have read in the same transaction that the tickets are available.
 *
 * @throws StaleReadError if they are not: then the transaction must be aborted
 */
export async function reserveTickets(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  move: TicketMove,
): Promise<void> {
  await tryReserveTickets(tx, context, move, {
    reserved: async () => {},
    tooFew: () => {
      throw new StaleReadError();
    },
  });
}

/** What to do with tickets, and without. */
export interface ReservationOutcomes<Result> {
  /** The tickets were taken. */
  readonly reserved: () => Promise<Result>;
  /** There are too few: nothing was written. */
  readonly tooFew: () => Result;
}

/**
 * The same for callers that have not checked the availability. The callbacks ensure that a failure is handled.
 */
export async function tryReserveTickets<Result>(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  move: TicketMove,
  { reserved, tooFew }: ReservationOutcomes<Result>,
): Promise<Result> {
  const { eventId } = move;
  const taking = await takingOf(tx, move);
  if (taking === undefined || (await take(tx, [taking])) === 0) return tooFew();
  await logBookings(tx, context, move, "reserve");
  announceEventChange(tx, context, eventId, { kind: "tickets" });
  return reserved();
}

/** An event differs from what was read: decisions based on it must not be written. */
export class StaleReadError extends Error {
  constructor() {
    super("An event has changed since it was read.");
    this.name = "StaleReadError";
  }
}

/** The log row of a booking, as {@link reserveTickets} writes it. */
export function reservationRow(
  booking: {
    readonly id: BookingId;
    readonly eventId: EventId;
    readonly ticketQuantity: number;
    readonly items?: readonly TypeQuantity[];
  },
  id: string,
  timestamp: Date,
): NewRow<"EventCapacityLog"> {
  const { id: bookingId, eventId, ticketQuantity: quantity, items } = booking;
  return {
    id,
    eventId,
    bookingId,
    operation: "reserve",
    quantity,
    timestamp,
    ...(items !== undefined && { items: items.map(loggedItem) }),
  };
}

function loggedItem({ ticketTypeId, quantity }: TypeQuantity): { ticketTypeId: string; quantity: number } {
  return { ticketTypeId, quantity };
}

/**
 * The same as {@link reserveTickets} for bookings of several events at once. The caller announces the events'
 * remaining availability.
 *
 * @param takings at most one per event
 * @param rows the {@link reservationRow} of each booking
 * @throws StaleReadError if any event has too few tickets: then the transaction must be aborted
 */
export async function reserveTogether(
  tx: Transaction,
  takings: readonly Taking[],
  rows: readonly NewRow<"EventCapacityLog">[],
): Promise<void> {
  const [, taken] = await Promise.all([insertMany(tx, "EventCapacityLog", rows), take(tx, takings)]);
  if (taken !== takings.length) throw new StaleReadError();
}

/** Tickets to be taken of one event; with a negative quantity, to be returned. */
export interface Taking {
  readonly eventId: EventId;
  readonly at: Date;
  readonly quantity: number;
  /** The same by kind; missing where the event has one. */
  readonly types?: readonly TypeTaking[];
  /** The lowest price that is on sale afterwards, if it is another one. */
  readonly price?: number;
}

/** Tickets to be taken of one kind. */
export interface TypeTaking extends TypeQuantity {
  readonly quota: number | null;
}

const updated = z.object({ n: z.number(), writeErrors: z.undefined().optional() });

/** @returns the number of events updated */
async function take(tx: Transaction, takings: readonly Taking[]): Promise<number> {
  if (takings.length === 0) return 0;
  const answer = await runCommand(tx, { update: "Event", updates: takings.map(updateFor) });
  return updated.parse(answer).n;
}

/** Quotas are part of the filter, as the capacity is: whatever was read before, neither is ever exceeded. */
function updateFor({ eventId, at, quantity, types = [], price }: Taking) {
  const limits = types.flatMap(({ ticketTypeId, quantity: taken, quota }) =>
    quota === null || taken <= 0
      ? []
      : [{ $elemMatch: { id: oid(ticketTypeId), taken: { $lte: quota - taken } } }],
  );
  return {
    q: {
      _id: oid(eventId),
      ...(quantity > 0 && { availableTickets: { $gte: quantity } }),
      ...(limits.length > 0 && { ticketTypes: { $all: limits } }),
    },
    u: {
      $inc: {
        availableTickets: -quantity,
        ...Object.fromEntries(
          types.map(({ quantity: taken }, index) => [`ticketTypes.$[type${index}].taken`, taken]),
        ),
      },
      $set: { updatedAt: date(at), ...(price !== undefined && { price }) },
    },
    ...(types.length > 0 && {
      arrayFilters: types.map(({ ticketTypeId }, index) => ({ [`type${index}.id`]: oid(ticketTypeId) })),
    }),
  };
}

/**
 * What a move takes of its event.
 *
 * @returns undefined if one of its kinds has too few left
 */
async function takingOf(
  tx: Transaction,
  { eventId, at, bookings }: TicketMove,
  sign: 1 | -1 = 1,
): Promise<Taking | undefined> {
  const quantity = sign * bookings.reduce((sum, { quantity: of }) => sum + of, 0);
  const byType = sumByType(bookings.flatMap(({ items }) => items));
  if (byType.size === 0) return { eventId, at, quantity };
  const event = await tx.event.findUniqueOrThrow({
    where: { id: eventId },
    select: { availableTickets: true, price: true, ticketTypes: true },
  });
  const taken = new Map([...byType].map(([id, of]) => [id, sign * of]));
  const types = event.ticketTypes.flatMap(({ id: ticketTypeId, quota }) => {
    const of = taken.get(ticketTypeId);
    return of === undefined ? [] : [{ ticketTypeId, quantity: of, quota }];
  });
  const after = withTaken(event.ticketTypes, taken);
  if (sign > 0 && after.some(({ id, quota, taken: of }) => taken.has(id) && quota !== null && of > quota)) {
    return undefined;
  }
  const price = lowestPrice(after, event.availableTickets - quantity, at);
  return { eventId, at, quantity, types, ...(price !== event.price && { price }) };
}

/** Returns tickets of bookings of one event in the same way. */
export async function releaseTickets(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  move: TicketMove,
): Promise<void> {
  if (move.bookings.length === 0) return;
  const taking = await takingOf(tx, move, -1);
  if (taking === undefined || (await take(tx, [taking])) === 0) throw new Error("The event is gone.");
  await logBookings(tx, context, move, "release");
  announceEventChange(tx, context, move.eventId, { kind: "tickets" });
}

/**
 * Raises or lowers an event's capacity.
 *
 * @throws DomainError CAPACITY_BELOW_RESERVED if more tickets are reserved
 */
export async function resizeCapacity(
  tx: Transaction,
  context: Pick<AppContext, "eventChanges">,
  change: {
    readonly eventId: EventId;
    /** The event as read in the same transaction. */
    readonly from: { readonly capacity: number; readonly availableTickets: number };
    readonly to: number;
    readonly at: Date;
  },
): Promise<void> {
  const { capacity, availableTickets } = change.from;
  const difference = change.to - capacity;
  if (difference === 0) return;
  const { count } = await tx.event.updateMany({
    where: { id: change.eventId, capacity, availableTickets: { gte: -difference } },
    data: { capacity: change.to, availableTickets: { increment: difference }, updatedAt: change.at },
  });
  if (count === 0) {
    throw new DomainError(
      "CAPACITY_BELOW_RESERVED",
      `The capacity cannot be lower than the number of tickets reserved, ${capacity - availableTickets}.`,
      { field: "capacity" },
    );
  }
  await log(tx, {
    eventId: change.eventId,
    operation: difference > 0 ? "release" : "reserve",
    quantity: Math.abs(difference),
    timestamp: change.at,
  });
  announceEventChange(tx, context, change.eventId, { kind: "tickets" });
}

async function logBookings(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  { eventId, at, bookings }: TicketMove,
  operation: "reserve" | "release",
): Promise<void> {
  const rows = bookings.map(({ bookingId, quantity, items }) => ({
    id: newObjectId(context.clock.now()),
    eventId,
    bookingId,
    quantity,
    operation,
    timestamp: at,
    ...(items.length > 0 && { items: items.map(loggedItem) }),
  }));
  await insertMany(tx, "EventCapacityLog", rows);
}

async function log(
  tx: Transaction,
  row: {
    readonly eventId: string;
    readonly operation: "reserve" | "release";
    readonly quantity: number;
    readonly timestamp: Date;
  },
): Promise<void> {
  // `bookingId` is written as null if there is none, so that one filter distinguishes the two kinds.
  await tx.eventCapacityLog.create({ data: { ...row, bookingId: null }, select: { id: true } });
}
