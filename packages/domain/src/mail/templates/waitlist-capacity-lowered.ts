import { paragraph } from "../mail-document.js";
import type { WaitlistMail, WaitlistMailContext } from "../waitlist-mail-context.js";
import { ticketCount } from "./shared-words.js";
import { eventLink, placeFacts } from "./waitlist-words.js";

/** The capacity is below the requested quantity. Stale once it is raised again, or the event has begun. */
export function waitlistCapacityLowered(context: WaitlistMailContext): WaitlistMail | undefined {
  const { event, place, now } = context;
  if (event.cancelledAt !== null || event.dateTime <= now || event.capacity >= place.ticketQuantity) {
    return undefined;
  }
  return {
    subject: `${event.name} is smaller now`,
    blocks: [
      paragraph(
        `The organizer lowered the number of tickets to ${event.capacity} in all. You waited for ${ticketCount(place.ticketQuantity)}, so your place on the waiting list has ended. You were not charged anything.`,
      ),
      { kind: "facts", facts: placeFacts(context) },
      paragraph("If fewer tickets would do, join the waiting list again on the event's page."),
      eventLink(context),
    ],
    isStillWaiting: false,
  };
}
