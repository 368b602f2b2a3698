import type { BookingStatus } from "@foyer/contract/booking";
import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";

/** The columns of a check-in that answers are made of. */
export const admissionColumns = {
  bookingId: true,
  ticketNumber: true,
  admittedAt: true,
  admittedBy: { select: { name: true } },
} as const satisfies Prisma.CheckInSelect;

/** A row of {@link admissionColumns}. */
export type Admission = Prisma.CheckInGetPayload<{ select: typeof admissionColumns }>;

/**
 * Refuses the tickets of a booking that is not confirmed, or whose event is cancelled.
 *
 * @param notConfirmed the error for a booking that is only held
 * @throws DomainError EVENT_CANCELLED, TICKET_CANCELLED
 */
export function requireAdmissible(
  booking: { readonly status: BookingStatus; readonly event: { readonly cancelledAt: Date | null } },
  notConfirmed: () => DomainError,
): void {
  // Before the booking's own state, which the background job changes some time after the event's.
  requireNotCancelled(booking.event);
  if (booking.status === "cancelled") {
    throw new DomainError("TICKET_CANCELLED", "The booking of this ticket is cancelled.");
  }
  if (booking.status === "pending") throw notConfirmed();
}

/**
 * Changes how many of a booking's tickets are inside. Written to the booking, so that a concurrent cancellation conflicts with
 * it.
 *
 * @param more how many went in; negative for admissions that are taken back
 */
export async function countInside(
  tx: Transaction,
  bookingId: string,
  more: number,
  now: Date,
): Promise<void> {
  await tx.booking.update({
    where: { id: bookingId },
    data: { admittedTickets: { increment: more }, updatedAt: now },
    select: { id: true },
  });
}

/** The error for a ticket that is inside already. */
export function alreadyInside({ admittedAt, admittedBy }: Admission): DomainError {
  return new DomainError("ALREADY_CHECKED_IN", "This ticket has been let in already.", {
    admittedAt,
    admittedBy: admittedBy.name,
  });
}
