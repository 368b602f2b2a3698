import type { MailContext } from "../mail-context.js";
import type { Fact, MailBlock } from "../mail-document.js";
import { bookingFacts } from "./shared-words.js";

/** What the holder of a ticket may know of its booking: the event. */
export function holderFacts(context: MailContext): Fact[] {
  return bookingFacts(context).filter(([label]) => label !== "Tickets");
}

/** A link to the event's page, since the booking's is not for holders of single tickets. */
export function eventLink({ booking, publicUrl }: MailContext): MailBlock {
  return { kind: "action", label: "See the event", url: `${publicUrl}/events/${booking.eventId}` };
}
