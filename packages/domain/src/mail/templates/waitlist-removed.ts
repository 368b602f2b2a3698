import { paragraph } from "../mail-document.js";
import type { WaitlistMail, WaitlistMailContext } from "../waitlist-mail-context.js";
import { ticketCount } from "./shared-words.js";
import { eventLink, placeFacts } from "./waitlist-words.js";

/**
 * Those who run the event took the place off the list, or took back what was offered to it. Stale once the event is cancelled or
 * has begun.
 */
export function waitlistRemoved(context: WaitlistMailContext): WaitlistMail | undefined {
  const { event, place, now } = context;
  if (event.cancelledAt !== null || event.dateTime <= now) return undefined;
  return {
    subject: `You no longer wait for ${event.name}`,
    blocks: [
      paragraph(
        place.endedBecause === "offer_withdrawn"
          ? `The organizer took back the ${ticketCount(place.ticketQuantity)} that ${place.ticketQuantity === 1 ? "was" : "were"} offered to you. Your booking stays as it is, and you were not charged anything for ${place.ticketQuantity === 1 ? "it" : "them"}.`
          : `The organizer removed your place on the waiting list for ${ticketCount(place.ticketQuantity)}. You were not charged anything.`,
      ),
      { kind: "facts", facts: placeFacts(context) },
      eventLink(context),
    ],
    isStillWaiting: false,
  };
}
