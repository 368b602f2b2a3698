import { formatMoney } from "@foyer/contract/money";
import { timeOf } from "../event-time.js";
import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { bookingFacts, bookingLink, ticketCount } from "./shared-words.js";

/** An offer of the waiting list. Stale once it was accepted, declined or expired, or the event was cancelled. */
export function offerMade(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  const until = booking.holdExpiresAt;
  if (booking.status !== "pending" || until === null || until <= now) return undefined;
  if (event.cancelledAt !== null) return undefined;
  const isOne = booking.ticketQuantity === 1;
  const tickets = ticketCount(booking.ticketQuantity);
  const price = booking.totalAmount === 0 ? "Free" : formatMoney(booking.totalAmount, booking.currency);
  const deadline = timeOf(until, event.timeZone);
  return {
    subject: `${tickets} for ${event.name} ${isOne ? "is" : "are"} yours to take`,
    blocks: [
      paragraph(
        `You are on the waiting list, and ${tickets} came back. ${isOne ? "It is" : "They are"} held for you until ${deadline}. After that the next in line ${isOne ? "gets it" : "gets them"}.`,
      ),
      { kind: "facts", facts: [...bookingFacts(context), ["Price", price], ["Held until", deadline]] },
      bookingLink(context, `Take ${tickets}`),
    ],
    hasCalendar: false,
  };
}
