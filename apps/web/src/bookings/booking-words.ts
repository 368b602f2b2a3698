import type { BookingView } from "@foyer/contract/booking";
import { formatMoney } from "@foyer/contract/money";
import { counted } from "../shared/counted";

type Amounts = Pick<BookingView, "ticketQuantity" | "totalAmount" | "currency">;
type Payment = Amounts & Pick<BookingView, "status" | "paymentStatus" | "paymentMethod">;

/** The label of the booking button: verb, quantity and price. Tickets to be paid at once are held first. */
export function bookLabel(amounts: Amounts, isHeld = false): string {
  const { ticketQuantity, totalAmount, currency } = amounts;
  const price = totalAmount === 0 ? "free" : formatMoney(totalAmount, currency);
  return `${isHeld ? "Hold" : "Book"} ${counted(ticketQuantity, "ticket")} for ${price}`;
}

/** @example ticketsWords(booking) // "2 tickets for EUR 100.00" */
export function ticketsWords({ ticketQuantity, totalAmount, currency }: Amounts): string {
  const tickets = counted(ticketQuantity, "ticket");
  return totalAmount === 0 ? tickets : `${tickets} for ${formatMoney(totalAmount, currency)}`;
}

/** The consequences of cancelling a booking, for its tickets and for the money paid. */
export function cancelConsequence(booking: Payment): string {
  const verb = booking.ticketQuantity === 1 ? "goes" : "go";
  const back = `${ticketsWords(booking)} ${verb} back on sale.`;
  if (booking.totalAmount === 0) return back;
  if (booking.paymentStatus !== "paid") return `${back} Nothing was paid, so nothing is given back.`;
  const amount = formatMoney(booking.totalAmount, booking.currency);
  return booking.paymentMethod === "cash"
    ? `${back} The organizer gives ${amount} back in cash.`
    : `${back} ${amount} ${verbBack(booking)}.`;
}

function verbBack({ paymentMethod }: Pick<BookingView, "paymentMethod">): string {
  return paymentMethod === "paypal"
    ? "goes back to the PayPal account it was paid from"
    : "goes back to the card it was paid with";
}

/** The state of a booking's money. */
export function paymentWords(booking: Payment): string {
  const { status, paymentStatus, paymentMethod, totalAmount, currency } = booking;
  if (totalAmount === 0) return "Free";
  const amount = formatMoney(totalAmount, currency);
  switch (paymentStatus) {
    case "paid":
      if (status !== "cancelled") return `${amount} paid`;
      return paymentMethod === "cash"
        ? `${amount} to be given back in cash by the organizer`
        : `${amount} on its way back`;
    case "pending":
      if (status === "cancelled") return "Nothing was paid";
      return status === "pending" ? `${amount} not paid yet` : `${amount} to pay at the door, in cash`;
    case "failed":
      return status === "cancelled"
        ? "Nothing was paid: the payment did not go through"
        : `${amount} not paid: the payment did not go through`;
    case "refunded":
      return `${amount} given back`;
  }
}

/** The last instant at which an attendee may cancel. */
export function cancellableUntil(event: { dateTime: Date; cancellationCutoffHours: number }): Date {
  return new Date(event.dateTime.getTime() - event.cancellationCutoffHours * 3_600_000);
}
