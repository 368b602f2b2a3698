import { z } from "zod";
import type { BookingMail, MailContext } from "../mail-context.js";
import { type Fact, paragraph } from "../mail-document.js";
import { isEventOver } from "../staleness.js";
import { eventLink, holderFacts } from "./holder-facts.js";

/** Mails that an older version queued are about one ticket. */
const details = z.object({ ticketNumber: z.number(), ticketNumbers: z.string().optional() });

/**
 * Tickets that were passed on are not valid any more: their event was cancelled, or their booking, or they were given back or
 * passed on again. Money is the matter of whoever booked, and who has them now is nobody else's. Stale once the event is over.
 */
export function ticketVoid(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  const { ticketNumber, ticketNumbers = `${ticketNumber}` } = details.parse(context.details);
  const isOne = !ticketNumbers.includes(",");
  if (isEventOver(event, now)) return undefined;
  const isEventCancelled = event.cancelledAt !== null || booking.cancelledBy === "event";
  const reason = isEventCancelled ? event.cancellationReason : null;
  const reasonFact: Fact[] = reason === null ? [] : [["Reason", reason]];
  return {
    subject: isEventCancelled
      ? `${event.name} is cancelled`
      : `Your ${isOne ? "ticket" : "tickets"} for ${event.name} ${isOne ? "is" : "are"} not valid any more`,
    blocks: [
      paragraph(
        isEventCancelled
          ? `The organizer cancelled this event, and ${isOne ? "the ticket that was" : "the tickets that were"} passed on to you with it.`
          : isOne
            ? "The ticket that was passed on to you was given back or passed on again, or its booking was cancelled. Its code lets nobody in. Ask whoever passed it on."
            : "The tickets that were passed on to you were given back, or their booking was cancelled. Their codes let nobody in. Ask whoever passed them on.",
      ),
      {
        kind: "facts",
        facts: [...holderFacts(context), [isOne ? "Ticket" : "Tickets", ticketNumbers], ...reasonFact],
      },
      eventLink(context),
    ],
    hasCalendar: false,
  };
}
