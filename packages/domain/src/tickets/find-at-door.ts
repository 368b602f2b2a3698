import { type FindAtDoorInput, type foundAtDoor, MAX_FOUND_AT_DOOR } from "@foyer/contract/admission";
import type { Prisma } from "@foyer/db/models";
import type { z } from "zod";
import { ticketColumns, toBookedTickets } from "../bookings/booked-tickets.js";
import { attendeeOf } from "../bookings/guest-booking.js";
import { namedBooking } from "../bookings/named-booking.js";
import { inState } from "../bookings/newest-first.js";
import { searchAttendees } from "../bookings/search-attendees.js";
import type { AppContext } from "../context.js";
import { doorAnswersAbout, readDoorAnswers } from "../questions/booking-answers.js";
import { readPersonSearch } from "../search/person-search.js";
import { cashColumns, cashDue } from "./cash-due.js";

type FoundAnswer = z.input<typeof foundAtDoor>;

/**
 * Finds bookings of an event whose attendee has no code at hand, by name, email address or booking: confirmed ones
 * first, which alone can be admitted. For those who run the event.
 */
export async function findAtDoor(
  context: Pick<AppContext, "db">,
  input: FindAtDoorInput,
): Promise<FoundAnswer> {
  const ids = await idsFound(context, input);
  const shown = ids.slice(0, MAX_FOUND_AT_DOOR);
  const { eventId } = input;
  const [rows, answers] = await Promise.all([
    context.db.prisma.booking.findMany({ where: { id: { in: shown }, eventId }, select: columns }),
    readDoorAnswers(context, eventId, shown),
  ]);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return {
    bookings: shown.flatMap((id) => {
      const row = byId.get(id);
      return row === undefined ? [] : [describe(row, answers.get(id) ?? [])];
    }),
    hasMore: ids.length > shown.length,
  };
}

/** The bookings found: one more than are shown if there are more. */
async function idsFound(
  context: Pick<AppContext, "db">,
  { eventId, search: text }: FindAtDoorInput,
): Promise<string[]> {
  const named = namedBooking(text);
  if (named !== undefined) return [named];
  const search = readPersonSearch(text);
  // Signs that no name has.
  if (search.length === 0) return [];
  const states: Prisma.BookingWhereInput[] = [inState("confirmed"), { status: { notIn: ["confirmed"] } }];
  const found: string[] = [];
  for (const inThese of states) {
    const limit = MAX_FOUND_AT_DOOR - found.length;
    if (limit < 0) break;
    const where = { AND: [{ eventId }, inThese] };
    found.push(...(await searchAttendees(context, { search, where, cursor: null, mark: "door", limit })));
  }
  return found;
}

const columns = {
  id: true,
  status: true,
  currency: true,
  ...ticketColumns,
  ...cashColumns,
  guest: true,
  user: { select: { id: true, name: true, email: true } },
  checkIns: {
    where: { isUndone: false },
    select: { ticketNumber: true, admittedAt: true, admittedBy: { select: { name: true } } },
  },
} as const satisfies Prisma.BookingSelect;

type FoundRow = Prisma.BookingGetPayload<{ select: typeof columns }>;

function describe(booking: FoundRow, answers: Parameters<typeof doorAnswersAbout>[0]) {
  const { id, status, ticketQuantity, currency, checkIns } = booking;
  const inside = new Map(checkIns.map((one) => [one.ticketNumber, one]));
  const tickets = status === "confirmed" ? toBookedTickets(booking) : [];
  const { name, email } = attendeeOf(booking);
  return {
    id,
    status,
    attendeeName: name,
    attendeeEmail: email,
    ticketQuantity,
    answers: doorAnswersAbout(answers, null),
    tickets: tickets.map(({ number, holderName, ticketType }) => {
      const admission = inside.get(number);
      return {
        number,
        holderName,
        ticketType,
        answers: doorAnswersAbout(answers, number),
        admittedAt: admission?.admittedAt ?? null,
        admittedBy: admission?.admittedBy.name ?? null,
      };
    }),
    amountDue: status === "confirmed" ? cashDue(booking) : 0,
    currency,
  };
}
