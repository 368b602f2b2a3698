/** Stripe's reasons why a card was not charged. */
export interface CardProblem {
  readonly code?: string | undefined;
  readonly decline_code?: string | undefined;
}

/**
 * A message for a payer whose card was not charged. The bank's reason is only given if it helps an honest holder
 * of the card: a thief is not told that it was reported stolen.
 */
export function cardProblem({ code, decline_code: declineCode }: CardProblem): string {
  switch (declineCode ?? code) {
    case "insufficient_funds":
      return "There is not enough money on this card. Use another one.";
    case "expired_card":
      return "This card has expired. Use another one.";
    case "incorrect_cvc":
    case "invalid_cvc":
      return "The card's security code is not right. Check it and try again.";
    case "incorrect_number":
    case "invalid_number":
      return "The card's number is not right. Check it and try again.";
    case "invalid_expiry_month":
    case "invalid_expiry_year":
      return "The card's expiry date is not right. Check it and try again.";
    case "card_not_supported":
    case "currency_not_supported":
      return "This card cannot pay in this currency or for this kind of purchase. Use another one.";
    case "authentication_required":
    case "payment_intent_authentication_failure":
      return "Your bank could not make sure that it is you. Try again, or use another card.";
    case "processing_error":
    case "try_again_later":
    case "issuer_not_available":
      return "Your bank could not be reached. Try again in a few minutes, or use another card.";
    default:
      return "The card was declined. Use another one, or ask your bank.";
  }
}

export const UNKNOWN_CARD = "These card details can no longer be used. Enter them again.";
export const PAYMENT_ABANDONED = "The payment was given up. Nothing was charged.";

/** A message for an organizer whose refund Stripe rejected. */
export function refundProblem(code: string | undefined): string {
  switch (code) {
    case "balance_insufficient":
    case "insufficient_funds":
      return "The balance at Stripe is too low for this refund. Add money to it.";
    case "charge_disputed":
    case "refund_disputed_payment":
    case "charge_for_pending_refund_disputed":
      return "The payer disputes this payment at their bank. Stripe's dashboard says how that stands.";
    case "lost_or_stolen_card":
    case "expired_or_canceled_card":
    case "declined":
      return "The payer's card takes no money back any more. Pay them another way, and mark it as given back.";
    default:
      return "Stripe turned the refund down. Its dashboard says why.";
  }
}
