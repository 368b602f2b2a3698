import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { formerFacts } from "./event-changed.js";
import { eventLink, holderFacts } from "./holder-facts.js";

/** The same news as `eventChanged`, to whom a ticket was passed on to. Stale when that is. */
export function holderEventChanged(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  if (booking.status === "cancelled" || event.cancelledAt !== null || event.dateTime <= now) return undefined;
  const before = formerFacts(event, context.details);
  if (before.length === 0) return undefined;
  return {
    subject: `${event.name} has changed`,
    blocks: [
      paragraph(
        "The organizer changed an event that you have a ticket for: one that was passed on to you. It stays valid, and so does its code.",
      ),
      { kind: "facts", facts: [...holderFacts(context), ...before] },
      eventLink(context),
    ],
    hasCalendar: false,
  };
}
