import { formatMoney } from "@foyer/contract/money";
import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { paymentMeant } from "./refund-made.js";
import { bookingFacts, bookingLink, means } from "./shared-words.js";

/** The money came when the tickets were gone, or were paid already, so it goes back. */
export function latePaymentReturned(context: MailContext): BookingMail | undefined {
  const payment = paymentMeant(
    context,
    ({ isLate, state }) => isLate && (state === "refund_due" || state === "refunded"),
  );
  if (payment === undefined) return undefined;
  const amount = formatMoney(payment.amount, payment.currency);
  const isPaidTwice = context.booking.status === "confirmed";
  const { name } = context.event;
  return {
    subject: isPaidTwice ? `You paid twice for ${name}` : `Your payment for ${name} came too late`,
    blocks: [
      paragraph(
        isPaidTwice
          ? `A second payment of ${amount} arrived for a booking that was paid already. Your booking stays as it is.`
          : `Your payment of ${amount} arrived when the time to pay was over and the tickets were gone, so you have no tickets.`,
      ),
      paragraph(
        payment.state === "refunded"
          ? `We gave ${amount} back to ${means(payment.method)}. It can take some days to get there.`
          : `You get ${amount} back to ${means(payment.method)}. It can take some days to get there.`,
      ),
      { kind: "facts", facts: bookingFacts(context) },
      bookingLink(context, "Show booking"),
    ],
    hasCalendar: false,
  };
}
