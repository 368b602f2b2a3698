import type { ResentMail } from "@foyer/contract/booking-history";
import type { BookingId } from "@foyer/contract/ids";
import { type Actor, requireRunsEvent } from "../actor.js";
import { attendeeOf, waitsForProof } from "../bookings/guest-booking.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { requireNotCancelled } from "../events/bookability.js";
import { isEventOver } from "../mail/staleness.js";
import { type BookingMailTemplate, queueMails } from "../outbox/queue-mails.js";
import { countAttempt } from "../security/rate-limit.js";

/**
 * Mails a booking's attendee once more what they need: the tickets of a confirmed booking, or how to take an offer, or the link by which a guest says that the booking is meant. A mail
 * that is still queued is not queued twice. Limited per booking. For those who run the event.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN, EVENT_CANCELLED, EVENT_NOT_OPEN (it is over), BOOKING_NOT_ACTIVE (there is nothing to
 *   mail), RATE_LIMITED
 */
export async function resendMail(
  context: Pick<AppContext, "db" | "clock" | "rateLimits">,
  actor: Actor,
  id: BookingId,
): Promise<ResentMail> {
  const booking = await context.db.prisma.booking.findUnique({
    where: { id },
    select: {
      userId: true,
      status: true,
      waitlistEntryId: true,
      holdExpiresAt: true,
      totalAmount: true,
      paymentMethod: true,
      guest: true,
      user: { select: { id: true, name: true, email: true } },
      event: { select: { organizerId: true, cancelledAt: true, dateTime: true, endsAt: true } },
    },
  });
  if (booking === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  requireRunsEvent(actor, booking.event);
  requireNotCancelled(booking.event);
  const now = context.clock.now();
  if (isEventOver(booking.event, now)) throw new DomainError("EVENT_NOT_OPEN", "This event is over.");
  const template = mailFor(booking, now);
  if (template === undefined) {
    throw new DomainError("BOOKING_NOT_ACTIVE", "This booking has no tickets to be mailed.");
  }
  const { email } = attendeeOf(booking);
  // Somebody who bought at the door without an address.
  if (email === "") throw new DomainError("BOOKING_NOT_ACTIVE", "This booking has no address to mail to.");
  await countAttempt(context, "resentMailsPerBooking", id);
  await context.db.transaction(async (tx) => {
    const queued = await tx.outboxMail.findFirst({
      where: { bookingId: id, template, state: "queued" },
      select: { id: true },
    });
    // The mail is composed when it is sent, so a booking that changes in between is no matter.
    if (queued === null) await queueMails(tx, context, [{ template, userId: booking.userId, bookingId: id }]);
  });
  return { template, email };
}

/** The mail that an attendee needs at present, if there is one. */
function mailFor(
  booking: Parameters<typeof waitsForProof>[0] & {
    readonly waitlistEntryId: string | null;
    readonly holdExpiresAt: Date | null;
  },
  now: Date,
): BookingMailTemplate | undefined {
  const { status, waitlistEntryId, holdExpiresAt } = booking;
  if (status === "confirmed") return "booking_confirmed";
  if (holdExpiresAt === null || holdExpiresAt <= now) return undefined;
  if (waitsForProof(booking)) return "guest_proof";
  const isOpenOffer = status === "pending" && waitlistEntryId !== null;
  return isOpenOffer ? "offer_made" : undefined;
}
