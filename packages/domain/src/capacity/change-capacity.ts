import type { BookingId, EventId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";

/**
 * The only way to change `availableTickets`. Each function changes it and writes its log row in the caller's
 * transaction, so the log always adds up (domain rules, Capacity and its log).
 *
 * The conditional updates are two steps inside Prisma (find, then write by id). That is safe here because the
 * transaction reads from a snapshot: if somebody else changed the event in between, the write is a conflict
 * and the whole transaction runs again.
 */

/** Tickets that bookings of one event give back at a moment. */
export interface TicketReturn {
  readonly eventId: EventId;
  readonly at: Date;
  readonly bookings: readonly { readonly bookingId: BookingId; readonly quantity: number }[];
}

/** Tickets of one booking that are taken at a moment. */
export interface TicketMove {
  readonly eventId: EventId;
  readonly bookingId: BookingId;
  readonly quantity: number;
  readonly at: Date;
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
 * Takes tickets for a booking.
 *
 * @returns whether they were there; if not, nothing was written
 */
export async function reserveTickets(tx: Transaction, move: TicketMove): Promise<boolean> {
  const { count } = await tx.event.updateMany({
    where: { id: move.eventId, availableTickets: { gte: move.quantity } },
    data: { availableTickets: { decrement: move.quantity }, updatedAt: move.at },
  });
  if (count === 0) return false;
  const { eventId, bookingId, quantity, at } = move;
  await log(tx, { eventId, bookingId, quantity, timestamp: at, operation: "reserve" });
  return true;
}

/** Gives tickets of bookings of one event back: one change of the availability, one row for each booking. */
export async function releaseTickets(
  tx: Transaction,
  { eventId, at, bookings }: TicketReturn,
): Promise<void> {
  if (bookings.length === 0) return;
  const total = bookings.reduce((sum, { quantity }) => sum + quantity, 0);
  await tx.event.update({
    where: { id: eventId },
    data: { availableTickets: { increment: total }, updatedAt: at },
    select: { id: true },
  });
  await tx.eventCapacityLog.createMany({
    data: bookings.map(({ bookingId, quantity }) => ({
      eventId,
      bookingId,
      quantity,
      operation: "release",
      timestamp: at,
    })),
  });
}

/**
 * Raises or lowers an event's capacity.
 *
 * @returns whether it could be done: not when more tickets are reserved than would remain
 */
export async function resizeCapacity(
  tx: Transaction,
  change: { readonly eventId: EventId; readonly from: number; readonly to: number; readonly at: Date },
): Promise<boolean> {
  const difference = change.to - change.from;
  if (difference === 0) return true;
  const { count } = await tx.event.updateMany({
    where: { id: change.eventId, capacity: change.from, availableTickets: { gte: -difference } },
    data: { capacity: change.to, availableTickets: { increment: difference }, updatedAt: change.at },
  });
  if (count === 0) return false;
  await log(tx, {
    eventId: change.eventId,
    operation: difference > 0 ? "release" : "reserve",
    quantity: Math.abs(difference),
    timestamp: change.at,
  });
  return true;
}

async function log(
  tx: Transaction,
  row: {
    readonly eventId: string;
    readonly operation: "reserve" | "release";
    readonly quantity: number;
    readonly timestamp: Date;
    readonly bookingId?: string;
  },
): Promise<void> {
  // `bookingId` is written as null where there is none, so that one filter tells the two kinds apart.
  await tx.eventCapacityLog.create({ data: { bookingId: null, ...row }, select: { id: true } });
}
