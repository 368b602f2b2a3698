import { formatMoney } from "@foyer/contract/money";
import type { BookingMail, MailContext } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { isRefundNewsOld } from "../staleness.js";
import { paymentMeant } from "./refund-made.js";
import { bookingFacts, bookingLink, means } from "./shared-words.js";

/** A late payment, or a second one, is refunded. Stale after {@link isRefundNewsOld}. */
export function latePaymentReturned(context: MailContext): BookingMail | undefined {
  const payment = paymentMeant(
    context,
    ({ isLate, state }) => isLate && (state === "refund_due" || state === "refunded"),
  );
  if (payment === undefined || isRefundNewsOld(context.queuedAt, context.now)) return undefined;
  const amount = formatMoney(payment.amount, payment.currency);
  const isPaidTwice = context.booking.status === "confirmed" && payment.additionId === null;
  const { name } = context.event;
  return {
    subject: isPaidTwice ? `You paid twice for ${name}` : `Your payment for ${name} came too late`,
    blocks: [
      paragraph(
        isPaidTwice
          ? `A second payment of ${amount} arrived for a booking that was paid already. Your booking stays as it is.`
          : `Your payment of ${amount} arrived when ${whyNotUsed(context)}, so it pays for no tickets.${payment.additionId !== null && context.booking.status === "confirmed" ? " Your booking stays as it is." : ""}`,
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

/** Why the payment could not be used for a booking. */
function whyNotUsed({ booking }: MailContext): string {
  if (booking.status === "confirmed") return "the additional tickets were not held any more";
  if (booking.status === "pending") return "the number of tickets was another one already";
  switch (booking.cancelledBy) {
    case "expiry":
      return "the time to pay for this booking was over";
    case "event":
      return "the event was cancelled already";
    case "attendee":
    case "organizer":
    case null:
      return "the booking was cancelled already";
  }
}
