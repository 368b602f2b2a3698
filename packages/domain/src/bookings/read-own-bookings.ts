import type { BookingStatus } from "@foyer/contract/booking";
import type { EventId, UserId } from "@foyer/contract/ids";
import type { Transaction } from "@foyer/db/database";
import { date, oid, type RawFilter } from "@foyer/db/raw-commands";
import { type RowOf, rawModel } from "@foyer/db/raw-model";
import { type BatchItems, createMicroBatch, type MicroBatch } from "../machinery/micro-batch.js";
import { cursorDate, type Position } from "../machinery/pagination.js";
import { bookedEventColumns, ownColumns } from "./booking.js";

const bookings = rawModel("Booking", ownColumns);
const bookedEvents = rawModel("Event", bookedEventColumns);

type BookedEvent = RowOf<typeof bookedEvents>;

/** A booking with its event, as read. */
type OwnBookingRow = RowOf<typeof bookings> & { readonly event: BookedEvent };

/** Reads the events of bookings: requests that arrive together share a query. Nothing is cached. */
export type BookedEventLookup = MicroBatch<EventId, BookedEvent | undefined>;

/** @param client reads events outside of transactions */
export function createBookedEventLookup({ event }: Pick<Transaction, "event">): BookedEventLookup {
  return createMicroBatch(
    async (items: BatchItems<EventId>) => {
      const found = await bookedEvents.find(event, { _id: { $in: Array.from(items.keys(), oid) } });
      return new Map<string, BookedEvent>(found.map((booked) => [booked.id, booked]));
    },
    (found, id) => found.get(id),
  );
}

/** A page of a user's bookings. */
export interface OwnBookings {
  readonly userId: UserId;
  readonly status: BookingStatus | undefined;
  /** Only bookings of these events. */
  readonly onlyEvents: ReadonlySet<EventId> | undefined;
  /** Leaves out those that were made with the user's address without signing in. */
  readonly withoutGuests?: boolean;
  /** The last row of the page before. */
  readonly after: Position | undefined;
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
  { booking }: Pick<Transaction, "booking">,
  lookup: BookedEventLookup,
  { userId, status, onlyEvents, withoutGuests = false, after, limit }: OwnBookings,
): Promise<OwnBookingRow[]> {
  const own = await bookings.find(
    booking,
    {
      userId: oid(userId),
      ...(status !== undefined && { status }),
      ...(withoutGuests && { guest: null }),
      ...(onlyEvents && { eventId: { $in: Array.from(onlyEvents, oid) } }),
      ...(after && beyond(after)),
    },
    {
      sort: { bookingDate: -1, _id: -1 },
      limit: limit + 1,
      // An index by status does not have this order.
      hint: { userId: 1, bookingDate: -1, _id: -1 },
    },
  );
  const events = await Promise.all(own.map(({ eventId }) => lookup.request(eventId, eventId)));
  return own.flatMap((row, index) => {
    const event = events[index];
    return event === undefined ? [] : [{ ...row, event }];
  });
}

/**
 * The first condition is implied by the second; it lets the index be entered at the cursor, however deep the page
 * is.
 */
function beyond([bookedAt, id]: Position): RawFilter {
  const bookingDate = date(cursorDate(bookedAt));
  return {
    bookingDate: { $lte: bookingDate },
    $or: [{ bookingDate: { $lt: bookingDate } }, { bookingDate, _id: { $lt: oid(id) } }],
  };
}
