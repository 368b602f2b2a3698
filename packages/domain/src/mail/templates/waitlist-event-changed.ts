import { paragraph } from "../mail-document.js";
import type { WaitlistMail, WaitlistMailContext } from "../waitlist-mail-context.js";
import { formerFacts } from "./event-changed.js";
import { eventLink, placeFacts } from "./waitlist-words.js";

/** A changed name, place or time, for places that wait. Stale once it was changed back, or the place ended. */
export function waitlistEventChanged(context: WaitlistMailContext): WaitlistMail | undefined {
  const { event, place, now } = context;
  if (place.state !== "waiting" || event.cancelledAt !== null || event.dateTime <= now) return undefined;
  const before = formerFacts(event, context.details);
  if (before.length === 0) return undefined;
  return {
    subject: `${event.name} has changed`,
    blocks: [
      paragraph(
        "The organizer changed an event whose tickets you wait for. You keep your place on the waiting list.",
      ),
      { kind: "facts", facts: [...placeFacts(context), ...before] },
      paragraph(
        "When it is your turn, tickets are held for you and you get a mail. If the event no longer suits you, leave the waiting list on its page.",
      ),
      eventLink(context),
    ],
    isStillWaiting: true,
  };
}
