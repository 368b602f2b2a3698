import type { BookingItem, BookingView } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { formatMoney } from "@foyer/contract/money";
import { comesBackWords, goesBackWords } from "../payments/payment-words";
import { counted } from "../shared/counted";
import { browserZone, whenIn } from "../shared/times";

type Amounts = Pick<BookingView, "ticketQuantity" | "totalAmount" | "currency">;
type Payment = Amounts &
  Pick<BookingView, "status" | "paymentStatus" | "paymentMethod" | "cashDueAt" | "refundedAmount"> & {
    /** Cash that waits to be given back, where it is known; in minor units. */
    cashDueBack?: number;
  };

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

/** The kinds of a booking's tickets; undefined where its event has one. @example "2 × Standard, 1 × Student" */
export function kindsWords(items: readonly BookingItem[]): string | undefined {
  if (items.every(({ name }) => name === null)) return undefined;
  return items
    .map(({ name, quantity }) => {
      return `${quantity.toLocaleString("en")} × ${name === null ? "ticket" : isolated(name)}`;
    })
    .join(", ");
}

/** The consequences of cancelling a booking, for its tickets and for the money paid. */
export function cancelConsequence(booking: Payment): string {
  const verb = booking.ticketQuantity === 1 ? "goes" : "go";
  const back = `${ticketsWords(booking)} ${verb} back on sale.`;
  if (booking.totalAmount === 0) return back;
  if (booking.paymentStatus !== "paid") return `${back} Nothing was paid, so nothing is given back.`;
  const held = booking.totalAmount - booking.refundedAmount;
  if (held === 0) return `${back} What was paid was given back before.`;
  const amount = formatMoney(held, booking.currency);
  return booking.paymentMethod === "cash"
    ? `${back} The organizer gives ${amount} back in cash.`
    : `${back} ${amount} ${verbBack(booking)}.`;
}

/**
 * What was done, once a booking is cancelled, and how its money goes back.
 *
 * @param booking as it was before
 * @param attendeeName if it was not the user's own booking
 */
export function cancelDone(booking: Payment, attendeeName?: string): string {
  const { paymentMethod, paymentStatus, totalAmount, refundedAmount, currency } = booking;
  const whose = attendeeName === undefined ? "Your booking" : `The booking of ${isolated(attendeeName)}`;
  const done = `${whose} is cancelled.`;
  if (totalAmount === 0) return done;
  if (paymentStatus !== "paid") return `${done} Nothing was paid, so nothing is given back.`;
  const held = totalAmount - refundedAmount;
  if (held === 0) return `${done} What was paid was given back before.`;
  const goesBack = attendeeName === undefined ? comesBackWords : goesBackWords;
  return `${done} ${goesBack(formatMoney(held, currency), paymentMethod)}`;
}

function verbBack({ paymentMethod }: Pick<BookingView, "paymentMethod">): string {
  return paymentMethod === "paypal"
    ? "goes back to the PayPal account it was paid from"
    : "goes back to the card it was paid with";
}

/**
 * The state of a booking's money.
 *
 * @param timeZone the event's, in which dates are told
 */
export function paymentWords(booking: Payment, timeZone = browserZone()): string {
  const { status, paymentStatus, totalAmount, currency, cashDueAt } = booking;
  if (totalAmount === 0) return "Free";
  const amount = formatMoney(totalAmount, currency);
  switch (paymentStatus) {
    case "paid":
      return paidWords(booking);
    case "pending":
      if (status === "cancelled") return "Nothing was paid";
      if (status === "pending") return `${amount} not paid yet`;
      return cashDueAt === null
        ? `${amount} to pay at the door, in cash`
        : `${amount} to pay in cash by ${whenIn(cashDueAt, timeZone)}`;
    case "failed":
      return status === "cancelled"
        ? "Nothing was paid: the payment did not go through"
        : `${amount} not paid: the payment did not go through`;
    case "refunded":
      return `${amount} given back`;
  }
}

/** What was paid, and what of it goes back; all that is held of a booking that is cancelled does. */
function paidWords(booking: Payment): string {
  const { status, paymentMethod, totalAmount, refundedAmount, currency, cashDueBack = 0 } = booking;
  const money = (amount: number) => formatMoney(amount, currency);
  if (status !== "cancelled") {
    if (cashDueBack > 0) return `${money(totalAmount)} paid, ${money(cashDueBack)} to be given back in cash`;
    return refundedAmount === 0
      ? `${money(totalAmount)} paid`
      : `${money(totalAmount)} paid, ${money(refundedAmount)} of it given back`;
  }
  if (cashDueBack > 0) return `${money(cashDueBack)} to be given back in cash by the organizer`;
  const held = money(totalAmount - refundedAmount);
  return paymentMethod === "cash"
    ? `${held} to be given back in cash by the organizer`
    : `${held} on its way back`;
}

/** The last instant at which an attendee may cancel. */
export function cancellableUntil(event: { dateTime: Date; cancellationCutoffHours: number }): Date {
  return new Date(event.dateTime.getTime() - event.cancellationCutoffHours * 3_600_000);
}
