import { paragraph } from "../mail-document.js";
import type { WaitlistMail, WaitlistMailContext } from "../waitlist-mail-context.js";
import { eventLink, placeFacts } from "./waitlist-words.js";

/** Sales are closed, so nothing is offered. Stale once they are open again, or the place ended. */
export function waitlistSalesClosed(context: WaitlistMailContext): WaitlistMail | undefined {
  const { event, place, now } = context;
  if (place.state !== "waiting" || event.isActive || event.cancelledAt !== null || event.dateTime <= now) {
    return undefined;
  }
  return {
    subject: `Sales for ${event.name} are closed`,
    blocks: [
      paragraph(
        "The organizer closed sales for an event whose tickets you wait for. Tickets that come back are offered to nobody while they are closed.",
      ),
      { kind: "facts", facts: placeFacts(context) },
      paragraph(
        "You keep your place on the waiting list: if sales open again, it goes on from there, and you get a mail when it is your turn. If you do not want to wait for that, leave the list on the event's page.",
      ),
      eventLink(context),
    ],
    isStillWaiting: true,
  };
}
