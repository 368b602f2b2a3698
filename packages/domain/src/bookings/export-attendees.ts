import type { EventId } from "@foyer/contract/ids";
import type { Foyer } from "../foyer.js";
import { EXPORT_PAGE_SIZE, everyRow } from "../pagination.js";
import type { BookingWithAttendeeAnswer } from "./booking-view.js";
import { listAttendees } from "./list-attendees.js";

/**
 * Every booking of an event, newest first. Bookings that are made meanwhile are not in it. For those who run it.
 */
export function exportAttendees(foyer: Foyer, eventId: EventId): AsyncGenerator<BookingWithAttendeeAnswer> {
  return everyRow((cursor) => listAttendees(foyer, { eventId, cursor, limit: EXPORT_PAGE_SIZE }));
}
