import { ACTIVE_STATUSES, type MineBookingsInput } from "@foyer/contract/booking";
import type { Transaction } from "@foyer/db/database";
import type { Actor } from "../actor.js";
import type { AppContext } from "../context.js";
import { cutPage, listMark, type Page, readCursor } from "../machinery/pagination.js";
import { type BookingWithEventAnswer, bookingWithEventColumns, toBookingWithEvent } from "./booking.js";
import { beyond, byDate, inState } from "./newest-first.js";
import { isAddressProved } from "./ownership.js";
import { readOwnBookings } from "./read-own-bookings.js";

/** Bookings that were made without signing in are shown once the account's address is verified: rarely worth a read. */
async function mayShow(
  prisma: Pick<Transaction, "user">,
  actor: Actor,
  rows: readonly { readonly guest: object | null }[],
): Promise<boolean> {
  return rows.every(({ guest }) => guest === null) || isAddressProved(prisma, actor);
}

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
    const wanted = {
      userId: actor.id,
      status,
      onlyEvents: actor.onlyEvents,
      after: readCursor(cursor, mark),
      limit,
    };
    const read = (withoutGuests: boolean) =>
      readOwnBookings(prisma, context.bookedEventLookup, { ...wanted, withoutGuests });
    const all = await read(false);
    const rows = (await mayShow(prisma, actor, all)) ? all : await read(true);
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
  if (!(await mayShow(prisma, actor, rows))) return { items: [], nextCursor: null };
  return cutPage(rows.map(toBookingWithEvent), limit, { mark, sortedBy: byDate });
}
