import type { BookingId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { type Actor, runsEvent } from "../actor.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { ticketColumns } from "./booked-tickets.js";
import { isHoldOver } from "./hold.js";
import { isOwnBooking } from "./ownership.js";

/** The columns that names on tickets and answers to questions are changed by. */
const editableColumns = {
  id: true,
  eventId: true,
  userId: true,
  guest: true,
  status: true,
  holdExpiresAt: true,
  addition: true,
  ...ticketColumns,
  user: { select: { name: true, email: true } },
  event: {
    select: {
      organizerId: true,
      dateTime: true,
      cancelledAt: true,
      answersEditableUntil: true,
      answersDeletedAt: true,
      asksForNames: true,
    },
  },
} as const satisfies Prisma.BookingSelect;

/** A booking whose names and answers may be changed. */
export type EditableBooking = Prisma.BookingGetPayload<{ select: typeof editableColumns }>;

/** A booking with whom its reader is. */
export interface FoundEditable {
  readonly booking: EditableBooking;
  /** Whether the actor runs the event. */
  readonly isOrganizer: boolean;
}

/** Until when the owner of a booking may change names and answers: a date of the event's, or its start. */
export function editableUntil(event: {
  readonly answersEditableUntil: Date | null;
  readonly dateTime: Date;
}): Date {
  return event.answersEditableUntil ?? event.dateTime;
}

/**
 * A booking for its owner or those who run the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function findEditable(
  client: Pick<Transaction, "booking" | "user">,
  actor: Actor,
  id: BookingId,
): Promise<FoundEditable> {
  const booking = await client.booking.findUnique({ where: { id }, select: editableColumns });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  const isOrganizer = runsEvent(actor, booking.event);
  if (!isOrganizer && !(await isOwnBooking(client, actor, booking))) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  return { booking, isOrganizer };
}

/**
 * Rejects a change of names or answers: of a booking that is over, or that its owner may not change any more. While tickets
 * are held they can always be changed, since that is part of booking.
 *
 * @param areHeld whether only tickets that are held in addition are concerned
 * @throws DomainError EVENT_CANCELLED, BOOKING_NOT_ACTIVE, CHANGES_CLOSED
 */
export function requireEditable({ booking, isOrganizer }: FoundEditable, now: Date, areHeld = false): void {
  requireNotCancelled(booking.event);
  if (booking.status === "cancelled" || isHoldOver(booking, now)) {
    throw new DomainError("BOOKING_NOT_ACTIVE", "This booking is over.");
  }
  if (isOrganizer || areHeld || booking.status === "pending" || now < editableUntil(booking.event)) return;
  throw new DomainError("CHANGES_CLOSED", "The time to change this is over. Ask the organizer.");
}
