import { formatMoney } from "@foyer/contract/money";
import type { PaymentMethod } from "@foyer/contract/payment";
import { countTickets } from "../../ticket-types/wanted-tickets.js";
import { timeOf } from "../event-time.js";
import type { MailContext } from "../mail-context.js";
import { type Fact, type MailBlock, paragraph } from "../mail-document.js";

/** @example ticketCount(2) // "2 tickets" */
export function ticketCount(quantity: number): string {
  return quantity === 1 ? "1 ticket" : `${quantity} tickets`;
}

/** Event, times, place and tickets. */
export function bookingFacts({ event, booking }: MailContext): Fact[] {
  const { doorsAt, endsAt, timeZone } = event;
  return [
    ["Event", event.name],
    ["When", timeOf(event.dateTime, timeZone)],
    ...(doorsAt === null ? [] : [["Doors open", timeOf(doorsAt, timeZone)] as const]),
    ...(endsAt === null ? [] : [["Ends", timeOf(endsAt, timeZone)] as const]),
    ["Where", event.venue],
    ["Tickets", ticketsOf(booking)],
  ];
}

/**
 * @example ticketsOf(booking) // "2 × Standard, 1 × Student", "3" where the event has one kind, or "3 × Ticket, 1 × Student" if
 * these three were booked when it had
 */
function ticketsOf({ items, ticketQuantity }: MailContext["booking"]): string {
  if (items.length === 0) return String(ticketQuantity);
  const ofNoKind = ticketQuantity - countTickets(items);
  return [...(ofNoKind > 0 ? [{ name: "Ticket", quantity: ofNoKind }] : []), ...items]
    .map(({ name, quantity }) => `${quantity} × ${name}`)
    .join(", ");
}

/** The price: paid, or to be paid at the door or by a date; with what a code took off it. */
export function priceFacts({ booking, event }: MailContext): Fact[] {
  return [...discountFacts(booking), priceFact(booking, event)];
}

function priceFact(
  { totalAmount, currency, paymentStatus, refundedAmount, cashDueAt }: MailContext["booking"],
  { timeZone }: MailContext["event"],
): Fact {
  if (totalAmount === 0) return ["Price", "Free"];
  const amount = formatMoney(totalAmount, currency);
  if (paymentStatus === "paid") {
    const back = refundedAmount > 0 ? `, ${formatMoney(refundedAmount, currency)} of it given back` : "";
    return ["Paid", `${amount}${back}`];
  }
  return cashDueAt === null
    ? ["To pay in cash at the door", amount]
    : ["To pay in cash", `${amount}, by ${timeOf(cashDueAt, timeZone)}`];
}

/** What a discount code took off the price; none without one. */
export function discountFacts({ discount, currency }: MailContext["booking"]): Fact[] {
  if (discount === null || discount.amount === 0) return [];
  const amount = formatMoney(discount.amount, currency);
  return [["Discount", discount.code === "" ? amount : `${amount} with the code ${discount.code}`]];
}

/** What happens to a booking whose cash is not paid by its date; nothing where there is no such date. */
export function cashDueBlocks({ booking, event }: MailContext): MailBlock[] {
  const { cashDueAt, paymentStatus } = booking;
  if (cashDueAt === null || paymentStatus === "paid") return [];
  const when = timeOf(cashDueAt, event.timeZone);
  const tickets = booking.ticketQuantity === 1 ? "your ticket goes" : "your tickets go";
  return [paragraph(`Pay the organizer in cash by ${when}. Without that, ${tickets} back on sale then.`)];
}

/** What the event asks and is not answered; nothing where all is. */
export function answerBlocks(context: MailContext): MailBlock[] {
  if (context.lacksAnswers !== true) return [];
  return [
    paragraph("The organizer asks something that is not answered yet."),
    { kind: "action", label: "Answer the questions", url: bookingUrl(context, "/details") },
  ];
}

export function bookingLink(context: MailContext, label: string): MailBlock {
  return { kind: "action", label, url: bookingUrl(context) };
}

/**
 * The address of a page about the booking. For a booking that was made without signing in, it has what opens it, in the
 * fragment, which browsers do not send: it appears in no log and no referrer.
 */
export function bookingUrl({ booking, publicUrl, accessToken }: MailContext, page = ""): string {
  const fragment = accessToken === undefined ? "" : `#access=${accessToken}`;
  return `${publicUrl}/bookings/${booking.id}${page}${fragment}`;
}

/** The tickets, with a link to the page that displays and prints them. */
export function ticketBlocks(context: MailContext): MailBlock[] {
  const { booking, tickets } = context;
  const label = booking.ticketQuantity === 1 ? "Show ticket" : "Show tickets";
  return [
    { kind: "action", label, url: bookingUrl(context, "/tickets") },
    { kind: "tickets", tickets },
  ];
}

/** The payment method in a sentence. */
export function means(method: PaymentMethod): string {
  switch (method) {
    case "credit_card":
      return "your credit card";
    case "debit_card":
      return "your debit card";
    case "paypal":
      return "your PayPal account";
    case "stripe":
      return "the means you paid with";
    case "cash":
      return "you, in cash";
  }
}

/** The organizer's name, at the beginning of a sentence. */
export function organizerOf({ organizer }: MailContext["event"]): string {
  return organizer.name === null ? "The organizer" : `The organizer, ${organizer.name},`;
}
