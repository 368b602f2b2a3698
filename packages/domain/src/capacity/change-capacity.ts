import type { BookingId, EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { insertMany, type NewRow } from "@foyer/db/insert-many";
import { date, oid, type RawFilter, runCommand } from "@foyer/db/raw-read";
import { z } from "zod";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { announceEventChange } from "../events/event-changes.js";
import { newObjectId } from "../machinery/object-id.js";

/**
 * The only way to change `availableTickets`. Each function changes it and writes its log row in the caller's
 * transaction, so the log always adds up (domain rules, Capacity and its log).
 *
 * Prisma's conditional updates are two steps (find, then write by id). That is safe here because the transaction
 * reads from a snapshot: if somebody else changed the event in between, the write is a conflict and the whole
 * transaction runs again. Taking tickets, which is what happens most, is sent to MongoDB as one step.
 */

/** Tickets that bookings of one event take or give back at a moment. */
export interface TicketMove {
  readonly eventId: EventId;
  readonly at: Date;
  readonly bookings: readonly { readonly bookingId: BookingId; readonly quantity: number }[];
}

/** Writes the first row of a new event's log: the release of its whole capacity. */
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
 * Takes tickets for bookings of one event: one change of the availability, one row for each booking. For callers who
 * know from the same transaction that the tickets are there.
 *
 * @throws StaleReadError when they are not: then the transaction must be rolled back
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

/** What is done with tickets, and what without them. */
export interface ReservationOutcomes<Result> {
  /** They were taken. */
  readonly reserved: () => Promise<Result>;
  /** There are fewer: nothing was written. */
  readonly tooFew: () => Result;
}

/**
 * The same for callers who do not know it. What a caller does in each case is an argument, so that a failure cannot be
 * overlooked.
 */
export async function tryReserveTickets<Result>(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  move: TicketMove,
  { reserved, tooFew }: ReservationOutcomes<Result>,
): Promise<Result> {
  const { eventId, at } = move;
  if ((await take(tx, [{ eventId, at, quantity: totalOf(move) }])) === 0) return tooFew();
  await logBookings(tx, context, move, "reserve");
  announceEventChange(tx, context, eventId, { kind: "tickets" });
  return reserved();
}

/** An event is not as it was read: what was decided by that must not be written. */
export class StaleReadError extends Error {
  constructor() {
    super("An event has changed since it was read.");
    this.name = "StaleReadError";
  }
}

/** What {@link reserveTickets} logs of one booking. */
export function reservationRow(
  booking: { readonly id: BookingId; readonly eventId: EventId; readonly ticketQuantity: number },
  id: string,
  timestamp: Date,
): NewRow<"EventCapacityLog"> {
  const { id: bookingId, eventId, ticketQuantity: quantity } = booking;
  return { id, eventId, bookingId, operation: "reserve", quantity, timestamp };
}

/**
 * What {@link reserveTickets} does, for bookings of several events at once. What is left of the events is the caller's
 * to announce.
 *
 * @param takings at most one for each event
 * @param rows the {@link reservationRow} of each booking
 * @throws StaleReadError when a taking could not be made: then the transaction must be given up
 */
export async function reserveTogether(
  tx: Transaction,
  takings: readonly Taking[],
  rows: readonly NewRow<"EventCapacityLog">[],
): Promise<void> {
  const [, taken] = await Promise.all([insertMany(tx, "EventCapacityLog", rows), take(tx, takings)]);
  if (taken !== takings.length) throw new StaleReadError();
}

/** Tickets to be taken of one event. */
export interface Taking {
  readonly eventId: EventId;
  readonly at: Date;
  readonly quantity: number;
  /** What else must hold of the event. */
  readonly condition?: RawFilter;
}

const updated = z.object({ n: z.number(), writeErrors: z.undefined().optional() });

/** @returns of how many events there were enough */
async function take(tx: Transaction, takings: readonly Taking[]): Promise<number> {
  if (takings.length === 0) return 0;
  const answer = await runCommand(tx, {
    update: "Event",
    updates: takings.map(({ eventId, at, quantity, condition }) => ({
      q: { _id: oid(eventId), availableTickets: { $gte: quantity }, ...condition },
      u: { $inc: { availableTickets: -quantity }, $set: { updatedAt: date(at) } },
    })),
  });
  return updated.parse(answer).n;
}

/** Gives tickets of bookings of one event back, in the same way. */
export async function releaseTickets(
  tx: Transaction,
  context: Pick<AppContext, "clock" | "eventChanges">,
  move: TicketMove,
): Promise<void> {
  if (move.bookings.length === 0) return;
  await tx.event.update({
    where: { id: move.eventId },
    data: { availableTickets: { increment: totalOf(move) }, updatedAt: move.at },
    select: { id: true },
  });
  await logBookings(tx, context, move, "release");
  announceEventChange(tx, context, move.eventId, { kind: "tickets" });
}

/**
 * Raises or lowers an event's capacity.
 *
 * @throws DomainError CAPACITY_BELOW_RESERVED when more tickets are reserved than would remain
 */
export async function resizeCapacity(
  tx: Transaction,
  context: Pick<AppContext, "eventChanges">,
  change: {
    readonly eventId: EventId;
    /** How the event is, read in the same transaction. */
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

function totalOf({ bookings }: TicketMove): number {
  return bookings.reduce((sum, { quantity }) => sum + quantity, 0);
}

async function logBookings(
  tx: Transaction,
  context: Pick<AppContext, "clock">,
  { eventId, at, bookings }: TicketMove,
  operation: "reserve" | "release",
): Promise<void> {
  const rows = bookings.map((booking) => logRow(context, { eventId, ...booking, at, operation }));
  await insertMany(tx, "EventCapacityLog", rows);
}

function logRow(
  context: Pick<AppContext, "clock">,
  {
    at: timestamp,
    ...row
  }: {
    readonly eventId: EventId;
    readonly bookingId: string;
    readonly quantity: number;
    readonly at: Date;
    readonly operation: "reserve" | "release";
  },
): NewRow<"EventCapacityLog"> {
  return { id: newObjectId(context), ...row, timestamp };
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
  // `bookingId` is written as null where there is none, so that one filter tells the two kinds apart.
  await tx.eventCapacityLog.create({ data: { ...row, bookingId: null }, select: { id: true } });
}
