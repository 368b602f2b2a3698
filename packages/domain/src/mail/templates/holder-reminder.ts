import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { isReminderStale } from "../staleness.js";
import { eventLink, holderFacts } from "./holder-facts.js";

/** The same as `reminder`, to whom a ticket was passed on to: with this ticket alone. Stale when that is. */
export function holderReminder(context: MailContext): BookingMail | undefined {
  const { tickets } = context;
  if (isReminderStale(context)) return undefined;
  return {
    subject: `Soon: ${context.event.name}`,
    blocks: [
      paragraph("It begins within a day. Show the code of your ticket at the door."),
      { kind: "facts", facts: holderFacts(context) },
      eventLink(context),
      { kind: "tickets", tickets },
    ],
    hasCalendar: false,
  };
}
