import type { AttendeesInput } from "@foyer/contract/booking";
import { bookingId } from "@foyer/contract/ids";
import { readTicketCode } from "@foyer/contract/ticket";
import type { Prisma } from "@foyer/db/models";
import type { Foyer } from "../foyer.js";
import { cutPage, type Page } from "../pagination.js";
import { containing } from "../text-search.js";
import { type BookingWithAttendeeAnswer, bookingColumns, toBookingView } from "./booking-view.js";
import { beyond, byDate, newestFirst } from "./newest-first.js";

/**
 * The bookings of one event with who made them, newest first: searched and filtered. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listAttendees(
  foyer: Foyer,
  input: AttendeesInput,
): Promise<Page<BookingWithAttendeeAnswer>> {
  const { eventId, status, paymentStatus } = input;
  const { prisma } = foyer.db;
  const admissions: Record<NonNullable<AttendeesInput["admission"]>, Prisma.BookingWhereInput> = {
    admitted: { admittedTickets: { gt: 0 } },
    // Nobody is expected of a booking that is not confirmed.
    missing: { status: "confirmed", admittedTickets: { lt: prisma.booking.fields.ticketQuantity } },
  };
  const rows = await prisma.booking.findMany({
    where: {
      eventId,
      ...(status !== undefined && { status }),
      ...(paymentStatus !== undefined && { paymentStatus }),
      AND: [
        input.admission === undefined ? {} : admissions[input.admission],
        matching(input.search),
        beyond(input.cursor),
      ],
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

/** A booking by its id or by the code of one of its tickets; anything else is words of a name or an address. */
function matching(search: string | undefined): Prisma.BookingWhereInput {
  const text = search?.trim() ?? "";
  const named = bookingId.safeParse(readTicketCode(text)?.bookingId ?? text);
  if (named.success) return { id: named.data };
  const words = containing(text);
  if (words.length === 0) return {};
  return { user: { AND: words.map((found) => ({ OR: [{ name: found }, { email: found }] })) } };
}
