import type { eventDetails, eventView } from "@foyer/contract/event";
import type { EventId } from "@foyer/contract/ids";
import type { Database, Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import { type Actor, requireRunsEvent } from "../actor.js";
import { DomainError } from "../domain-error.js";
import { type TicketTypeAnswer, toTicketTypeView } from "../ticket-types/ticket-type.js";

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
  ticketTypes: true,
  salesFrom: true,
  salesUntil: true,
  doorsAt: true,
  endsAt: true,
  maxTicketsPerPerson: true,
  paymentMethods: true,
  cashDueAt: true,
  asksForNames: true,
  answersEditableUntil: true,
  answersKeptDays: true,
  createdAt: true,
  updatedAt: true,
} as const satisfies Prisma.EventSelect;

/** An event as input of the contract's `eventView`. */
export type EventAnswer = z.input<typeof eventView>;

/** An event as input of the contract's `eventDetails`. */
export type EventDetailsAnswer = z.input<typeof eventDetails> & { readonly ticketTypes: TicketTypeAnswer[] };

/** A row of {@link eventColumns}. */
export type EventRow = Prisma.EventGetPayload<{ select: typeof eventColumns }>;

/** Converts a row to the contract's `eventView`. */
export function toEventView({ organizer, ticketTypes, ...event }: EventRow): EventAnswer {
  return { ...event, hasTicketTypes: ticketTypes.length > 0, organizerName: organizer.name };
}

/** Which ticket types an answer has: those that are shown to everybody, or all for those who run the event. */
export type ShownTypes = "shown" | "all";

/** Converts a row to the contract's `eventDetails`. */
export function toEventDetails(row: EventRow, types: ShownTypes): EventDetailsAnswer {
  const { ticketTypes, availableTickets } = row;
  return {
    ...toEventView(row),
    ticketTypes: ticketTypes
      .filter(({ isHidden }) => types === "all" || !isHidden)
      .map((type) => toTicketTypeView(type, availableTickets)),
  };
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
export async function findEvent({ db }: Reading, id: EventId): Promise<EventDetailsAnswer> {
  return toEventDetails(await readEvent(db.prisma, id), "shown");
}

/** The same inside a transaction, with hidden ticket types, for those who run the event. */
export async function findEventIn(tx: Transaction, id: EventId): Promise<EventDetailsAnswer> {
  return toEventDetails(await readEvent(tx, id), "all");
}

async function readEvent(client: Pick<Transaction, "event">, id: EventId): Promise<EventRow> {
  const event = await client.event.findUnique({ where: { id }, select: eventColumns });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  return event;
}

/** Like {@link findEvent}, with null for a missing event. */
export async function lookUpEvent({ db }: Reading, id: EventId): Promise<EventDetailsAnswer | null> {
  const event = await db.prisma.event.findUnique({ where: { id }, select: eventColumns });
  return event && toEventDetails(event, "shown");
}

/** @throws DomainError NOT_FOUND, FORBIDDEN if the actor does not run the event */
export async function requireOrganizer({ db }: Reading, actor: Actor, id: EventId): Promise<void> {
  const event = await db.prisma.event.findUnique({ where: { id }, select: { organizerId: true } });
  if (event === null) throw new DomainError("NOT_FOUND", "There is no such event.");
  requireRunsEvent(actor, event);
}
