import type { BookingMail, MailContext } from "../mail-context.js";
import { type Fact, paragraph } from "../mail-document.js";
import { isEventOver, isRefundNewsOld } from "../staleness.js";
import { moneyBack } from "./money-back.js";
import { bookingFacts, bookingLink, ticketCount } from "./shared-words.js";

/**
 * Who ended a booking and why, and what happens to the money. Stale once the event is over, or the money settled.
 */
export function bookingCancelled(context: MailContext): BookingMail | undefined {
  const { booking, event, payments, queuedAt, now } = context;
  if (booking.status !== "cancelled") return undefined;
  const isAboutMoney = booking.totalAmount > 0 && payments.length > 0;
  if (isAboutMoney ? isRefundNewsOld(queuedAt, now) : isEventOver(event, now)) return undefined;
  const { subject, opening, reason } = wordsFor(context);
  const reasonFact: Fact[] = reason === null ? [] : [["Reason", reason]];
  return {
    subject: subject ?? `Your booking for ${event.name} is cancelled`,
    blocks: [
      paragraph(opening),
      { kind: "facts", facts: [...bookingFacts(context), ...reasonFact] },
      ...moneyBack(context).map(paragraph),
      bookingLink(context, "Show booking"),
    ],
    hasCalendar: true,
  };
}

interface Words {
  readonly subject?: string;
  readonly opening: string;
  readonly reason: string | null;
}

function wordsFor({ booking, event }: MailContext): Words {
  const isOne = booking.ticketQuantity === 1;
  const tickets = ticketCount(booking.ticketQuantity);
  const invalid = isOne ? "It is no longer valid." : "They are no longer valid.";
  switch (booking.cancelledBy) {
    case "attendee":
      return {
        opening: `You cancelled your booking of ${tickets}. ${invalid}`,
        reason: null,
      };
    case "event":
      return {
        subject: `${event.name} is cancelled`,
        opening: `The organizer cancelled this event, and your booking of ${tickets} with it.`,
        reason: event.cancellationReason ?? booking.cancellationReason,
      };
    case "expiry":
      return {
        opening: `Your booking of ${tickets} was not paid in time, so ${isOne ? "it" : "they"} went to others.`,
        reason: null,
      };
    case "organizer":
      return {
        opening: `The organizer cancelled your booking of ${tickets}. ${invalid}`,
        reason: booking.cancellationReason,
      };
    case null:
      return {
        opening: `Your booking of ${tickets} was cancelled. ${invalid}`,
        reason: booking.cancellationReason,
      };
  }
}
