import type { Transaction } from "@foyer/db/database";
import type { Prisma } from "@foyer/db/models";
import type { Actor } from "../actor.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { bookingColumns } from "./booking.js";
import { termsColumns } from "./cancellation-terms.js";
import { requireOwnBooking } from "./ownership.js";

/** The end of a hold that begins now: never after the start. */
export function holdUntil(now: Date, seconds: number, event: { readonly dateTime: Date }): Date {
  const full = now.getTime() + seconds * 1_000;
  return new Date(Math.min(full, event.dateTime.getTime()));
}

/** Whether a pending booking's hold has ended, released or not. */
export function isHoldOver(
  { holdExpiresAt }: { readonly holdExpiresAt?: Date | null | undefined },
  now: Date,
): boolean {
  return holdExpiresAt != null && holdExpiresAt <= now;
}

/** The columns needed by {@link requireHold}. */
export const holdColumns = {
  ...bookingColumns,
  event: {
    select: {
      ...termsColumns,
      cancelledAt: true,
      price: true,
      ticketTypes: true,
      salesFrom: true,
      salesUntil: true,
      maxTicketsPerPerson: true,
      paymentMethods: true,
      cashDueAt: true,
      hasRequiredQuestions: true,
    },
  },
} as const satisfies Prisma.BookingSelect;
type HoldRow = Prisma.BookingGetPayload<{ select: typeof holdColumns }>;

/**
 * The actor's own booking while it holds tickets and is to be paid. A cancelled event is reported before the
 * state of the booking, which the background job may not have ended yet.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, HOLD_EXPIRED, BOOKING_NOT_ACTIVE,
 *   BOOKING_NOT_PENDING
 */
export async function requireHold<Row extends HoldRow>(
  client: Pick<Transaction, "user">,
  booking: Row | null,
  actor: Actor,
  now: Date,
): Promise<Row> {
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  await requireOwnBooking(client, actor, booking);
  requireNotCancelled(booking.event);
  if (booking.status === "confirmed") {
    throw new DomainError("BOOKING_NOT_PENDING", "This booking is confirmed already.");
  }
  if (booking.cancelledBy === "expiry" || (booking.status === "pending" && isHoldOver(booking, now))) {
    throw new DomainError("HOLD_EXPIRED", "The time to pay ran out, and the tickets went back on sale.");
  }
  if (booking.status === "cancelled") {
    throw new DomainError("BOOKING_NOT_ACTIVE", "This booking is cancelled.");
  }
  return booking;
}
