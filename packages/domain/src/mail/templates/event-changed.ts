import { cancellableUntil } from "../../bookings/booking-view.js";
import { type EventChange, eventChange } from "../event-change.js";
import { timeOf } from "../event-time.js";
import type { BookingMail, MailContext } from "../mail-context.js";
import { type Fact, paragraph } from "../mail-document.js";
import { bookingFacts, bookingLink } from "./shared-words.js";

/** What people planned by is another now. Untrue once it was changed back, or nobody goes there any more. */
export function eventChanged(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  if (booking.status === "cancelled" || event.cancelledAt !== null || event.dateTime <= now) return undefined;
  const before = formerFacts(context, eventChange.parse(context.details ?? {}));
  if (before.length === 0) return undefined;
  const until = cancellableUntil(event);
  return {
    subject: `${event.name} has changed`,
    blocks: [
      paragraph("The organizer changed an event that you booked. Your booking stays as it is."),
      { kind: "facts", facts: [...bookingFacts(context), ...before] },
      ...(now <= until
        ? [paragraph(`You can cancel your booking until ${timeOf(until, event.timeZone)}.`)]
        : []),
      bookingLink(context, "Show booking"),
    ],
    hasCalendar: booking.status === "confirmed",
  };
}

/** What was otherwise before, as it was. */
function formerFacts({ event }: MailContext, change: EventChange): Fact[] {
  const { oldName, oldVenue, oldDateTime, oldTimeZone = event.timeZone } = change;
  const now = timeOf(event.dateTime, event.timeZone);
  const then = oldDateTime === undefined ? now : timeOf(new Date(oldDateTime), oldTimeZone);
  const facts: Fact[] = [];
  if (oldName !== undefined && oldName !== event.name) facts.push(["Name before", oldName]);
  if (then !== now) facts.push(["Time before", then]);
  if (oldVenue !== undefined && oldVenue !== event.venue) facts.push(["Place before", oldVenue]);
  return facts;
}
