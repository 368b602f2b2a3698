import { timeOf } from "../event-time.js";
import type { Fact, MailBlock } from "../mail-document.js";
import type { WaitlistMailContext } from "../waitlist-mail-context.js";

/** What, when, where and how many are waited for. */
export function placeFacts({ event, place }: WaitlistMailContext): Fact[] {
  return [
    ["Event", event.name],
    ["When", timeOf(event.dateTime, event.timeZone)],
    ["Where", event.venue],
    ["Tickets you waited for", String(place.ticketQuantity)],
  ];
}

/** Where the reader sees their place, and can leave it. */
export function eventLink({ place, publicUrl }: WaitlistMailContext): MailBlock {
  return { kind: "action", label: "Show event", url: `${publicUrl}/events/${place.eventId}` };
}
