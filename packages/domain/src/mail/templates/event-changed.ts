import { cancellableUntil } from "../../bookings/cancellation-terms.js";
import { eventChange, isSameZone, type PlannedBy } from "../../events/event-details-change.js";
import { typedName } from "../../outbox/typed-words.js";
import { timeOf } from "../event-time.js";
import type { BookingMail, MailContext } from "../mail-context.js";
import { type Fact, paragraph } from "../mail-document.js";
import { bookingFacts, bookingLink } from "./shared-words.js";

/** A changed name, place or time. Stale once it was changed back, or if the booking or event ended. */
export function eventChanged(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  if (booking.status === "cancelled" || event.cancelledAt !== null || event.dateTime <= now) return undefined;
  const before = formerFacts(event, context.details);
  if (before.length === 0) return undefined;
  const until = cancellableUntil(event, booking);
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

/**
 * The previous values of what changed. Instants are compared, not their texts, since a local hour may occur
 * twice.
 *
 * @param details of the mail, in the form of {@link eventChange}
 */
export function formerFacts(event: PlannedBy, details: unknown): Fact[] {
  const { oldName, oldVenue, oldDateTime, oldTimeZone = event.timeZone } = eventChange.parse(details ?? {});
  const before = oldDateTime === undefined ? event.dateTime : new Date(oldDateTime);
  const isMoved = before.getTime() !== event.dateTime.getTime() || !isSameZone(oldTimeZone, event.timeZone);
  const facts: Fact[] = [];
  if (oldName !== undefined && typedName(oldName) !== event.name)
    facts.push(["Name before", typedName(oldName)]);
  if (isMoved) facts.push(["Time before", timeOf(before, oldTimeZone)]);
  if (oldVenue !== undefined && typedName(oldVenue) !== event.venue)
    facts.push(["Place before", typedName(oldVenue)]);
  return facts;
}
