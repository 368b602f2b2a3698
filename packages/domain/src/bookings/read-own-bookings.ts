import type { BookingStatus } from "@foyer/contract/booking";
import type { UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, oid, type RawFilter } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { cursorDate, readCursor } from "../machinery/pagination.js";
import { bookedEventColumns, ownColumns } from "./booking.js";

const bookings = rawModel("Booking", ownColumns);
const bookedEvents = rawModel("Event", bookedEventColumns);

/** A booking with its event, as read. */
type OwnBookingRow = RowOf<typeof bookings> & { readonly event: RowOf<typeof bookedEvents> };

/** A page of a user's bookings. */
export interface OwnBookings {
  readonly userId: UserId;
  readonly status: BookingStatus | undefined;
  readonly cursor: string | null | undefined;
  readonly limit: number;
}

/**
 * A user's bookings with their events, newest first, and one row more than the page holds. A raw read: through
 * Prisma it takes several times the processor time, mostly in the database, which gets each condition as an
 * expression.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function readOwnBookings(
  { booking, event }: Pick<Transaction, "booking" | "event">,
  { userId, status, cursor, limit }: OwnBookings,
): Promise<OwnBookingRow[]> {
  const own = await bookings.find(
    booking,
    { userId: oid(userId), ...(status !== undefined && { status }), ...beyond(cursor) },
    {
      sort: { bookingDate: -1, _id: -1 },
      limit: limit + 1,
      // An index by status does not have this order.
      hint: { userId: 1, bookingDate: -1, _id: -1 },
    },
  );
  if (own.length === 0) return [];
  const eventIds = [...new Set(own.map(({ eventId }) => eventId))];
  const found = await bookedEvents.find(event, { _id: { $in: eventIds.map(oid) } });
  const events = new Map(found.map((booked) => [booked.id, booked]));
  return own.flatMap((row) => {
    const booked = events.get(row.eventId);
    return booked === undefined ? [] : [{ ...row, event: booked }];
  });
}

/**
 * The first condition is implied by the second; it lets the index be entered at the cursor, however deep the page
 * is.
 */
function beyond(cursor: string | null | undefined): RawFilter {
  const after = readCursor(cursor);
  if (after === undefined) return {};
  const bookingDate = date(cursorDate(after[0]));
  return {
    bookingDate: { $lte: bookingDate },
    $or: [{ bookingDate: { $lt: bookingDate } }, { bookingDate, _id: { $lt: oid(after[1]) } }],
  };
}
