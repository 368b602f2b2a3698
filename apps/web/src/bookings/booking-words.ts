import type { BookingView } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { counted } from "../shared/counted";

type Amounts = Pick<BookingView, "ticketQuantity" | "totalAmount" | "currency">;
type Payment = Amounts & Pick<BookingView, "status" | "paymentStatus">;

/** What the booking button says: the verb, its object and its price. */
export function bookLabel({ ticketQuantity, totalAmount, currency }: Amounts): string {
  const price = totalAmount === 0 ? "free" : formatMoney(totalAmount, currency);
  return `Book ${counted(ticketQuantity, "ticket")} for ${price}`;
}

/** @example ticketsWords(booking) // "2 tickets for EUR 100.00" */
export function ticketsWords({ ticketQuantity, totalAmount, currency }: Amounts): string {
  const tickets = counted(ticketQuantity, "ticket");
  return totalAmount === 0 ? tickets : `${tickets} for ${formatMoney(totalAmount, currency)}`;
}

/** What cancelling a booking does, in figures. */
export function cancelConsequence(booking: Payment): string {
  const verb = booking.ticketQuantity === 1 ? "goes" : "go";
  const back = `${ticketsWords(booking)} ${verb} back on sale.`;
  return booking.paymentStatus === "paid" && booking.totalAmount > 0
    ? `${back} ${formatMoney(booking.totalAmount, booking.currency)} will be refunded.`
    : back;
}

/** Where the money of a booking stands. */
export function paymentWords({ status, paymentStatus, totalAmount, currency }: Payment): string {
  if (totalAmount === 0) return "Free";
  const amount = formatMoney(totalAmount, currency);
  switch (paymentStatus) {
    case "paid":
      return status === "cancelled" ? `${amount} on its way back` : `${amount} paid`;
    case "pending":
      if (status === "cancelled") return "Nothing was paid";
      return status === "pending" ? `${amount} not paid yet` : `${amount} to pay at the door, in cash`;
    case "failed":
      return `${amount} not paid: the payment failed`;
    case "refunded":
      return `${amount} refunded`;
  }
}

/** The last moment an attendee may cancel. */
export function cancellableUntil(event: { dateTime: Date; cancellationCutoffHours: number }): Date {
  return new Date(event.dateTime.getTime() - event.cancellationCutoffHours * 3_600_000);
}
