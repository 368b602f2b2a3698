import type { BookingId } from "@foyer/contract/ids";
import { type Actor, runsEvent } from "../actor.js";
import { isOwnBooking, ownershipColumns } from "../bookings/ownership.js";
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
      ...ownershipColumns,
      status: true,
      ticketQuantity: true,
      user: { select: { name: true, email: true } },
      event: {
        select: {
          name: true,
          venue: true,
          dateTime: true,
          timeZone: true,
          doorsAt: true,
          endsAt: true,
          calendarVersion: true,
          cancelledAt: true,
          organizerId: true,
          organizer: { select: { name: true } },
        },
      },
    },
  });
  if (found === null) throw new DomainError("NOT_FOUND", "There is no such booking.");
  const { event, user, ...booking } = found;
  if (!(await isOwnBooking(context.db.prisma, actor, booking)) && !runsEvent(actor, event)) {
    throw new DomainError("FORBIDDEN", "This booking is somebody else's.");
  }
  // Under the name and address that were typed: a guest does not learn those of an account.
  const { guest } = booking;
  const attendee = { name: guest?.name ?? user.name, email: guest?.email ?? user.email };
  const { publicUrl, clock } = context;
  return bookingCalendar({ booking, event, attendee, publicUrl, now: clock.now() }, "download");
}
