import type { BookingAddition, ChangePreview } from "@foyer/contract/booking";
import { isolated } from "@foyer/contract/characters";
import { formatMoney } from "@foyer/contract/money";
import type { PaymentMethod } from "@foyer/contract/payment";
import { errorCodeOf } from "../../api/error-message";
import { comesBackWords, goesBackWords } from "../../payments/payment-words";
import { counted } from "../../shared/counted";
import { untilWords } from "../../shared/hold-words";

/** Whether tickets are given back, added, or both, as while they are held. */
export type Direction = "less" | "more" | "any";

/** Who reads the words: whoever the tickets are for, or those who run the event and change somebody's booking. */
export type Reader = "attendee" | "organizer";

export const CHANGE_TITLE: Readonly<Record<Direction, string>> = {
  less: "Give back tickets",
  more: "Add tickets",
  any: "Change tickets",
};

/** What a change does, before it is made. */
export function previewWords(
  preview: ChangePreview,
  method: PaymentMethod,
  reader: Reader = "attendee",
): string {
  const { returnedTickets, addedTickets, refundAmount, amountToPay, currency, totalAmount } = preview;
  const { waitsForAnswers } = preview;
  const sentences: string[] = [];
  if (returnedTickets > 0) {
    sentences.push(
      `${counted(returnedTickets, "ticket")} ${returnedTickets === 1 ? "goes" : "go"} back on sale.`,
    );
  }
  if (refundAmount > 0) sentences.push(refundSentence(formatMoney(refundAmount, currency), method, reader));
  if (addedTickets > 0 && amountToPay > 0) {
    const are = addedTickets === 1 ? "It is" : "They are";
    const held =
      reader === "attendee"
        ? "held for you while you pay; until then your booking stays as it is"
        : "held for the attendee until that is paid; until then the booking stays as it is";
    sentences.push(`${moreTickets(addedTickets)} for ${formatMoney(amountToPay, currency)}. ${are} ${held}.`);
  } else if (addedTickets > 0 && waitsForAnswers) {
    const are = addedTickets === 1 ? "It is" : "They are";
    sentences.push(
      `${moreTickets(addedTickets)}. ${are} held for you until you have answered the organizer’s questions; until then your booking stays as it is.`,
    );
  } else if (addedTickets > 0) {
    sentences.push(`${moreTickets(addedTickets)}.`);
  }
  if (amountToPay === 0 && refundAmount === 0 && totalAmount > 0) {
    sentences.push(`The total is then ${formatMoney(totalAmount, currency)}.`);
  }
  return sentences.join(" ");
}

/** @example moreTickets(2) // "2 more tickets" */
function moreTickets(count: number): string {
  return counted(count, "more ticket");
}

function refundSentence(amount: string, method: PaymentMethod, reader: Reader): string {
  if (method !== "cash") return `${amount} goes back to where it was paid from.`;
  return reader === "attendee"
    ? `The organizer gives ${amount} back in cash.`
    : `You give ${amount} back in cash.`;
}

/** The label of the button that makes a change. */
export function changeLabel(preview: ChangePreview | undefined, direction: Direction): string {
  if (preview === undefined) return CHANGE_TITLE[direction];
  const { returnedTickets, addedTickets, amountToPay, waitsForAnswers, currency } = preview;
  if (direction === "any") {
    const price = preview.totalAmount === 0 ? "free" : formatMoney(preview.totalAmount, currency);
    return `Hold ${counted(preview.ticketQuantity, "ticket")} for ${price}`;
  }
  if (direction === "less") return `Give back ${counted(returnedTickets, "ticket")}`;
  const tickets = counted(addedTickets, "ticket");
  if (amountToPay > 0) return `Hold ${tickets} for ${formatMoney(amountToPay, currency)}`;
  return waitsForAnswers ? `Hold ${tickets}` : `Add ${tickets}`;
}

/** What was done, once a change was made at once. */
export function changeDone(
  { returnedTickets, addedTickets, refundAmount, currency }: ChangePreview,
  method: PaymentMethod,
  reader: Reader = "attendee",
): string {
  const goesBack = reader === "attendee" ? comesBackWords : goesBackWords;
  const back = refundAmount === 0 ? "" : ` ${goesBack(formatMoney(refundAmount, currency), method)}`;
  if (addedTickets === 0) return `${counted(returnedTickets, "ticket")} went back on sale.${back}`;
  const tickets = `${counted(addedTickets, "ticket")} ${addedTickets === 1 ? "is" : "are"}`;
  return reader === "attendee" ? `${tickets} yours now.${back}` : `${tickets} added.${back}`;
}

/** What an organizer reads once tickets are held for somebody who has to pay for them. */
export function heldForSomebody({ ticketQuantity }: Pick<BookingAddition, "ticketQuantity">): string {
  return ticketQuantity === 1
    ? "1 ticket is held in addition until it is paid."
    : `${counted(ticketQuantity, "ticket")} are held in addition until they are paid.`;
}

type KindHint = {
  readonly has: number;
  readonly wanted: number;
  readonly price: number | null;
  readonly isFull: boolean;
};

/** What a booking has of a kind, what it keeps of it, or what more of it costs. */
export function kindHint(
  { has, wanted, price, isFull }: KindHint,
  currency: string,
  { direction, reader }: { readonly direction: Direction; readonly reader: Reader },
): string {
  if (direction === "less") {
    const keep = reader === "organizer" ? "Keeps" : "You keep";
    return `${keep} ${wanted.toLocaleString("en")} of ${counted(has, "ticket")}`;
  }
  const verb = reader === "organizer" ? "Has" : direction === "any" ? "You hold" : "You have";
  const owned = `${verb} ${has === 0 ? "none" : counted(has, "ticket")}`;
  if (price === null) return owned;
  if (isFull && direction === "more") return `${owned}, no more to be had`;
  if (price === 0) return `${owned}, free`;
  return `${owned}, ${formatMoney(price, currency)}${has === 1 ? "" : " each"}`;
}

/** Why tickets could not be changed, where that is not what it means elsewhere. */
export function changeErrorWords(error: unknown, reader: Reader): string | undefined {
  if (errorCodeOf(error) !== "EVENT_NOT_OPEN") return undefined;
  const until = "Tickets can be added to a booking until the event begins, and while its sales are open.";
  return reader === "attendee"
    ? `${until} Ask at the door for more.`
    : `${until} After the start, add another booking for the same person, without the address.`;
}

/** What is to be chosen, as long as nothing is. */
export const CHOOSE_WORDS: Readonly<Record<Reader, Readonly<Record<Direction, string>>>> = {
  attendee: {
    less: "Choose how many tickets you keep. To give back all of them, cancel the booking.",
    more: "Choose how many tickets you want in all.",
    any: "Choose how many tickets of each kind you want. The time to pay stays as it is.",
  },
  organizer: {
    less: "Choose how many tickets are kept. To give back all of them, cancel the booking.",
    more: "Choose how many tickets the booking is to have in all.",
    any: "Choose how many tickets of each kind the booking is to have.",
  },
};

/** The tickets that are held in addition, and what they wait for. */
export function additionWords(
  { items, ticketQuantity, amount, isCash, isOffer, returnedTickets, holdExpiresAt }: BookingAddition,
  currency: string,
  now: Date,
): string {
  const tickets = moreTickets(ticketQuantity);
  const verb = ticketQuantity === 1 ? "is" : "are";
  const until = untilWords(holdExpiresAt, now);
  const instead =
    returnedTickets === 0
      ? ""
      : ` ${counted(returnedTickets, "ticket")} of your booking ${returnedTickets === 1 ? "goes" : "go"} back then.`;
  if (isOffer) {
    const name = items[0]?.name ?? null;
    const offered = name === null ? tickets : `${tickets} (${isolated(name)})`;
    const price = amount === 0 ? "free" : `for ${formatMoney(amount, currency)}`;
    const them = ticketQuantity === 1 ? "it" : "them";
    return `${offered} came back for you, ${price}, and ${verb} held until ${until}. After that the next in line gets ${them}.`;
  }
  return isCash
    ? `${tickets} ${verb} held for you. Pay the organizer ${formatMoney(amount, currency)} in cash until ${until}.${instead}`
    : `${tickets} ${verb} held for you until ${until}.${instead}`;
}

/** The label of the button that gives up tickets held in addition, and what is said once they are. */
export function dropWords({ ticketQuantity, isOffer }: Pick<BookingAddition, "ticketQuantity" | "isOffer">): {
  readonly label: string;
  readonly done: string;
} {
  const isOne = ticketQuantity === 1;
  return isOffer
    ? {
        label: `Decline the ${isOne ? "ticket" : "tickets"}`,
        done: "You declined the offer and left the waiting list. Your booking stays as it is.",
      }
    : {
        label: `Give ${isOne ? "it" : "them"} up`,
        done: "The additional tickets went back on sale. Your booking stays as it is.",
      };
}

/** The label of the link to where tickets held in addition are paid for, or taken. */
export function goOnLabel(
  { ticketQuantity, amount, isOffer }: BookingAddition,
  currency: string,
  isPaidLater: boolean,
): string {
  if (isOffer) return `${isPaidLater ? "Take" : "Pay for"} ${counted(ticketQuantity, "ticket")}`;
  return isPaidLater ? "Go on" : `Pay ${formatMoney(amount, currency)} now`;
}
