import { formatMoney } from "@foyer/contract/money";
import type { PaymentMethod } from "@foyer/contract/payment";
import { timeOf } from "../event-time.js";
import type { MailContext } from "../mail-context.js";
import type { Fact, MailBlock } from "../mail-document.js";

/** @example ticketCount(2) // "2 tickets" */
export function ticketCount(quantity: number): string {
  return quantity === 1 ? "1 ticket" : `${quantity} tickets`;
}

/** Event, time, place and quantity. */
export function bookingFacts({ event, booking }: MailContext): Fact[] {
  return [
    ["Event", event.name],
    ["When", timeOf(event.dateTime, event.timeZone)],
    ["Where", event.venue],
    ["Tickets", String(booking.ticketQuantity)],
  ];
}

/** The price: paid, or to be paid at the door. */
export function priceFact({ booking }: MailContext): Fact {
  if (booking.totalAmount === 0) return ["Price", "Free"];
  const amount = formatMoney(booking.totalAmount, booking.currency);
  return booking.paymentStatus === "paid" ? ["Paid", amount] : ["To pay in cash at the door", amount];
}

export function bookingLink({ booking, publicUrl }: MailContext, label: string): MailBlock {
  return { kind: "action", label, url: `${publicUrl}/bookings/${booking.id}` };
}

/** The tickets, with a link to the page that displays and prints them. */
export function ticketBlocks({ booking, tickets, publicUrl }: MailContext): MailBlock[] {
  const label = booking.ticketQuantity === 1 ? "Show ticket" : "Show tickets";
  return [
    { kind: "action", label, url: `${publicUrl}/bookings/${booking.id}/tickets` },
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
