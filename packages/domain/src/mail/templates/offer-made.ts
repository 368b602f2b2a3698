import { formatMoney } from "@foyer/contract/money";
import { isOfferedAddition } from "../../bookings/booking.js";
import { timeOf } from "../event-time.js";
import type { BookingMail, MailContext } from "../mail-context.js";
import { type Fact, paragraph } from "../mail-document.js";
import { bookingFacts, bookingLink, discountFacts, ticketCount } from "./shared-words.js";

/**
 * An offer of the waiting list: a booking, or an addition to the booking that its holder has. Stale once it was accepted,
 * declined or expired, or the event was cancelled.
 */
export function offerMade(context: MailContext): BookingMail | undefined {
  const { event, now } = context;
  const offer = offerOf(context);
  if (offer === undefined || offer.until <= now || event.cancelledAt !== null) return undefined;
  const { offered, until, amount, discount } = offer;
  const isOne = offered.ticketQuantity === 1;
  const tickets = ticketCount(offered.ticketQuantity);
  const price = amount === 0 ? "Free" : formatMoney(amount, offered.currency);
  const deadline = timeOf(until, event.timeZone);
  const added = offer.isAddition
    ? ` If you take ${isOne ? "it, it is" : "them, they are"} added to the booking that you have; otherwise that stays as it is.`
    : "";
  return {
    subject: `${tickets} for ${event.name} ${isOne ? "is" : "are"} yours to take`,
    blocks: [
      paragraph(
        `You are on the waiting list, and ${tickets} came back. ${isOne ? "It is" : "They are"} held for you until ${deadline}. After that the next in line ${isOne ? "gets it" : "gets them"}.${added}`,
      ),
      {
        kind: "facts",
        facts: [
          ...bookingFacts({ ...context, booking: offered }),
          ...discount,
          ["Price", price],
          ["Held until", deadline],
        ],
      },
      bookingLink(context, `Take ${tickets}`),
    ],
    hasCalendar: false,
  };
}

interface Offer {
  /** The booking with the tickets that are offered as its own. */
  readonly offered: MailContext["booking"];
  readonly until: Date;
  /** Minor units of the booking's currency. */
  readonly amount: number;
  readonly discount: readonly Fact[];
  readonly isAddition: boolean;
}

function offerOf({ booking }: MailContext): Offer | undefined {
  const { status, holdExpiresAt: until, totalAmount: amount, addition } = booking;
  if (status === "pending" && until !== null) {
    return { offered: booking, until, amount, discount: discountFacts(booking), isAddition: false };
  }
  if (addition === null || !isOfferedAddition(addition)) return undefined;
  const { items, ticketQuantity } = addition;
  return {
    offered: { ...booking, items, ticketQuantity },
    until: addition.holdExpiresAt,
    amount: addition.amount,
    // What the booking's code takes off is in the amount.
    discount: [],
    isAddition: true,
  };
}
