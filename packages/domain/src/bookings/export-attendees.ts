import type { AttendeesInput } from "@foyer/contract/booking";
import type { AppContext } from "../context.js";
import { EXPORT_PAGE_SIZE, everyRow } from "../machinery/pagination.js";
import { readAnswersOfMany } from "../questions/booking-answers.js";
import type { StoredAnswer } from "../questions/question.js";
import type { ListedBookingAnswer } from "./booking.js";
import { listAttendees } from "./list-attendees.js";

/** A booking in the export, with what it answered. */
export type ExportedBooking = ListedBookingAnswer & { readonly answers: readonly StoredAnswer[] };

/**
 * An event's bookings that match the filters, newest first, with their answers to its questions. Bookings made during the
 * export are not included. For those who run it.
 */
export function exportAttendees(
  context: Pick<AppContext, "db">,
  filters: Omit<AttendeesInput, "cursor" | "limit">,
): AsyncGenerator<ExportedBooking> {
  return everyRow(async (cursor) => {
    const page = await listAttendees(context, { ...filters, cursor, limit: EXPORT_PAGE_SIZE });
    const answers = await readAnswersOfMany(context, filters.eventId, page.items);
    const items = page.items.map((booking) => ({ ...booking, answers: answers.get(booking.id) ?? [] }));
    return { ...page, items };
  });
}
