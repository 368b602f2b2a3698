import { ACTIVE_STATUSES, type MineBookingsInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { cutPage, type Page } from "../pagination.js";
import { type BookingWithEventAnswer, bookingWithEventColumns, toBookingWithEvent } from "./booking-view.js";
import { beyond, byDate, inState, newestFirst } from "./newest-first.js";

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
  const { eventId, status, cursor, limit } = input;
  const mine = { userId: actor.id, AND: [inState(status), beyond(cursor)] };
  const select = bookingWithEventColumns;
  const rows =
    eventId === undefined
      ? await foyer.db.prisma.booking.findMany({ where: mine, ...newestFirst(limit), select })
      : // There is one at the most: nothing is to be sorted.
        await foyer.db.prisma.booking.findMany({
          where: { ...mine, eventId, status: { in: [...ACTIVE_STATUSES] } },
          select,
        });
  return cutPage(rows.map(toBookingWithEvent), input.limit, byDate);
}
