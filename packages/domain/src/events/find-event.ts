import type { eventView } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { Database, Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import { type Actor, requireRunsEvent } from "../actor.js";
import { DomainError } from "../domain-error.js";

/** The public columns of an event. */
export const eventColumns = {
  id: true,
  name: true,
  description: true,
  venue: true,
  dateTime: true,
  timeZone: true,
  capacity: true,
  availableTickets: true,
  price: true,
  currency: true,
  category: true,
  organizerId: true,
  organizer: { select: { name: true } },
  isActive: true,
  cancellationCutoffHours: true,
  cancelledAt: true,
  cancellationReason: true,
  waitingCount: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.EventSelect;

/** An event as input of the contract's `eventView`. */
export type EventAnswer = z.input<typeof eventView>;

/** A row of {@link eventColumns}. */
export type EventRow = Prisma.EventGetPayload<{ select: typeof eventColumns }>;

/** Converts a row to the contract's `eventView`. */
export function toEventView({ organizer, ...event }: EventRow): EventAnswer {
  return { ...event, organizerName: organizer.name };
}

/** The part of the context needed for reads. Its own type, since the context's type depends on this file. */
interface Reading {
  readonly db: Database;
}

/**
 * One event: active, past or neither.
 *
 * @throws DomainError NOT_FOUND
 */
export async function findEvent({ db }: Reading, id: EventId): Promise<EventAnswer> {
  return toEventView(await readEvent(db.prisma, id));
}

/** The same inside a transaction. */
export async function findEventIn(tx: Transaction, id: EventId): Promise<EventAnswer> {
  return toEventView(await readEvent(tx, id));
}

async function readEvent(client: Pick<Transaction, "event">, id: EventId): Promise<EventRow> {
  const event = await client.event.findUnique({ where: { id }, select: eventColumns });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  return event;
}

/** The same, with null for a missing event. */
export async function lookUpEvent({ db }: Reading, id: EventId): Promise<EventAnswer | null> {
  const event = await db.prisma.event.findUnique({ where: { id }, select: eventColumns });
  return event && toEventView(event);
}

/** @throws DomainError NOT_FOUND, FORBIDDEN if the actor does not run the event */
export async function requireOrganizer({ db }: Reading, actor: Actor, id: EventId): Promise<void> {
  const event = await db.prisma.event.findUnique({ where: { id }, select: { organizerId: true } });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  requireRunsEvent(actor, event);
}
