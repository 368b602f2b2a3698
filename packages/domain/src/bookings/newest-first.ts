import { type BookingStatus, bookingStatus } from "@foyer/contract/booking";
import type { Prisma } from "@foyer/db/models";
import { cursorDate, readCursor } from "../machinery/pagination.js";

/** The order of every list of bookings, and one row more than the page holds. */
export function newestFirst(limit: number) {
  return {
    orderBy: [{ bookingDate: "desc" }, { id: "desc" }],
    take: limit + 1,
  } satisfies Pick<Prisma.BookingFindManyArgs, "orderBy" | "take">;
}

/**
 * The bookings that come after a cursor in that order.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export function beyond(cursor: string | null | undefined): Prisma.BookingWhereInput {
  const after = readCursor(cursor);
  if (after === undefined) return {};
  const bookingDate = cursorDate(after[0]);
  // The first condition says less than the other: it is where the index is entered, however deep the page is.
  return {
    bookingDate: { lte: bookingDate },
    OR: [{ bookingDate: { lt: bookingDate } }, { bookingDate, id: { lt: after[1] } }],
  };
}

/** What a cursor of that order holds. */
export function byDate(booking: { readonly bookingDate: Date }): string {
  return booking.bookingDate.toISOString();
}

/**
 * Bookings in one state, or in any. Said as "in no other", which no index answers: MongoDB would otherwise go by an
 * index of the states, and have to sort what it finds there.
 */
export function inState(status: BookingStatus | undefined): Prisma.BookingWhereInput {
  if (status === undefined) return {};
  return { status: { notIn: bookingStatus.options.filter((other) => other !== status) } };
}
