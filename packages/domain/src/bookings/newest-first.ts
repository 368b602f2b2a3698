import { type BookingStatus, bookingStatus } from "@foyer/contract/booking";
import type { Prisma } from "@foyer/db/models";
import { cursorDate, readCursor } from "../machinery/pagination.js";

/** The order of all lists of bookings, and one row more than the page holds. */
export function newestFirst(limit: number) {
  return {
    orderBy: [{ bookingDate: "desc" }, { id: "desc" }],
    take: limit + 1,
  } satisfies Pick<Prisma.BookingFindManyArgs, "orderBy" | "take">;
}

/**
 * The bookings after a cursor in that order.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export function beyond(cursor: string | null | undefined, mark: string): Prisma.BookingWhereInput {
  const after = readCursor(cursor, mark);
  if (after === undefined) return {};
  const bookingDate = cursorDate(after[0]);
  // The first condition is implied by the second; it lets the index be entered at the cursor, however deep the
  // page is.
  return {
    bookingDate: { lte: bookingDate },
    OR: [{ bookingDate: { lt: bookingDate } }, { bookingDate, id: { lt: after[1] } }],
  };
}

/** The cursor value of a booking in that order. */
export function byDate(booking: { readonly bookingDate: Date }): string {
  return booking.bookingDate.toISOString();
}

/**
 * Bookings in one state, or in any. Expressed as "in no other state", which no index supports: MongoDB would
 * otherwise choose an index by status, and sort its result.
 */
export function inState(status: BookingStatus | undefined): Prisma.BookingWhereInput {
  if (status === undefined) return {};
  return { status: { notIn: bookingStatus.options.filter((other) => other !== status) } };
}
