import type { AttendeesInput } from "@foyer/contract/booking";
import { bookingId } from "@foyer/contract/ids";
import { readTicketCode } from "@foyer/contract/ticket";
import type { Prisma } from "@foyer/db/models";
import type { Foyer } from "../foyer.js";
import { cutPage, type Page } from "../pagination.js";
import { containing } from "../text-search.js";
import { type BookingWithAttendeeAnswer, bookingColumns, toBookingView } from "./booking-view.js";
import { beyond, byDate, newestFirst } from "./newest-first.js";
import { searchAttendees } from "./search-attendees.js";

/**
 * The bookings of one event with who made them, newest first: searched and filtered. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listAttendees(
  foyer: Foyer,
  input: AttendeesInput,
): Promise<Page<BookingWithAttendeeAnswer>> {
  const rows = await foyer.db.prisma.booking.findMany({
    where: await wanted(foyer, input),
    ...newestFirst(input.limit),
    select: { ...bookingColumns, user: { select: { id: true, name: true, email: true } } },
  });
  const { items, nextCursor } = cutPage(rows, input.limit, byDate);
  return {
    items: items.map(({ user, ...booking }) => ({ ...toBookingView(booking), attendee: user })),
    nextCursor,
  };
}

/** A booking by its id or by the code of one of its tickets; anything else is words of a name or an address. */
async function wanted(foyer: Foyer, input: AttendeesInput): Promise<Prisma.BookingWhereInput> {
  const { cursor, limit } = input;
  const text = input.search?.trim() ?? "";
  const named = bookingId.safeParse(readTicketCode(text)?.bookingId ?? text);
  const where = filtered(foyer, input);
  if (named.success) return { AND: [where, { id: named.data }, beyond(cursor)] };
  const words = containing(text);
  if (words.length === 0) return { AND: [where, beyond(cursor)] };
  return { id: { in: await searchAttendees(foyer, { words, where, cursor, limit }) } };
}

function filtered(
  { db }: Foyer,
  { eventId, status, paymentStatus, admission }: AttendeesInput,
): Prisma.BookingWhereInput {
  const admissions: Record<NonNullable<AttendeesInput["admission"]>, Prisma.BookingWhereInput> = {
    admitted: { admittedTickets: { gt: 0 } },
    // Nobody is expected of a booking that is not confirmed.
    missing: { status: "confirmed", admittedTickets: { lt: db.prisma.booking.fields.ticketQuantity } },
  };
  return {
    eventId,
    ...(status !== undefined && { status }),
    ...(paymentStatus !== undefined && { paymentStatus }),
    AND: admission === undefined ? [] : [admissions[admission]],
  };
}
