import type { BookingId } from "@foyer/contract/ids";
import { type Actor, runsEvent } from "../actor.js";
import type { AppContext } from "../context.js";
import { DomainError } from "../domain-error.js";
import { bookingCalendar, type CalendarFile } from "./booking-calendar.js";

/**
 * A booking as a calendar file. For its owner, the event's organizer, and admins.
 *
 * @throws DomainError NOT_FOUND, FORBIDDEN
 */
export async function findBookingCalendar(
  context: Pick<AppContext, "db" | "clock" | "publicUrl">,
  actor: Actor,
  id: BookingId,
): Promise<CalendarFile> {
  const found = await context.db.prisma.booking.findUnique({
    where: { id },
    select: {
      id: true,
      userId: true,
      status: true,
      ticketQuantity: true,
      user: { select: { name: true, email: true } },
      event: {
        select: {
          name: true,
          venue: true,
          dateTime: true,
          calendarVersion: true,
          cancelledAt: true,
          organizerId: true,
          organizer: { select: { name: true } },
        },
      },
    },
  });
  if (found === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  const { event, user: attendee, ...booking } = found;
  if (booking.userId !== actor.id && !runsEvent(actor, event)) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  const { publicUrl, clock } = context;
  return bookingCalendar({ booking, event, attendee, publicUrl, now: clock.now() }, "download");
}
