import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { isEventOver } from "../staleness.js";
import { bookingFacts, bookingLink } from "./shared-words.js";

/** Somebody tried to book again with the address of a booking. Stale once that booking has ended, or the event is over. */
export function bookingExists(context: MailContext): BookingMail | undefined {
  const { booking, event, now } = context;
  if (booking.status === "cancelled" || event.cancelledAt !== null || isEventOver(event, now))
    return undefined;
  return {
    subject: `You have a booking for ${event.name} already`,
    blocks: [
      paragraph(
        "Somebody, probably you, tried to book again with this address. There is a booking already, and nothing was changed. If it was not you, ignore this message.",
      ),
      { kind: "facts", facts: bookingFacts(context) },
      bookingLink(context, "See booking"),
    ],
    hasCalendar: false,
  };
}
