import { formatMoney } from "@foyer/contract/money";
import { counted } from "../shared/counted";
import { untilWords } from "../shared/hold-words";

/** The user's held tickets that are not paid. */
export interface HeldTickets {
  readonly bookingId: string;
  readonly eventId: string;
  readonly ticketQuantity: number;
  readonly totalAmount: number;
  readonly currency: string;
  readonly until: Date;
  /** Whether they are an offer of the waiting list. */
  readonly isOffer: boolean;
}

/** @example heldWords(held, now) // "2 tickets are held for you until 14:32." */
export function heldWords(
  { ticketQuantity, until }: Pick<HeldTickets, "ticketQuantity" | "until">,
  now: Date,
) {
  const verb = ticketQuantity === 1 ? "is" : "are";
  return `${counted(ticketQuantity, "ticket")} ${verb} held for you until ${untilWords(until, now)}.`;
}

/** The label of the link to the payment page. */
export function payLinkLabel({ ticketQuantity, totalAmount, currency, isOffer }: HeldTickets): string {
  const tickets = counted(ticketQuantity, "ticket");
  if (totalAmount === 0) return `Take ${tickets}`;
  return isOffer ? `Pay for ${tickets}` : `Pay ${formatMoney(totalAmount, currency)} now`;
}

export function giveBackLabel({ ticketQuantity, isOffer }: HeldTickets): string {
  const tickets = ticketQuantity === 1 ? "ticket" : "tickets";
  return isOffer ? `Decline the ${tickets}` : `Give the ${tickets} back`;
}

/** The consequences of giving up held tickets. */
export function giveBackConsequence({ ticketQuantity, totalAmount, isOffer }: HeldTickets): string {
  const tickets = counted(ticketQuantity, "ticket");
  const verb = ticketQuantity === 1 ? "goes" : "go";
  if (isOffer) return `${tickets} ${verb} to whoever is next in line, and you leave the waiting list.`;
  return `${tickets} ${verb} back on sale.${totalAmount === 0 ? "" : " Nothing was paid."}`;
}

/** The message after giving up held tickets. */
export function giveBackDone({ ticketQuantity, isOffer }: HeldTickets): string {
  if (isOffer) return "You declined the offer and left the waiting list.";
  return `${counted(ticketQuantity, "ticket")} went back on sale. Nothing was charged.`;
}
