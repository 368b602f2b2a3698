import { ACTIVE_STATUSES, type MineBookingsInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { cutPage, type Page } from "../machinery/pagination.js";
import { type BookingWithEventAnswer, bookingWithEventColumns, toBookingWithEvent } from "./booking.js";
import { beyond, byDate, inState } from "./newest-first.js";
import { readOwnBookings } from "./read-own-bookings.js";

/**
 * The actor's own bookings, newest first.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listMyBookings(
  context: Pick<AppContext, "db" | "bookedEventLookup">,
  actor: Actor,
  input: MineBookingsInput,
): Promise<Page<BookingWithEventAnswer>> {
  const { eventId, status, cursor, limit } = input;
  const { prisma } = context.db;
  if (eventId === undefined) {
    const rows = await readOwnBookings(prisma, context.bookedEventLookup, {
      userId: actor.id,
      status,
      cursor,
      limit,
    });
    return cutPage(rows.map(toBookingWithEvent), limit, byDate);
  }
  // At most one, so no sorting is needed.
  const rows = await prisma.booking.findMany({
    where: {
      userId: actor.id,
      AND: [inState(status), beyond(cursor)],
      eventId,
      status: { in: [...ACTIVE_STATUSES] },
    },
    select: bookingWithEventColumns,
  });
  return cutPage(rows.map(toBookingWithEvent), limit, byDate);
}
