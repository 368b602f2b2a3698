import { ACTIVE_STATUSES, type MineBookingsInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { cutPage, type Page } from "../pagination.js";
import { type BookingWithEventAnswer, bookingWithEventColumns, toBookingWithEvent } from "./booking-view.js";
import { beyond, byDate, newestFirst } from "./newest-first.js";

/**
 * The actor's own bookings, newest first.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listMyBookings(
  foyer: Foyer,
  actor: Actor,
  input: MineBookingsInput,
): Promise<Page<BookingWithEventAnswer>> {
  const rows = await foyer.db.prisma.booking.findMany({
    where: {
      userId: actor.id,
      AND: [
        input.eventId === undefined ? {} : { eventId: input.eventId, status: { in: [...ACTIVE_STATUSES] } },
        input.status === undefined ? {} : { status: input.status },
        beyond(input.cursor),
      ],
    },
    ...newestFirst(input.limit),
    select: bookingWithEventColumns,
  });
  return cutPage(rows.map(toBookingWithEvent), input.limit, byDate);
}
