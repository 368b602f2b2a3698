import { type BookingStatus, bookingStatus, cancelledBy } from "@foyer/contract/booking";
import type { UserId } from "@foyer/contract/ids";
import { paymentMethod, paymentStatus } from "@foyer/contract/payment";
import type { Transaction } from "@foyer/db/database";
import { date, oid, rawDate, rawId } from "@foyer/db/raw-read";
import { z } from "zod";
import { cursorDate, readCursor } from "../machinery/pagination.js";
import { bookedEventColumns, ownColumns } from "./booking-view.js";

/** What is read raw lacks what was never set, where Prisma would say null. */
const text = z.string().nullish().default(null);
const moment = rawDate.nullish().default(null);
const id = rawId.nullish().default(null);

const rawBookings = z.array(
  z
    .object({
      _id: rawId,
      eventId: rawId,
      userId: rawId,
      ticketQuantity: z.number(),
      totalAmount: z.number(),
      currency: z.string(),
      status: bookingStatus,
      bookingDate: rawDate,
      paymentStatus,
      paymentMethod,
      paymentTransactionId: text,
      cancellationReason: text,
      cancelledAt: moment,
      cancelledBy: cancelledBy.nullish().default(null),
      cancellableUntil: moment,
      holdExpiresAt: moment,
      waitlistEntryId: id,
      replacedById: id,
      admittedTickets: z.number().default(0),
      createdAt: rawDate,
      updatedAt: rawDate,
    })
    .transform(({ _id, ...booking }) => ({ id: _id, ...booking })),
);

const rawEvents = z.array(
  z
    .object({
      _id: rawId,
      name: z.string(),
      venue: z.string(),
      dateTime: rawDate,
      timeZone: z.string(),
      category: z.string(),
      isActive: z.boolean(),
      cancelledAt: moment,
      cancellationReason: text,
      cancellationCutoffHours: z.number(),
      cancellationFloors: z.array(z.object({ madeBy: rawDate, until: rawDate })).default([]),
    })
    .transform(({ _id, ...event }) => ({ id: _id, ...event })),
);

/** Columns as a projection: `_id` comes by itself. */
function projectionOf(columns: object): Record<string, 1> {
  return Object.fromEntries(Object.keys(columns).flatMap((name) => (name === "id" ? [] : [[name, 1]])));
}
const BOOKING = projectionOf(ownColumns);
const EVENT = projectionOf(bookedEventColumns);

/** Which page of somebody's bookings. */
export interface OwnBookings {
  readonly userId: UserId;
  readonly status: BookingStatus | undefined;
  readonly cursor: string | null | undefined;
  readonly limit: number;
}

/**
 * Somebody's bookings with their events, newest first, and one row more than the page holds. As they are: the same
 * through Prisma took several times the processor time, most of it the database's, which got each condition as an
 * expression.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function readOwnBookings(
  { booking, event }: Pick<Transaction, "booking" | "event">,
  { userId, status, cursor, limit }: OwnBookings,
) {
  const found = await booking.findRaw({
    filter: { userId: oid(userId), ...(status !== undefined && { status }), ...beyond(cursor) },
    options: {
      projection: BOOKING,
      sort: { bookingDate: -1, _id: -1 },
      limit: limit + 1,
      // An index by status has not their order.
      hint: { userId: 1, bookingDate: -1, _id: -1 },
    },
  });
  const bookings = rawBookings.parse(found);
  if (bookings.length === 0) return [];
  const eventIds = [...new Set(bookings.map(({ eventId }) => eventId))];
  const filter = { _id: { $in: eventIds.map(oid) } };
  const events = new Map(
    rawEvents
      .parse(await event.findRaw({ filter, options: { projection: EVENT } }))
      .map((booked) => [booked.id, booked]),
  );
  return bookings.flatMap((own) => {
    const booked = events.get(own.eventId);
    return booked === undefined ? [] : [{ ...own, event: booked }];
  });
}

/** The first condition says less than the other: it is where the index is entered, however deep the page is. */
function beyond(cursor: string | null | undefined): object {
  const after = readCursor(cursor);
  if (after === undefined) return {};
  const bookingDate = date(cursorDate(after[0]));
  return {
    bookingDate: { $lte: bookingDate },
    $or: [{ bookingDate: { $lt: bookingDate } }, { bookingDate, _id: { $lt: oid(after[1]) } }],
  };
}
