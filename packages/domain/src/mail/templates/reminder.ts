import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { isReminderStale } from "../staleness.js";
import { bookingFacts, cashDueBlocks, priceFacts, ticketBlocks } from "./shared-words.js";

/**
 * Sent the day before. Stale once the event was moved, cancelled or has begun; a moved event is reminded of
 * again.
 */
export function reminder(context: MailContext): BookingMail | undefined {
  if (isReminderStale(context)) return undefined;
  return {
    subject: `Soon: ${context.event.name}`,
    blocks: [
      paragraph("It begins within a day. Here is what you need at the door."),
      { kind: "facts", facts: [...bookingFacts(context), ...priceFacts(context)] },
      ...cashDueBlocks(context),
      ...ticketBlocks(context),
    ],
    hasCalendar: false,
  };
}
