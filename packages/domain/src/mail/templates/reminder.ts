import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { reminderDetails } from "../reminder-details.js";
import { bookingFacts, priceFact, ticketBlocks } from "./shared-words.js";

/**
 * Sent the day before. Stale once the event was moved, cancelled or has begun; a moved event is reminded of
 * again.
 */
export function reminder(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  const { dateTime } = reminderDetails.parse(context.details);
  if (booking.status !== "confirmed" || event.cancelledAt !== null) return undefined;
  if (event.dateTime.getTime() !== Date.parse(dateTime) || event.dateTime <= now) return undefined;
  return {
    subject: `Soon: ${event.name}`,
    blocks: [
      paragraph("It begins within a day. Here is what you need at the door."),
      { kind: "facts", facts: [...bookingFacts(context), priceFact(context)] },
      ...ticketBlocks(context),
    ],
    hasCalendar: false,
  };
}
