import type { AttendeesInput } from "@foyer/contract/booking";
import type { Prisma } from "@foyer/db/models";
import type { AppContext } from "../context.js";
import { cutPage, listMark, type Page } from "../machinery/pagination.js";
import { readCashDueBack } from "../payments/cash-due-back.js";
import { readPersonSearch } from "../search/person-search.js";
import { bookingWithAttendeeColumns, type ListedBookingAnswer, toBookingWithAttendee } from "./booking.js";
import { namedBooking } from "./named-booking.js";
import { beyond, byDate, inState, newestFirst } from "./newest-first.js";
import { searchAttendees } from "./search-attendees.js";

/**
 * An event's bookings with their attendees, newest first, searchable and filterable. For those who run it.
 *
 * @throws DomainError INVALID_INPUT (cursor)
 */
export async function listAttendees(
  context: Pick<AppContext, "db">,
  input: AttendeesInput,
): Promise<Page<ListedBookingAnswer>> {
  const mark = listMark("attendees", input);
  const rows = await readRows(context, input, mark);
  const { items, nextCursor } = cutPage(rows, input.limit, { mark, sortedBy: byDate });
  const paid = items.filter(({ paymentStatus }) => paymentStatus === "paid").map(({ id }) => id);
  const due = await readCashDueBack(context.db.prisma, paid);
  return {
    items: items.map((row) => ({ ...toBookingWithAttendee(row), cashDueBack: due.get(row.id) ?? 0 })),
    nextCursor,
  };
}

/**
 * Finds a booking by its id or a ticket's code; any other search text is matched against name and email address.
 */
async function readRows(context: Pick<AppContext, "db">, input: AttendeesInput, mark: string) {
  const { cursor, limit } = input;
  const { booking } = context.db.prisma;
  const text = input.search?.trim() ?? "";
  const named = namedBooking(text);
  const where = filtered(context, input);
  if (named !== undefined) {
    return booking.findMany({
      where: { AND: [where, { id: named }, beyond(cursor, mark)] },
      select: bookingWithAttendeeColumns,
    });
  }
  const search = readPersonSearch(text);
  if (search.length === 0) {
    return booking.findMany({
      where: { AND: [where, beyond(cursor, mark)] },
      ...newestFirst(limit),
      select: bookingWithAttendeeColumns,
    });
  }
  const ids = await searchAttendees(context, { search, where, cursor, mark, limit });
  const rows = await booking.findMany({ where: { id: { in: ids } }, select: bookingWithAttendeeColumns });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function filtered(
  { db }: Pick<AppContext, "db">,
  { eventId, status, paymentStatus, admission }: AttendeesInput,
): Prisma.BookingWhereInput {
  const admissions: Record<NonNullable<AttendeesInput["admission"]>, Prisma.BookingWhereInput> = {
    admitted: { admittedTickets: { gt: 0 } },
    // Only confirmed bookings have tickets to check in.
    missing: { ...inState("confirmed"), admittedTickets: { lt: db.prisma.booking.fields.ticketQuantity } },
  };
  return {
    eventId,
    ...(paymentStatus !== undefined && { paymentStatus }),
    AND: [inState(status), admission === undefined ? {} : admissions[admission]],
  };
}
