import { timeOf } from "../event-time.js";
import type { Fact, MailBlock } from "../mail-document.js";
import type { WaitlistMailContext } from "../waitlist-mail-context.js";

/** Event, time, place and requested quantity. */
export function placeFacts({ event, place }: WaitlistMailContext): Fact[] {
  return [
    ["Event", event.name],
    ["When", timeOf(event.dateTime, event.timeZone)],
    ["Where", event.venue],
    ["Tickets you waited for", ticketsOf(place)],
  ];
}

function ticketsOf({ ticketQuantity, ticketTypeName }: WaitlistMailContext["place"]): string {
  return ticketTypeName === null ? String(ticketQuantity) : `${ticketQuantity} × ${ticketTypeName}`;
}

/** A link to the page that shows the place and lets the recipient leave. */
export function eventLink({ place, publicUrl }: WaitlistMailContext): MailBlock {
  return { kind: "action", label: "Show event", url: `${publicUrl}/events/${place.eventId}` };
}
