import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { isEventOver } from "../staleness.js";
import {
  answerBlocks,
  bookingFacts,
  cashDueBlocks,
  priceFacts,
  ticketBlocks,
  ticketCount,
} from "./shared-words.js";

/** The tickets. Stale once the booking or its event was cancelled, or the event is over. */
export function bookingConfirmed(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  if (booking.status !== "confirmed" || event.cancelledAt !== null) return undefined;
  if (isEventOver(event, now)) return undefined;
  const isOne = booking.ticketQuantity === 1;
  return {
    subject: `Your ${isOne ? "ticket" : "tickets"} for ${event.name}`,
    blocks: [
      paragraph(`Your booking of ${ticketCount(booking.ticketQuantity)} is confirmed.`),
      { kind: "facts", facts: [...bookingFacts(context), ...priceFacts(context)] },
      ...cashDueBlocks(context),
      ...answerBlocks(context),
      paragraph(
        isOne
          ? "Show the code of your ticket at the door, on your phone or on paper."
          : "Each code lets one person in: show them at the door, on your phone or on paper.",
      ),
      ...ticketBlocks(context),
    ],
    hasCalendar: true,
  };
}
