import { ACTIVE_STATUSES, type MineBookingsInput } from "@foyer/contract/booking";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { cutPage, listMark, type Page, readCursor } from "../machinery/pagination.js";
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
  const mark = listMark("booking.mine", { eventId, status, userId: actor.id });
  if (eventId === undefined) {
    const rows = await readOwnBookings(prisma, context.bookedEventLookup, {
      userId: actor.id,
      status,
      onlyEvents: actor.onlyEvents,
      after: readCursor(cursor, mark),
      limit,
    });
    return cutPage(rows.map(toBookingWithEvent), limit, { mark, sortedBy: byDate });
  }
  if (actor.onlyEvents?.has(eventId) === false) return { items: [], nextCursor: null };
  // At most one, so no sorting is needed.
  const rows = await prisma.booking.findMany({
    where: {
      userId: actor.id,
      AND: [inState(status), beyond(cursor, mark)],
      eventId,
      status: { in: [...ACTIVE_STATUSES] },
    },
    select: bookingWithEventColumns,
  });
  return cutPage(rows.map(toBookingWithEvent), limit, { mark, sortedBy: byDate });
}
