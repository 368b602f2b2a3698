import { formatMoney } from "@foyer/contract/money";
import { heldOf } from "../../payments/refund-parts.js";
import type { MailContext, MailedPayment } from "../mail-context.js";
import { means, organizerOf } from "./shared-words.js";

/** Whether and how a cancelled booking's money is refunded: a sentence for each payment. */
export function moneyBack(context: MailContext): string[] {
  const { booking, payments } = context;
  if (booking.totalAmount === 0) return [];
  const sentences = payments.flatMap((payment) => sentenceOf(payment, context) ?? []);
  if (sentences.length > 0) return sentences;
  const wasGivenBack = payments.some(({ refundedAmount }) => refundedAmount > 0);
  return [
    wasGivenBack
      ? "What you paid was given back before."
      : "Nothing was paid, so there is nothing to give back.",
  ];
}

function sentenceOf(payment: MailedPayment, { event }: MailContext): string | undefined {
  const amount = formatMoney(heldOf(payment), payment.currency);
  const isCash = payment.provider === "cash";
  switch (payment.state) {
    case "refund_due":
      if (isCash && payment.refundedAmount > 0) {
        return `${organizerOf(event)} gives you ${amount} back in cash: what is left of what you paid.`;
      }
      return isCash
        ? `You paid ${amount} in cash. ${organizerOf(event)} gives it back to you in cash.`
        : `You get ${amount} back to ${means(payment.method)}. It can take some days to get there.`;
    case "refunded":
      return isCash
        ? `${organizerOf(event)} gave you ${amount} back in cash.`
        : `${amount} was given back to ${means(payment.method)}. It can take some days to get there.`;
    case "under_way":
    case "needs_action":
      return `A payment of ${amount} is still under way. If it arrives, you get it back.`;
    case "succeeded":
    case "failed":
      return undefined;
  }
}
