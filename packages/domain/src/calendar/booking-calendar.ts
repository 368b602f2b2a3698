import type { BookingStatus } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { HOUR_MS } from "@foyer/contract/time";
import ical, {
  ICalAttendeeStatus,
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
} from "ical-generator";

/** Events have no end, and calendars want one. */
const LENGTH_MS = 2 * HOUR_MS;

/** What a calendar entry is made of. */
export interface BookedTime {
  readonly booking: { readonly id: string; readonly status: BookingStatus; readonly ticketQuantity: number };
  readonly event: {
    readonly name: string;
    readonly venue: string;
    readonly dateTime: Date;
    readonly calendarVersion: number;
    readonly cancelledAt: Date | null;
    readonly organizer: { readonly name: string | null };
  };
  readonly attendee: { readonly name: string | null; readonly email: string };
  readonly publicUrl: string;
  readonly now: Date;
}

/** `mail` is for the attendee's own calendar to take over; `download` for whoever opens the file. */
export type CalendarUse = "mail" | "download";

/** A calendar file and its type, whose `method` tells mail programs what to do with it. */
export interface CalendarFile {
  readonly filename: string;
  readonly content: string;
  readonly contentType: string;
}

/**
 * A booking as an iCalendar file (RFC 5545 and 5546). The entry keeps its UID for good and its sequence only
 * grows, so that a later file changes or removes what an earlier one made.
 */
export function bookingCalendar(about: BookedTime, use: CalendarUse): CalendarFile {
  const isOver = about.booking.status === "cancelled" || about.event.cancelledAt !== null;
  const method = isOver ? ICalCalendarMethod.CANCEL : METHOD_OF[use];
  const calendar = ical({ method, prodId: { company: "Foyer", product: "Foyer", language: "EN" } });
  calendar.createEvent({
    ...entry(about, isOver),
    // A published entry names nobody who was invited.
    ...(method !== ICalCalendarMethod.PUBLISH && { attendees: [invited(about.attendee)] }),
  });
  return {
    filename: "booking.ics",
    // Every line ends with a line break, the last one too.
    content: `${calendar.toString()}\r\n`,
    contentType: `text/calendar; method=${method}; charset=utf-8`,
  };
}

const METHOD_OF = {
  mail: ICalCalendarMethod.REQUEST,
  download: ICalCalendarMethod.PUBLISH,
} as const satisfies Record<CalendarUse, ICalCalendarMethod>;

function entry({ booking, event, publicUrl, now }: BookedTime, isOver: boolean): ICalEventData {
  const url = `${publicUrl}/bookings/${booking.id}`;
  const tickets = booking.ticketQuantity === 1 ? "1 ticket" : `${booking.ticketQuantity} tickets`;
  return {
    id: `booking-${booking.id}@foyer`,
    sequence: event.calendarVersion + (isOver ? 1 : 0),
    stamp: now,
    start: event.dateTime,
    end: new Date(event.dateTime.getTime() + LENGTH_MS),
    summary: isolated(event.name),
    location: isolated(event.venue),
    description: `${tickets}. Your booking: ${url}`,
    url,
    status: isOver ? ICalEventStatus.CANCELLED : STATUS_OF[booking.status],
    // The standard wants an address; the organizer's own is nobody's business.
    organizer: {
      name: quotable(event.organizer.name ?? "Foyer"),
      email: `no-reply@${new URL(publicUrl).hostname}`,
    },
  };
}

const STATUS_OF = {
  pending: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const satisfies Record<BookingStatus, ICalEventStatus>;

/** Whoever booked has said yes already: no program need ask them. */
function invited({ name, email }: BookedTime["attendee"]) {
  return {
    ...(name !== null && { name: quotable(name) }),
    email: mailtoAddress(email),
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  };
}

/** An address as a `mailto:` may hold it (RFC 6068). */
function mailtoAddress(email: string): string {
  return email.replace(/[%/?#&=^`{|}]/g, encodeURIComponent);
}

/** A name stands in double quotes, which the standard has no way to write inside of them. */
function quotable(name: string): string {
  return isolated(name.replaceAll('"', "'"));
}
