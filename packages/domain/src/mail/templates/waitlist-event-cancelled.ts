import { paragraph } from "../mail-document.js";
import { isEventOver } from "../staleness.js";
import type { WaitlistMail, WaitlistMailContext } from "../waitlist-mail-context.js";
import { eventLink, placeFacts } from "./waitlist-words.js";

/** The event was cancelled. Stale once it would be over. */
export function waitlistEventCancelled(context: WaitlistMailContext): WaitlistMail | undefined {
  const { event, now } = context;
  if (event.cancelledAt === null || isEventOver(event, now)) return undefined;
  const { cancellationReason: reason } = event;
  return {
    subject: `${event.name} is cancelled`,
    blocks: [
      paragraph(
        "The organizer cancelled an event whose tickets you waited for. Its waiting list is closed, and there is nothing for you to do: you were not charged anything.",
      ),
      {
        kind: "facts",
        facts: reason === null ? placeFacts(context) : [...placeFacts(context), ["Reason", reason]],
      },
      eventLink(context),
    ],
    isStillWaiting: false,
  };
}
