import { paragraph } from "../mail-document.js";
import { isEventOver } from "../staleness.js";
import type { WaitlistMail, WaitlistMailContext } from "../waitlist-mail-context.js";
import { eventLink, placeFacts } from "./waitlist-words.js";

/** The event began without an offer. Stale once it is over. */
export function waitlistEventBegan(context: WaitlistMailContext): WaitlistMail | undefined {
  const { event, now } = context;
  if (event.cancelledAt !== null || isEventOver(event, now)) return undefined;
  return {
    subject: `No tickets came back for ${event.name}`,
    blocks: [
      paragraph(
        "The event has begun, and no tickets came back for you. Its waiting list is closed, and there is nothing for you to do: you were not charged anything.",
      ),
      { kind: "facts", facts: placeFacts(context) },
      eventLink(context),
    ],
    isStillWaiting: false,
  };
}
