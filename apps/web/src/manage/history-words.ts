import type { BookingHistoryEntry } from "@foyer/contract/booking-history";
import { isolated } from "@foyer/contract/characters";
import { formatMoney } from "@foyer/contract/money";
import type { PaymentState } from "@foyer/contract/payment";
import { METHOD_WORDS } from "../payments/payment-words";
import { counted } from "../shared/counted";

type Words = { what: string; more?: string };

/**
 * What happened, and what else there is to know of it.
 *
 * @param told reasons that another entry has
 */
export function historyWords(entry: BookingHistoryEntry, currency: string, told: ReadonlySet<string>): Words {
  const money = (amount: number) => formatMoney(amount, currency);
  switch (entry.kind) {
    case "joined_waitlist":
      return { what: `Joined the waiting list for ${counted(entry.ticketQuantity, "ticket")}` };
    case "booked":
      return { what: entry.isOffer ? "Tickets were offered" : "Booked" };
    case "changed":
      return { what: "Changed for the attendee", ...reasonOf(entry.reason) };
    case "capacity":
      return {
        what: `${counted(entry.quantity, "ticket")} ${entry.operation === "reserve" ? "taken" : "given back"}`,
        ...(entry.items.length > 0 && { more: itemsWords(entry.items) }),
      };
    case "payment":
      return {
        what: `${PAYMENT_WORDS[entry.state]}: ${money(entry.amount)}, ${METHOD_WORDS[entry.method]}`,
        ...(entry.isLate && { more: "It came after the time to pay had run out." }),
      };
    case "refunded":
      return { what: `${money(entry.amount)} given back`, ...reasonOf(entry.reason) };
    case "refund_due":
      return { what: `${money(entry.amount)} to be given back`, ...reasonOf(entry.reason) };
    case "admitted":
      return { what: `Ticket ${entry.ticketNumber} checked in`, more: `By ${isolated(entry.by)}` };
    case "admission_undone":
      return { what: `Check-in of ticket ${entry.ticketNumber} undone` };
    case "passed_on": {
      const from = entry.from === null ? "" : ` from ${isolated(entry.from)}`;
      return { what: `Ticket ${entry.ticketNumber} passed on${from} to ${isolated(entry.to)}` };
    }
    case "mail":
      return {
        what: `Mail ${MAIL_STATES[entry.state]}: ${mailWords(entry.template)}`,
        ...reasonOf(entry.problem ?? (told.has(entry.reason ?? "") ? null : entry.reason)),
      };
    case "cancelled":
      return { what: `Cancelled ${CANCELLED_BY[entry.by ?? "organizer"]}`, ...reasonOf(entry.reason) };
  }
}

function reasonOf(reason: string | null): Pick<Words, "more"> {
  return reason === null ? {} : { more: isolated(reason) };
}

/** @example itemsWords(items) // "2 Adult, 1 Child" */
export function itemsWords(items: readonly { readonly name: string; readonly quantity: number }[]): string {
  return items.map(({ name, quantity }) => `${quantity.toLocaleString("en")} ${isolated(name)}`).join(", ");
}

/** The outcome of a payment, for those who run the event. */
export const PAYMENT_WORDS: Readonly<Record<PaymentState, string>> = {
  under_way: "Payment under way",
  needs_action: "Payment waits for the payer’s bank",
  succeeded: "Paid",
  failed: "Payment failed",
  refund_due: "Paid, and to be given back",
  refunded: "Paid, and given back",
};

const CANCELLED_BY = {
  attendee: "by the attendee",
  organizer: "by the organizer",
  expiry: "because the time to pay ran out",
  event: "with the event",
} as const;

const MAIL_STATES = {
  queued: "waiting to be sent",
  sent: "sent",
  dropped: "not sent, because it was no longer true",
  given_up: "refused by the mail server",
} as const;

const MAILS: Readonly<Record<string, string>> = {
  booking_confirmed: "the tickets",
  booking_cancelled: "the booking is cancelled",
  booking_changed: "the booking changed",
  ticket_passed_on: "a ticket was passed on",
  holder_event_changed: "the event changed, to whom a ticket was passed on to",
  holder_reminder: "a reminder, to whom a ticket was passed on to",
  ticket_void: "a ticket that was passed on is not valid any more",
  refund_made: "money was given back",
  late_payment_returned: "a late payment was given back",
  offer_made: "an offer from the waiting list",
  event_changed: "the event changed",
  reminder: "a reminder",
  guest_proof: "the link that confirms the booking",
  booking_exists: "a link to the booking that is there",
};

/** What a mail is about; of a mail that this page does not know, its name. */
function mailWords(template: string): string {
  return MAILS[template] ?? template.replaceAll("_", " ");
}
