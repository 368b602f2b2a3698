import type { BookingStatus } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { HOUR_MS } from "@foyer/contract/time";
import { dayKey, usableZone, zonePlace } from "@foyer/contract/zone";
import ical, {
  ICalAttendeeStatus,
  ICalCalendarMethod,
  type ICalEventData,
  ICalEventStatus,
} from "ical-generator";

/** How long an event takes whose organizer has not said: calendar entries need an end. */
const LENGTH_MS = 2 * HOUR_MS;

/** The content of a calendar entry. */
export interface BookedTime {
  readonly booking: { readonly id: string; readonly status: BookingStatus; readonly ticketQuantity: number };
  readonly event: {
    readonly name: string;
    readonly venue: string;
    readonly dateTime: Date;
    readonly timeZone: string;
    readonly doorsAt: Date | null;
    readonly endsAt: Date | null;
    readonly calendarVersion: number;
    readonly cancelledAt: Date | null;
    readonly organizer: { readonly name: string | null };
  };
  readonly attendee: { readonly name: string | null; readonly email: string };
  readonly publicUrl: string;
  readonly now: Date;
}

/** `mail` is an invitation for the attendee's calendar; `download` a file to import. */
export type CalendarUse = "mail" | "download";

/** A calendar file with its content type, whose `method` parameter tells mail programs how to handle it. */
export interface CalendarFile {
  readonly filename: string;
  readonly content: string;
  readonly contentType: string;
}

/**
 * A booking as an iCalendar file (RFC 5545 and 5546). The UID of the entry never changes and its sequence only
 * grows, so that a later file updates or removes the entry.
 */
export function bookingCalendar(about: BookedTime, use: CalendarUse): CalendarFile {
  const isOver = about.booking.status === "cancelled" || about.event.cancelledAt !== null;
  const method = isOver ? ICalCalendarMethod.CANCEL : METHOD_OF[use];
  const calendar = ical({ method, prodId: { company: "Foyer", product: "Foyer", language: "EN" } });
  calendar.createEvent({
    ...entry(about, isOver),
    // A published entry has no attendees.
    ...(method !== ICalCalendarMethod.PUBLISH && { attendees: [invited(about.attendee)] }),
  });
  return {
    filename: "booking.ics",
    // The last line ends with a line break, too.
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
    end: event.endsAt ?? new Date(event.dateTime.getTime() + LENGTH_MS),
    summary: isolated(event.name),
    location: isolated(event.venue),
    description: `${tickets}. ${doorsWords(event)}Your booking: ${url}`,
    url,
    status: isOver ? ICalEventStatus.CANCELLED : STATUS_OF[booking.status],
    // The standard requires an address; the organizer's own is private.
    organizer: {
      name: quotable(event.organizer.name ?? "Foyer"),
      email: `no-reply@${new URL(publicUrl).hostname}`,
    },
  };
}

/** When doors open, in the event's time zone; with the day if it is another one than the start's. */
function doorsWords({ doorsAt, dateTime, timeZone }: BookedTime["event"]): string {
  if (doorsAt === null) return "";
  const isSameDay = dayKey(doorsAt, timeZone) === dayKey(dateTime, timeZone);
  const opening = new Intl.DateTimeFormat("en-GB", {
    timeZone: usableZone(timeZone),
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(!isSameDay && { day: "numeric", month: "long", year: "numeric" }),
  });
  return `Doors open at ${opening.format(doorsAt)} ${zonePlace(timeZone)}. `;
}

const STATUS_OF = {
  pending: ICalEventStatus.TENTATIVE,
  confirmed: ICalEventStatus.CONFIRMED,
  cancelled: ICalEventStatus.CANCELLED,
} as const satisfies Record<BookingStatus, ICalEventStatus>;

/** The attendee has already accepted, so that calendar programs do not ask. */
function invited({ name, email }: BookedTime["attendee"]) {
  return {
    ...(name !== null && { name: quotable(name) }),
    email: mailtoAddress(email),
    status: ICalAttendeeStatus.ACCEPTED,
    rsvp: false,
  };
}

/** An address in a `mailto:` URI (RFC 6068). */
function mailtoAddress(email: string): string {
  return email.replace(/[%/?#&=^`{|}]/g, encodeURIComponent);
}

/** Names are put in double quotes, which the standard cannot escape. */
function quotable(name: string): string {
  return isolated(name.replaceAll('"', "'"));
}
