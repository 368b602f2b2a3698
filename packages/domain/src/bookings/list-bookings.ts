import { ACTIVE_STATUSES, type EventBookingsInput, type MineBookingsInput } from "@foyer/contract/booking";
import type { Prisma } from "@foyer/db/models";
import type { Actor } from "../actor.js";
import type { Foyer } from "../foyer.js";
import { cursorDate, cutPage, type Page, readCursor } from "../pagination.js";
import {
  type BookingWithAttendeeAnswer,
  type BookingWithEventAnswer,
  bookingColumns,
  bookingWithEventColumns,
  toBookingView,
  toBookingWithEvent,
} from "./booking-view.js";

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
        before(input.cursor),
      ],
    },
    ...newestFirst(input.limit),
    select: bookingWithEventColumns,
  });
  return cutPage(rows.map(toBookingWithEvent), input.limit, byDate);
}

/**
 * The bookings of one event with who made them, newest first, for those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listEventBookings(
  foyer: Foyer,
  input: EventBookingsInput,
): Promise<Page<BookingWithAttendeeAnswer>> {
  const rows = await foyer.db.prisma.booking.findMany({
    where: {
      eventId: input.eventId,
      ...(input.status !== undefined && { status: input.status }),
      ...before(input.cursor),
    },
    ...newestFirst(input.limit),
    select: { ...bookingColumns, user: { select: { id: true, name: true, email: true } } },
  });
  const { items, nextCursor } = cutPage(rows, input.limit, byDate);
  return {
    items: items.map(({ user, ...booking }) => ({ ...toBookingView(booking), attendee: user })),
    nextCursor,
  };
}

function byDate(booking: { readonly bookingDate: Date }): string {
  return booking.bookingDate.toISOString();
}

function newestFirst(limit: number) {
  return {
    orderBy: [{ bookingDate: "desc" }, { id: "desc" }],
    take: limit + 1,
  } satisfies Pick<Prisma.BookingFindManyArgs, "orderBy" | "take">;
}

function before(cursor: string | null | undefined): Prisma.BookingWhereInput {
  const after = readCursor(cursor);
  if (after === undefined) return {};
  const bookingDate = cursorDate(after[0]);
  return { OR: [{ bookingDate: { lt: bookingDate } }, { bookingDate, id: { lt: after[1] } }] };
}
