import { formatMoney } from "@foyer/contract/money";
import type { PaymentMethod, PaymentView } from "@foyer/contract/payment";
import { whenHere } from "../shared/times";

/** Display names of the payment methods. */
export const METHOD_WORDS: Record<PaymentMethod, string> = {
  credit_card: "Card",
  debit_card: "Debit card",
  paypal: "PayPal",
  stripe: "Card",
  cash: "Cash",
};

type Attempt = Pick<
  PaymentView,
  "amount" | "refundedAmount" | "currency" | "method" | "state" | "refundedAt" | "isLate"
>;

/** The outcome of a payment attempt, and where its money is. */
export function attemptWords(attempt: Attempt): string {
  const words = stateWords(attempt);
  if (!attempt.isLate || attempt.state === "failed") return words;
  // It could have paid again for a booking whose hold expired; a refund may also have other reasons.
  return attempt.state === "succeeded"
    ? `${words} It came after the time to pay had run out.`
    : `${words} It came too late to pay for this booking.`;
}

function stateWords({ amount, refundedAmount, currency, method, state, refundedAt }: Attempt): string {
  // What was given back before, while its booking stayed, is listed for itself.
  const money = formatMoney(amount - refundedAmount, currency);
  switch (state) {
    case "under_way":
      return "We are waiting for your bank.";
    case "needs_action":
      return "Your bank waits for you to confirm it.";
    case "succeeded":
      return "Paid.";
    case "failed":
      return "It did not go through. Nothing was charged.";
    case "refund_due":
      return method === "cash"
        ? `Collect ${money} from the organizer.`
        : `${money} is on its way back ${backTo(method)}.`;
    case "refunded":
      return `${money} was given back${refundedAt === null ? "" : ` on ${whenHere(refundedAt)}`}.`;
  }
}

function backTo(method: PaymentMethod): string {
  return method === "paypal" ? "to your PayPal account" : "to your card";
}

/**
 * The most relevant fact about a cancelled booking's money: a refund in progress, or the last one; and how long it takes
 * to arrive, while it may not have.
 */
export function refundWords(payments: readonly Attempt[], now: Date): string | undefined {
  const due = payments.find(({ state }) => state === "refund_due");
  const attempt = due ?? payments.find(({ state }) => state === "refunded");
  if (attempt === undefined) return undefined;
  const { method, refundedAt } = attempt;
  const hasArrived = refundedAt !== null && now.getTime() - refundedAt.getTime() > LONGEST_WAY_MS;
  return method === "cash" || hasArrived ? stateWords(attempt) : `${stateWords(attempt)} ${TAKES_DAYS}`;
}

/** Card networks and banks are done after ten working days at most. */
const LONGEST_WAY_MS = 14 * 86_400_000;
const TAKES_DAYS = "It can take some days to get there.";

/** How money comes back that is refunded now, in words for whoever paid it. */
export function comesBackWords(amount: string, method: PaymentMethod): string {
  return method === "cash"
    ? `Collect ${amount} from the organizer, in cash.`
    : `${amount} is on its way back ${backTo(method)}. ${TAKES_DAYS}`;
}

/** The same in words for those who run the event. */
export function goesBackWords(amount: string, method: PaymentMethod): string {
  return method === "cash"
    ? `${amount} stands under “Refunds” until you have given it back.`
    : `${amount} is on its way back.`;
}
