import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { isEventOver } from "../staleness.js";
import { eventLink, holderFacts } from "./holder-facts.js";

/** The new code of a ticket, to whom it was passed on. Stale once the event was cancelled, or is over. */
export function ticketPassedOn(context: MailContext): BookingMail | undefined {
  const { booking, event, tickets, now } = context;
  if (booking.status !== "confirmed" || event.cancelledAt !== null || isEventOver(event, now))
    return undefined;
  return {
    subject: `A ticket for ${event.name}`,
    blocks: [
      paragraph(
        "A ticket was passed on to you. Show its code at the door, on your phone or on paper; no account is needed.",
      ),
      { kind: "facts", facts: holderFacts(context) },
      eventLink(context),
      { kind: "tickets", tickets },
      paragraph(
        "Keep this mail: the code is nowhere else. Whoever booked can pass the ticket on again; this code is void then.",
      ),
    ],
    hasCalendar: false,
  };
}
