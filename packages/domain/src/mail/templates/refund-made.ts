import { formatMoney } from "@foyer/contract/money";
import { z } from "zod";
import { heldOf } from "../../payments/refund-parts.js";
import type { BookingMail, MailContext, MailedPayment } from "../mail-context.js";
import { paragraph } from "../mail-document.js";
import { isRefundNewsOld } from "../staleness.js";
import { bookingFacts, bookingLink, means, organizerOf } from "./shared-words.js";

const details = z.object({ paymentId: z.string(), refundId: z.string().optional() });

/** The payment named by the details, or else the newest refunded one. */
export function paymentMeant(
  { payments, details: noted }: MailContext,
  isMeant: (payment: MailedPayment) => boolean,
): MailedPayment | undefined {
  const named = details.safeParse(noted);
  return payments.find(
    (payment) => isMeant(payment) && (!named.success || named.data.paymentId === payment.id),
  );
}

/** A refund that was made: of what was left of a payment, or of a part of it. */
function refundMeant(
  context: MailContext,
): { readonly payment: MailedPayment; readonly amount: number } | undefined {
  const named = details.safeParse(context.details);
  const part = context.refunds.find(({ id }) => named.success && named.data.refundId === id);
  if (part !== undefined) {
    const payment = part.state === "refunded" ? paymentMeant(context, () => true) : undefined;
    return payment && { payment, amount: part.amount };
  }
  const payment = paymentMeant(context, ({ state }) => state === "refunded");
  return payment && { payment, amount: heldOf(payment) };
}

/** A refund was made. Stale after {@link isRefundNewsOld}. */
export function refundMade(context: MailContext): BookingMail | undefined {
  const refund = refundMeant(context);
  if (refund === undefined || isRefundNewsOld(context.queuedAt, context.now)) return undefined;
  const { payment } = refund;
  const amount = formatMoney(refund.amount, payment.currency);
  const how =
    payment.provider === "cash"
      ? `${organizerOf(context.event)} gave you ${amount} back in cash.`
      : `We gave ${amount} back to ${means(payment.method)}. It can take some days to get there.`;
  return {
    subject: `${amount} refunded for ${context.event.name}`,
    blocks: [
      paragraph(how),
      { kind: "facts", facts: bookingFacts(context) },
      bookingLink(context, "Show booking"),
    ],
    hasCalendar: false,
  };
}
