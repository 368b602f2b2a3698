import { formatMoney } from "@foyer/contract/money";
import { isHoldOver } from "../../bookings/hold.js";
import { timeOf } from "../event-time.js";
import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { bookingFacts, bookingUrl, ticketCount } from "./shared-words.js";

/** Asks a guest to confirm a booking that costs nothing now. Stale once it was, or its hold ended. */
export function guestProof(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  const until = booking.holdExpiresAt;
  if (booking.guest === null || booking.status !== "pending" || until === null) return undefined;
  if (isHoldOver(booking, now) || event.cancelledAt !== null) return undefined;
  const isOne = booking.ticketQuantity === 1;
  const deadline = timeOf(until, event.timeZone);
  const price =
    booking.totalAmount === 0
      ? "Free"
      : `${formatMoney(booking.totalAmount, booking.currency)}, to pay in cash at the door`;
  return {
    subject: `Confirm your booking for ${event.name}`,
    blocks: [
      paragraph(
        `${ticketCount(booking.ticketQuantity)} ${isOne ? "is" : "are"} held for you until ${deadline}. Confirm that you want ${isOne ? "it" : "them"}: until then the booking is not made.`,
      ),
      { kind: "facts", facts: [...bookingFacts(context), ["Price", price], ["Held until", deadline]] },
      { kind: "action", label: "Confirm booking", url: bookingUrl(context, "/confirm") },
      paragraph("If you did not book, do nothing: the tickets go back on sale."),
    ],
    hasCalendar: false,
  };
}
