import type { EventView } from "@foyer/contract/event";
import type { PaymentMethod, PaymentOptions } from "@foyer/contract/payment";

const WAYS = ["card", "paypal", "cash"] as const;

/** A way to pay as the user chooses it; part of the URL. */
export type WayToPay = (typeof WAYS)[number];

/** The name of each way, and what it means for when to pay. */
export const WAY_WORDS: Record<WayToPay, { name: string; hint: string }> = {
  card: { name: "Card", hint: "You pay now." },
  paypal: { name: "PayPal", hint: "You pay now." },
  cash: { name: "Cash", hint: "You pay at the door." },
};

/** A way to pay from the URL, or undefined. */
export function wayParam(value: unknown): WayToPay | undefined {
  return WAYS.find((way) => way === value);
}

/** The ways that this server offers, the most common first. */
export function waysOf({ online, methods }: Pick<PaymentOptions, "online" | "methods">): WayToPay[] {
  return WAYS.filter((way) => {
    if (way === "cash") return methods.includes("cash");
    // The Stripe form of this app only takes cards.
    if (way === "paypal") return online === "sandbox" && methods.includes("paypal");
    return online !== "none";
  });
}

/** How an event may be paid for. */
export type PaymentTerms = Pick<EventView, "paymentMethods" | "cashDueAt">;

/** The ways that this server offers and an event takes now. */
export function waysFor(
  options: Pick<PaymentOptions, "online" | "methods">,
  { paymentMethods, cashDueAt }: PaymentTerms,
  now: Date,
): WayToPay[] {
  return waysOf(options).filter((way) => {
    if (way === "cash" && cashDueAt !== null && cashDueAt <= now) return false;
    return paymentMethods.length === 0 || paymentMethods.includes(methodOf(way, options.online));
  });
}

/** The chosen way if it is offered; else the first. */
export function chosenWay(chosen: WayToPay | undefined, ways: readonly WayToPay[]): WayToPay {
  return ways.find((way) => way === chosen) ?? ways[0] ?? "cash";
}

/** The API's payment method for a way. */
export function methodOf(way: WayToPay, online: PaymentOptions["online"]): PaymentMethod {
  if (way !== "card") return way;
  return online === "stripe" ? "stripe" : "credit_card";
}

/** The way of a booking's payment method. */
export function wayOf(method: PaymentMethod): WayToPay {
  return method === "paypal" || method === "cash" ? method : "card";
}
