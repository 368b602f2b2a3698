import type { AttendeesInput } from "@foyer/contract/booking";
import type { AppContext } from "../context.js";
import { EXPORT_PAGE_SIZE, everyRow } from "../machinery/pagination.js";
import type { BookingWithAttendeeAnswer } from "./booking.js";
import { listAttendees } from "./list-attendees.js";

/**
 * An event's bookings that match the filters, newest first. Bookings made during the export are not included. For
 * those who run it.
 */
export function exportAttendees(
  context: Pick<AppContext, "db">,
  filters: Omit<AttendeesInput, "cursor" | "limit">,
): AsyncGenerator<BookingWithAttendeeAnswer> {
  return everyRow((cursor) => listAttendees(context, { ...filters, cursor, limit: EXPORT_PAGE_SIZE }));
}
