import type { BookingId, EventId } from "@foyer/contract/ids";
import { afterCommit, type Transaction } from "@foyer/db/database";
import { insertMany } from "@foyer/db/insert-many";
import { date, oid, runCommand } from "@foyer/db/raw-read";
import { z } from "zod";
import type { Foyer } from "../foyer.js";
import { newObjectId } from "../object-id.js";
import { forgetTickets } from "./forget-tickets.js";

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
 * Takes tickets for bookings of one event: one change of the availability, one row for each booking.
 *
 * @returns whether they were there; if not, nothing was written
 */
export async function reserveTickets(tx: Transaction, foyer: Foyer, move: TicketMove): Promise<boolean> {
  if ((await take(tx, [move])) === 0) return false;
  await logBookings(tx, foyer, [move], "reserve");
  afterCommit(tx, () => foyer.publicEvents.ticketsMoved(move.eventId));
  return true;
}

/**
 * The same for several events at once, whose tickets were seen to be there in this transaction. What is left of them
 * is the caller's to tell.
 *
 * @throws Error when they were not: then the transaction must be given up
 */
export async function reserveTicketsOfAll(
  tx: Transaction,
  foyer: Foyer,
  moves: readonly TicketMove[],
): Promise<void> {
  const [, taken] = await Promise.all([logBookings(tx, foyer, moves, "reserve"), take(tx, moves)]);
  if (taken !== moves.length) throw new Error("Tickets that were there are not there.");
}

const updated = z.object({ n: z.number(), writeErrors: z.undefined().optional() });

/** @returns of how many events there were enough */
async function take(tx: Transaction, moves: readonly TicketMove[]): Promise<number> {
  const answer = await runCommand(tx, {
    update: "Event",
    updates: moves.map((move) => {
      const total = totalOf(move);
      return {
        q: { _id: oid(move.eventId), availableTickets: { $gte: total } },
        u: { $inc: { availableTickets: -total }, $set: { updatedAt: date(move.at) } },
      };
    }),
  });
  return updated.parse(answer).n;
}

/** Gives tickets of bookings of one event back, in the same way. */
export async function releaseTickets(tx: Transaction, foyer: Foyer, move: TicketMove): Promise<void> {
  if (move.bookings.length === 0) return;
  await tx.event.update({
    where: { id: move.eventId },
    data: { availableTickets: { increment: totalOf(move) }, updatedAt: move.at },
    select: { id: true },
  });
  await logBookings(tx, foyer, [move], "release");
  forgetTickets(tx, foyer, move.eventId);
}

/**
 * Raises or lowers an event's capacity.
 *
 * @returns whether it could be done: not when more tickets are reserved than would remain
 */
export async function resizeCapacity(
  tx: Transaction,
  foyer: Foyer,
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
  afterCommit(tx, () => foyer.desk.lookAgain(change.eventId));
  return true;
}

function totalOf({ bookings }: TicketMove): number {
  return bookings.reduce((sum, { quantity }) => sum + quantity, 0);
}

async function logBookings(
  tx: Transaction,
  foyer: Foyer,
  moves: readonly TicketMove[],
  operation: "reserve" | "release",
): Promise<void> {
  const rows = moves.flatMap(({ eventId, at, bookings }) =>
    bookings.map(({ bookingId, quantity }) => ({
      id: newObjectId(foyer),
      eventId,
      bookingId,
      quantity,
      operation,
      timestamp: at,
    })),
  );
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
  // `bookingId` is written as null where there is none, so that one filter tells the two kinds apart.
  await tx.eventCapacityLog.create({ data: { ...row, bookingId: null }, select: { id: true } });
}
